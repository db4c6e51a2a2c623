/** One person in the hands of an admin: what they are called, a link to come in by, and whether they may. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
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
  const failed = [change, link].find(({ isError }) => isError);
  const isOut = person.status === 'deactivated';
  return (
    <Sheet title={person.name} onClose={onClose}>
      <form
        className="settings"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ params, body: { name, externalId: externalId.trim() || null } });
        }}
      >
        {failed && (
          <p role="alert" className="form-error">
            {sentenceOf(failed.error)}
          </p>
        )}
        <TextField label={t('name')} value={name} onChange={setName} isRequired maxLength={200} />
        <TextField label={t('number')} value={externalId} onChange={setNumber} />
        <p className="quiet">{[t(`aRole.${person.role}`), person.email].filter(Boolean).join(' · ')}</p>
        {link.data && 'waitsFor' in link.data && <p role="status">{t('waits')}</p>}
        {link.data && 'url' in link.data && (
          <>
            <p>{t('linkText', { name: person.name, until: when.dateTime(link.data.expiresAt) })}</p>
            <p className="link-line">{link.data.url}</p>
          </>
        )}
        {isAsking && <p role="alert">{t('deactivateSure', { name: person.name })}</p>}
        <div className="row-buttons">
          <Button variant="primary" type="submit" isPending={change.isPending}>
            {t('save')}
          </Button>
          {!isOut && (
            <Button isPending={link.isPending} onPress={() => link.mutate({ params })}>
              {t('link')}
            </Button>
          )}
          {isOut ? (
            <Button onPress={() => change.mutate({ params, body: { status: 'active' } })}>{t('activate')}</Button>
          ) : (
            <Button
              variant={isAsking ? 'danger' : 'subtle'}
              onPress={() => (isAsking ? change.mutate({ params, body: { status: 'deactivated' } }) : setAsking(true))}
            >
              {t('deactivate')}
            </Button>
          )}
        </div>
      </form>
    </Sheet>
  );
}
