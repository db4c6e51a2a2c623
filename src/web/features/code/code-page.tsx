/** The code of a lesson for the projector: a QR code that is always fresh, six digits, and how many are here. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { sentenceOf } from '../../api/problem.ts';
import type { Answer } from '../../api/answers.ts';
import { paths } from '../../paths.ts';
import { useApi, useSignedIn } from '../../session/signed-in.ts';
import { useLive } from '../../session/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { Loading } from '../../ui/states.tsx';
import { useWhen } from '../../ui/use-when.ts';
import { msUntilRenewal } from './renewal.ts';
import { useWakeLock } from './use-wake-lock.ts';

interface Room {
  code: string;
  timeZone: string;
  isOpen: boolean;
  here: number;
  of: number;
}

/** What the live stream of a lesson tells, as far as it is needed here. */
interface Presence {
  session: Answer<'/api/v2/sessions/{sessionId}'>;
  class: { code: string; timeZone: string };
  students: Answer<'/api/v2/sessions/{sessionId}/presence'>;
}

export function CodePage() {
  const { t } = useTranslation('code');
  const { id = '' } = useParams();
  const [room, setRoom] = useState<Room>();
  useWakeLock();
  useLive<Presence>(`/api/v2/sessions/${id}/presence/live`, ({ session, class: { code, timeZone }, students }) =>
    setRoom({
      code,
      timeZone,
      isOpen: session.status === 'open',
      here: students.filter(({ status }) => status === 'present' || status === 'late').length,
      of: students.length,
    }),
  );
  const title = room ? t('title', { class: room.code }) : '';
  useEffect(() => {
    document.title = `${title} · Muster`;
    return () => void (document.title = 'Muster');
  }, [title]);
  return (
    <main className="projector">
      <header>
        <h1>{title}</h1>
        {room && (
          <p className="projector-count" role="status">
            {t('here', { here: room.here, of: room.of })}
          </p>
        )}
      </header>
      {!room ? <Loading /> : room.isOpen ? <Codes sessionId={id} room={room} /> : <p role="alert">{t('notOpen')}</p>}
      <footer>
        <Link className="button secondary" to={paths.session.at(id)}>
          {t('leave')}
        </Link>
        <Button onPress={() => void document.documentElement.requestFullscreen()}>{t('fullScreen')}</Button>
      </footer>
    </main>
  );
}

function Codes({ sessionId, room }: { sessionId: string; room: Room }) {
  const { t } = useTranslation('code');
  const qr = useQr(sessionId);
  return (
    <div className="projector-codes">
      {qr.data && (
        <img className="projector-qr" alt={t('qrOf')} src={`data:image/svg+xml,${encodeURIComponent(qr.data.svg)}`} />
      )}
      <div className="projector-words">
        {qr.error && !qr.data && <p role="alert">{sentenceOf(qr.error)}</p>}
        <p>{t('scan')}</p>
        <Digits sessionId={sessionId} timeZone={room.timeZone} />
      </div>
    </div>
  );
}

/** Renewed before it ends; a failure is tried again soon, and the old one is shown no longer than it is good. */
function useQr(sessionId: string) {
  const { session } = useSignedIn();
  return useQuery({
    queryKey: ['qr', sessionId],
    queryFn: async ({ signal }) => {
      const askedAt = performance.now();
      const answer = await session.call(`/api/v2/sessions/${sessionId}/qr`, { signal });
      const body = (await answer.json()) as Answer<'/api/v2/sessions/{sessionId}/qr'>;
      return {
        ...body,
        renewInMs: msUntilRenewal(body.expiresAt, answer.headers.get('Date'), performance.now() - askedAt),
      };
    },
    refetchInterval: ({ state }) => state.data?.renewInMs ?? 2_000,
    refetchIntervalInBackground: true,
    staleTime: 0,
    gcTime: 0,
  });
}

function Digits({ sessionId, timeZone }: { sessionId: string; timeZone: string }) {
  const { t } = useTranslation('code');
  const when = useWhen(timeZone);
  const { mutate, data, error, isPending } = useApi().useMutation('post', '/api/v2/sessions/{sessionId}/code');
  const params = { path: { sessionId } };
  const make = useEffectEvent(() => mutate({ params, body: { lifeMinutes: 60 } }));
  // The digits of this showing: made once, since each new ones end those before.
  useEffect(() => make(), []);
  return (
    <>
      <p className="projector-digits" aria-live="polite">
        {data ? `${data.code.slice(0, 3)} ${data.code.slice(3)}` : '··· ···'}
      </p>
      {error && <p role="alert">{sentenceOf(error)}</p>}
      <p className="projector-small">
        {data && t('digitsEnd', { time: when.time(data.expiresAt) })}{' '}
        <Button variant="subtle" isPending={isPending} onPress={() => mutate({ params, body: { lifeMinutes: 60 } })}>
          {t('newDigits')}
        </Button>
      </p>
    </>
  );
}
