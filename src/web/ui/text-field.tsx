/** A field to type in, with its name, a hint and what is wrong with it. */
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  fault?: string | undefined;
  type?: 'text' | 'search' | 'number' | 'date' | 'datetime-local';
  isLong?: boolean;
  isRequired?: boolean;
  autoFocus?: boolean;
  maxLength?: number;
}

export function TextField({ label, hint, fault, type = 'text', isLong = false, ...rest }: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      type={type === 'datetime-local' ? 'text' : type}
      className="input-field"
      isInvalid={fault !== undefined}
    >
      <Label className="input-label">{label}</Label>
      {isLong ? <TextArea className="input-box" rows={3} /> : <Input className="input-box" type={type} />}
      {hint !== undefined && (
        <Text slot="description" className="input-hint">
          {hint}
        </Text>
      )}
      <FieldError className="input-fault">{fault}</FieldError>
    </AriaTextField>
  );
}
