/** The register of one lesson, live, with the desk at which it is marked. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/answers.ts';
import { useApi, useMe } from '../../session/signed-in.ts';
import { useLive } from '../../session/use-live.ts';
import { toast } from '../../ui/toasts.tsx';
import { createDesk, type Desk, type DeskState, type Outcome } from './desk.ts';
import type { Student } from './register.ts';

export type Session = Answer<'/api/v2/sessions/{sessionId}'>;

export interface RegisterClass {
  code: string;
  title: string;
  timeZone: string;
  ownStatuses: { name: string; countsAs: 'present' | 'late' | 'absent' | 'excused' }[];
}

/** What the live stream of a lesson tells. */
interface Presence {
  session: Session;
  class: RegisterClass;
  students: Student[];
}

export interface OpenRegister {
  session: Session;
  ofClass: RegisterClass;
}

/** @returns `register` undefined until it is there; `error` when it cannot be read */
export function useRegister(sessionId: string): {
  register: OpenRegister | undefined;
  error: unknown;
  refetch: () => unknown;
  desk: Desk;
  state: DeskState;
} {
  const api = useApi();
  const { name } = useMe();
  const { t } = useTranslation('register');
  const params = { path: { sessionId } };
  const { mutateAsync: write } = api.useMutation('put', '/api/v2/sessions/{sessionId}/records');
  const { mutateAsync: undo } = api.useMutation('post', '/api/v2/sessions/{sessionId}/records/undo');
  const presence = api.useQuery(
    'get',
    '/api/v2/sessions/{sessionId}/presence',
    { params },
    // Offline it fails and says so, as what is marked does.
    { networkMode: 'always' },
  );
  const { refetch } = presence;
  const tell = (outcome: Outcome): void => {
    if (outcome.kind === 'undone') toast.done(t('undone', { count: outcome.count }));
    else toast.fault(outcome.kind === 'undoRefused' ? t('undoRefused') : outcome.sentence);
  };
  const [desk] = useState(() =>
    createDesk(
      {
        write: (marks, reason) => write({ params, body: { marks, reason } }),
        undo: (changes) => undo({ params, body: { changes: [...changes] } }),
        read: async () => (await refetch({ throwOnError: true })).data ?? [],
      },
      name,
      tell,
    ),
  );
  const state = useSyncExternalStore(desk.follow, desk.read);
  const [register, setRegister] = useState<OpenRegister>();
  useLive<Presence>(`/api/v2/sessions/${sessionId}/presence/live`, ({ session, class: ofClass, students }) => {
    desk.receive(students);
    setRegister({ session, ofClass });
  });
  useEffect(() => {
    window.addEventListener('online', desk.sendAgain);
    return () => window.removeEventListener('online', desk.sendAgain);
  }, [desk]);
  return { register, error: presence.error, refetch, desk, state };
}
