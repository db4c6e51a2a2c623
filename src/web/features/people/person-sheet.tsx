/** One person in the hands of an admin: what they are called, a link to come in by, and whether they may. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { FormSheet } from '../../ui/form-sheet.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { Person } from './person.ts';

export function PersonSheet({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const when = useWhen();
  const api = useApi();
  const [name, setName] = useState(person.name);
  const [externalId, setNumber] = useState(person.externalId ?? '');
  const [isAsking, setAsking] = useState(false);
  const change = api.useMutation('patch', '/api/v2/people/{personId}', {
    onSuccess: async () => {
      toast.done(t('saved'));
      await queries.invalidateQueries({ queryKey: ['get', '/api/v2/people'] });
      onClose();
    },
  });
  const link = api.useMutation('post', '/api/v2/people/{personId}/password-link');
  const params = { path: { personId: person.id } };
  const isOut = person.status === 'deactivated';
  // Only what was changed is sent: a name in two parts stays in two parts.
  const changed = {
    ...(name.trim() !== person.name && { name: name.trim() }),
    ...(externalId.trim() !== (person.externalId ?? '') && { externalId: externalId.trim() || null }),
  };
  const save = (): void => {
    if (Object.keys(changed).length === 0) onClose();
    else change.mutate({ params, body: changed });
  };
  const deactivate = (): void => {
    if (isAsking) change.mutate({ params, body: { status: 'deactivated' } });
    else setAsking(true);
  };
  return (
    <FormSheet
      title={person.name}
      saving={change}
      besides={[link]}
      onSave={save}
      onClose={onClose}
      further={
        isOut ? (
          <Button onPress={() => change.mutate({ params, body: { status: 'active' } })}>{t('activate')}</Button>
        ) : (
          <>
            <Button isPending={link.isPending} onPress={() => link.mutate({ params })}>
              {t('link')}
            </Button>
            <Button variant={isAsking ? 'danger' : 'subtle'} onPress={deactivate}>
              {t('deactivate')}
            </Button>
          </>
        )
      }
    >
      <TextField label={t('name')} value={name} onChange={setName} isRequired maxLength={200} />
      <TextField label={t('number')} value={externalId} onChange={setNumber} />
      <p className="quiet">{[t(`aRole.${person.role}`), person.email].filter(Boolean).join(' · ')}</p>
      {link.data && 'url' in link.data && (
        <>
          <p>{t('linkText', { name: person.name, until: when.dateTime(link.data.expiresAt) })}</p>
          <p className="link-line">{link.data.url}</p>
        </>
      )}
      {isAsking && <p role="alert">{t('deactivateSure', { name: person.name })}</p>}
    </FormSheet>
  );
}
