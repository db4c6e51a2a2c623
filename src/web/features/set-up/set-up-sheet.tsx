/** A small form of the set-up: what it asks, what went wrong, Save and Cancel. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';

interface SetUpSheetProps {
  title: string;
  saving: { isPending: boolean; isError: boolean; error: unknown };
  onSave: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function SetUpSheet({ title, saving, onSave, onClose, children }: SetUpSheetProps) {
  const { t } = useTranslation('setUp');
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        className="settings"
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        {saving.isError && (
          <p role="alert" className="form-error">
            {sentenceOf(saving.error)}
          </p>
        )}
        {children}
        <div className="row-buttons">
          <Button variant="primary" type="submit" isPending={saving.isPending}>
            {t('save')}
          </Button>
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
