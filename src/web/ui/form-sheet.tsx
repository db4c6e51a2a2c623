/** A form over the page: what it asks, what went wrong, Save and Cancel. What was typed stays when it goes wrong. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Sheet } from './sheet.tsx';

interface Work {
  isPending: boolean;
  isError: boolean;
  error: unknown;
}

interface FormSheetProps {
  title: string;
  saving: Work;
  /** What the further buttons do. */
  besides?: readonly Work[];
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
  /** Buttons beside Save. */
  further?: ReactNode;
}

export function FormSheet({ title, saving, besides = [], onSave, onClose, children, further }: FormSheetProps) {
  const { t } = useTranslation();
  const failed = [saving, ...besides].find(({ isError }) => isError);
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        className="settings"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        {failed && (
          <p role="alert" className="form-error">
            {sentenceOf(failed.error)}
          </p>
        )}
        {children}
        <div className="row-buttons">
          <Button variant="primary" type="submit" isPending={saving.isPending}>
            {t('save')}
          </Button>
          {further}
          <Button variant="subtle" onPress={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
