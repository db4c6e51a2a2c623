/** Days without lessons, on every campus. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { FormSheet } from '../../ui/form-sheet.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useSaved } from './use-saved.ts';

export function AddHoliday({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('setUp');
  const [name, setName] = useState('');
  const [firstDay, setFirstDay] = useState('');
  const [lastDay, setLastDay] = useState('');
  const add = useApi().useMutation('post', '/api/v2/holidays', { onSuccess: useSaved(onClose) });
  return (
    <FormSheet
      title={t('addHoliday')}
      saving={add}
      onSave={() => add.mutate({ body: { campusId: null, name, firstDay, lastDay: lastDay || firstDay } })}
      onClose={onClose}
    >
      <TextField label={t('name')} value={name} onChange={setName} isRequired autoFocus maxLength={120} />
      <TextField type="date" label={t('firstDay')} value={firstDay} onChange={setFirstDay} isRequired />
      <TextField type="date" label={t('lastDay')} value={lastDay} onChange={setLastDay} />
    </FormSheet>
  );
}
