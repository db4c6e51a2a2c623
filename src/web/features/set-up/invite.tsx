/** Invites everybody of a class: by mail, or by letters to print for those without an address. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { FormSheet } from '../../ui/form-sheet.tsx';
import { Choice } from '../../ui/choice.tsx';
import { toast } from '../../ui/toasts.tsx';

export function Invite({
  classes,
  onClose,
}: {
  classes: readonly { id: string; code: string }[];
  onClose: () => void;
}) {
  const { t } = useTranslation('setUp');
  const [classId, setClass] = useState(classes[0]?.id ?? '');
  const invite = useApi().useMutation('post', '/api/v2/invitations', {
    onSuccess: (outcome) => {
      toast.done(t('invited', { ...outcome }));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t('invite')}
      saving={invite}
      onSave={() => invite.mutate({ body: { classId } })}
      onClose={onClose}
    >
      <Choice
        label={t('class')}
        value={classId}
        options={classes.map(({ id, code }) => ({ value: id, label: code }))}
        onChange={setClass}
      />
    </FormSheet>
  );
}
