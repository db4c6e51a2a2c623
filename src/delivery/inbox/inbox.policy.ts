/** How often a message is tried, and how long to wait in between. */
import { AppError } from '../../kernel/errors.ts';

/** With the waits below: about a quarter of an hour. */
export const maxAttempts = 12;

const longestWaitMs = 120_000;

export const limitSentence =
  'You are sending messages faster than I can be sure to read them. Please wait a minute; what came too fast was left aside.';

/** What is refused for good will be refused again. */
export const isHopeless = (error: unknown): boolean =>
  error instanceof AppError && error.status < 500 && !error.retryable;

/** One second, doubling up to two minutes; a platform that names its own time is given it. */
export function waitAfterAttemptMs(attempt: number, error: unknown): number {
  const namedMs = error instanceof AppError && error.retryAfterS !== undefined ? error.retryAfterS * 1000 : 0;
  return Math.max(namedMs, Math.min(longestWaitMs, 1000 * 2 ** (attempt - 1)));
}
