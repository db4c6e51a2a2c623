/** From when to when a session may be. */
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

export const longestMs = 24 * 3600_000;
/** Beyond this a year was mistyped. */
const furthestMs = 100 * 365 * longestMs;

/** What is wrong with these times; undefined when nothing is. */
export function faultOfSpan(
  startsAt: Date,
  endsAt: Date,
  now: Date,
): { field: 'startsAt' | 'endsAt'; detail: string } | undefined {
  if (Math.abs(startsAt.getTime() - now.getTime()) > furthestMs)
    return { field: 'startsAt', detail: words.aSessionLiesWithinAHundred };
  const lengthMs = endsAt.getTime() - startsAt.getTime();
  if (lengthMs <= 0) return { field: 'endsAt', detail: words.aSessionEndsAfterItStarts };
  return lengthMs > longestMs ? { field: 'endsAt', detail: words.aSessionLastsADay } : undefined;
}

/**
 * @throws AppError `invalidInput` when it would end before it starts, last longer than a day, or lie beyond all sense.
 */
export function requireSpan(startsAt: Date, endsAt: Date, now: Date): void {
  const fault = faultOfSpan(startsAt, endsAt, now);
  if (fault) throw new AppError('invalidInput', fault);
}
