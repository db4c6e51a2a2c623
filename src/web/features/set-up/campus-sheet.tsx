/** A campus: what it is called, and on which clock it is. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/answers.ts';
import { useApi } from '../../session/signed-in.ts';
import { FormSheet } from '../../ui/form-sheet.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useSaved } from './use-saved.ts';

export type Campus = Answer<'/api/v2/campuses'>[number];

/** Where the admin sits is the best guess of where the school is. */
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function CampusSheet({ campus, onClose }: { campus: Campus | undefined; onClose: () => void }) {
  const { t } = useTranslation('setUp');
  const api = useApi();
  const [name, setName] = useState(campus?.name ?? '');
  const [timeZone, setTimeZone] = useState(campus && campus.timeZone !== 'UTC' ? campus.timeZone : here);
  const onSuccess = useSaved(onClose);
  const add = api.useMutation('post', '/api/v2/campuses', { onSuccess });
  const change = api.useMutation('patch', '/api/v2/campuses/{campusId}', { onSuccess });
  const body = { name, timeZone };
  return (
    <FormSheet
      title={campus ? campus.name : t('add')}
      saving={campus ? change : add}
      onSave={() =>
        campus ? change.mutate({ params: { path: { campusId: campus.id } }, body }) : add.mutate({ body })
      }
      onClose={onClose}
    >
      <TextField label={t('name')} value={name} onChange={setName} isRequired autoFocus maxLength={120} />
      <TextField label={t('timeZone')} value={timeZone} onChange={setTimeZone} hint={t('timeZoneHint')} isRequired />
    </FormSheet>
  );
}
