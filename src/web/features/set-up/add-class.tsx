/** A class by hand: its code, its title, and where it meets. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { FormSheet } from '../../ui/form-sheet.tsx';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Campus } from './campus-sheet.tsx';
import { useSaved } from './use-saved.ts';

export function AddClass({ campuses, onClose }: { campuses: readonly Campus[]; onClose: () => void }) {
  const { t } = useTranslation('setUp');
  const [code, setCode] = useState('');
  const [title, setTitle] = useState('');
  const [campusId, setCampus] = useState(campuses[0]?.id ?? '');
  const add = useApi().useMutation('post', '/api/v2/classes', { onSuccess: useSaved(onClose) });
  return (
    <FormSheet
      title={t('addClass')}
      saving={add}
      onSave={() => add.mutate({ body: { code, title, campusId } })}
      onClose={onClose}
    >
      <TextField label={t('code')} value={code} onChange={setCode} hint={t('codeHint')} isRequired autoFocus />
      <TextField label={t('classTitle')} value={title} onChange={setTitle} isRequired maxLength={200} />
      {campuses.length > 1 && (
        <Choice
          label={t('campusOf')}
          value={campusId}
          options={campuses.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setCampus}
        />
      )}
    </FormSheet>
  );
}
