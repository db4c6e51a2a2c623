/** Makes one person by hand. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { Choice } from '../../ui/choice.tsx';
import { FormSheet } from '../../ui/form-sheet.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { toast } from '../../ui/toasts.tsx';

const roles = ['student', 'teacher', 'guardian', 'admin'] as const;

export function AddPerson({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [externalId, setNumber] = useState('');
  const [role, setRole] = useState<(typeof roles)[number]>('student');
  const add = useApi().useMutation('post', '/api/v2/people', {
    onSuccess: async () => {
      toast.done(t('added', { name }));
      await queries.invalidateQueries({ queryKey: ['get', '/api/v2/people'] });
      onClose();
    },
  });
  const save = (): void =>
    add.mutate({ body: { name, role, email: email.trim() || null, externalId: externalId.trim() || null } });
  return (
    <FormSheet title={t('add')} saving={add} onSave={save} onClose={onClose}>
      <TextField label={t('name')} value={name} onChange={setName} isRequired autoFocus maxLength={200} />
      <TextField label={t('email')} value={email} onChange={setEmail} hint={t('emailHint')} />
      <TextField label={t('number')} value={externalId} onChange={setNumber} />
      <Choice
        label={t('role')}
        value={role}
        options={roles.map((value) => ({ value, label: t(`aRole.${value}`) }))}
        onChange={setRole}
      />
    </FormSheet>
  );
}
