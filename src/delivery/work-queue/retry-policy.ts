/** When a piece of work is tried again, and when it is given up. */
import { AppError } from '../../kernel/errors.ts';

export interface RetryPolicy {
  /** Tries in all; without it the piece itself says when it is too late. */
  readonly maxAttempts?: number;
  readonly longestWaitMs: number;
}

const firstWaitMs = 1000;

/** Whether this was the last try: what is refused for good will be refused again. */
export function isFinalFailure({ maxAttempts = Infinity }: RetryPolicy, attempt: number, error: unknown): boolean {
  return attempt >= maxAttempts || (error instanceof AppError && error.status < 500 && !error.retryable);
}

/** One second, doubling up to the longest wait; never shorter than the time that the error names (`retryAfterS`). */
export function waitAfterAttemptMs({ longestWaitMs }: RetryPolicy, attempt: number, error: unknown): number {
  const namedMs = error instanceof AppError ? (error.retryAfterS ?? 0) * 1000 : 0;
  return Math.max(namedMs, Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1)));
}
