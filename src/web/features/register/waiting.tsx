/** What waits for a teacher in this lesson: check-ins in doubt, and what was pointed out. */
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { sentenceOf } from '../../api/problem.ts';
import { useApi } from '../../session/signed-in.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { toast } from '../../ui/toasts.tsx';
import { useWhen } from '../../ui/use-when.ts';
import type { Status, Student } from './register.ts';
import type { OpenRegister } from './use-register.ts';

interface WaitingProps {
  register: OpenRegister;
  students: readonly Student[];
  /** Changes whenever the register does. */
  marks: number;
  onMark: (personId: string, status: Status) => void;
}

export function Waiting({ register, students, marks, onMark }: WaitingProps) {
  const { t } = useTranslation('register');
  const when = useWhen(register.ofClass.timeZone);
  const api = useApi();
  const queries = useQueryClient();
  const init = { params: { path: { sessionId: register.session.id } } };
  const reviews = api.useQuery('get', '/api/v2/sessions/{sessionId}/reviews', init);
  const { refetch } = reviews;
  useEffect(() => void refetch(), [marks, refetch]);
  const flags = api.useQuery('get', '/api/v2/sessions/{sessionId}/flags', init);
  const resolve = api.useMutation('post', '/api/v2/flags/{flagId}/resolve', {
    onSuccess: () => {
      toast.done(t('waiting.resolved'));
      return queries.invalidateQueries({ queryKey: ['get', '/api/v2/sessions/{sessionId}/flags'] });
    },
    onError: (error) => toast.fault(sentenceOf(error)),
  });
  const nameOf = (id: string): string => students.find(({ personId }) => personId === id)?.name ?? '';
  const open = (flags.data ?? []).filter(({ resolvedAt }) => resolvedAt === null);
  return (
    <>
      {(reviews.data ?? []).length > 0 && (
        <Card title={t('waiting.reviews')}>
          <p className="quiet">{t('waiting.reviewsText')}</p>
          <ul className="waiting">
            {reviews.data?.map(({ personId, at, receipt }) => (
              <li key={`${personId} ${at}`}>
                <span>
                  <b>{nameOf(personId)}</b> <span className="quiet">{t('waiting.at', { time: when.time(at) })}</span>
                  <br />
                  {receipt.reasons
                    .filter(({ outcome }) => outcome !== 'met')
                    .map(({ sentence }) => sentence)
                    .join(' · ')}
                </span>
                <span className="row-buttons">
                  <Button onPress={() => onMark(personId, 'present')}>{t('waiting.present')}</Button>
                  <Button variant="subtle" onPress={() => onMark(personId, 'absent')}>
                    {t('waiting.absent')}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {open.length > 0 && (
        <Card title={t('waiting.flags')}>
          <ul className="waiting">
            {open.map(({ id, kind, people }) => (
              <li key={id}>
                <span>{t(`waiting.kind.${kind}`, { people: people.map(({ name }) => name).join(', ') })}</span>
                <Button onPress={() => resolve.mutate({ params: { path: { flagId: id } } })}>
                  {t('waiting.seen')}
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
