/** Buttons, pressed by pointer, touch or key. */
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export type Variant = 'primary' | 'secondary' | 'subtle' | 'danger';

interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  variant?: Variant;
  className?: string;
}

export const Button = ({ variant = 'secondary', className = '', ...rest }: ButtonProps) => (
  <AriaButton {...rest} className={`button ${variant} ${className}`} />
);
