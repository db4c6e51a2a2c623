/** The challenge as the service speaks it. */
import { Problem } from '../../api/problem.ts';
import type { Session } from '../../session/session.ts';
import type { HeadMove } from './film.ts';

export interface OpenSession {
  id: string;
  code: string;
}

interface Begun {
  id: string;
  turns: HeadMove[];
  expiresInS: number;
  frames: { least: number; most: number };
}

export interface Decided {
  at: string;
  class: string;
  receipt: {
    decision: 'accepted' | 'needsReview' | 'rejected';
    status: string | null;
    reasons: { outcome: 'met' | 'failed' | 'doubtful' | 'unproven'; sentence: string }[];
  };
}

/** Sessions of the own classes that are open now. @throws Problem */
export async function readOpenSessions(session: Session): Promise<OpenSession[]> {
  const { today } = (await (await session.call('/api/v2/me/dashboard')).json()) as {
    today: (OpenSession & { state: string })[];
  };
  return today.filter(({ state }) => state === 'open');
}

/** @throws Problem */
export async function beginChallenge(session: Session, sessionId: string | undefined): Promise<Begun> {
  const body = JSON.stringify(sessionId === undefined ? {} : { sessionId });
  return (await (
    await session.call('/api/v2/check-ins/challenge', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    })
  ).json()) as Begun;
}

/**
 * Sends the pictures, and the same ones again while that fails for a passing reason and there is time: the challenge
 * stays good, and a new one would count.
 * @param again.untilMs on the clock of `performance`
 * @param again.onFailure is told before each further try
 * @throws Problem of the last try
 */
export async function answerChallenge(
  session: Session,
  id: string,
  pictures: readonly Blob[],
  again: { untilMs: number; onFailure: () => void; signal: AbortSignal },
): Promise<Decided> {
  const form = new FormData();
  pictures.forEach((picture, index) => form.append('frames', picture, `${index}.jpg`));
  for (;;) {
    try {
      return (await (
        await session.call(`/api/v2/check-ins/challenge/${id}`, { method: 'POST', body: form })
      ).json()) as Decided;
    } catch (error) {
      const waitMs = error instanceof Problem && error.isRetryable ? 1000 * (error.retryAfterS ?? 1) : Infinity;
      if (again.signal.aborted || performance.now() + waitMs >= again.untilMs) throw error;
      again.onFailure();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

const headlines = {
  accepted: ({ receipt, class: code }: Decided) =>
    `✅ You are checked in to ${code} as ${receipt.status ?? 'present'}.`,
  needsReview: ({ class: code }: Decided) => `🕓 Your check-in to ${code} was taken and waits for your teacher.`,
  rejected: ({ class: code }: Decided) => `❌ You are not checked in to ${code}.`,
} as const;
const marks = { met: '✓', failed: '✗', doubtful: '?', unproven: '•' } as const;

/** The receipt in the words and lines of the chat. */
export const tellDecided = (decided: Decided): string =>
  [
    headlines[decided.receipt.decision](decided),
    ...decided.receipt.reasons.map(
      ({ outcome, sentence }) => `${marks[outcome]} ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`,
    ),
  ].join('\n');
