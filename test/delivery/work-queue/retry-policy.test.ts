/** When work is tried again: one rule for the inbox, the outbox and tasks. */
import { expect, test } from 'vitest';
import { isFinalFailure, waitAfterAttemptMs } from '../../../src/delivery/work-queue/retry-policy.ts';
import { AppError } from '../../../src/kernel/errors.ts';

const policy = { maxAttempts: 12, longestWaitMs: 120_000 };

test('the wait doubles from a second up to the longest one', () => {
  expect([1, 2, 3, 7, 8, 12, 2000].map((attempt) => waitAfterAttemptMs(policy, attempt, new Error()))).toEqual([
    1000, 2000, 4000, 64_000, 120_000, 120_000, 120_000,
  ]);
});

test('the wait is never shorter than the time that the error names, however long', () => {
  expect(waitAfterAttemptMs(policy, 1, new AppError('busy', { retryAfterS: 40 }))).toBe(40_000);
  expect(waitAfterAttemptMs(policy, 1, new AppError('busy', { retryAfterS: 3600 }))).toBe(3_600_000);
  expect(waitAfterAttemptMs(policy, 8, new AppError('busy', { retryAfterS: 40 }))).toBe(120_000);
});

test('a refusal that will not change is final at once, anything else only at the last try', () => {
  const [refused, busy, tooMany] = [
    new AppError('forbidden'),
    new AppError('busy'),
    new AppError('tooManyRequests', { retryAfterS: 1 }),
  ];
  expect(isFinalFailure(policy, 1, refused)).toBe(true);
  for (const error of [busy, tooMany, new Error('a bug')]) {
    expect(isFinalFailure(policy, 11, error)).toBe(false);
    expect(isFinalFailure(policy, 12, error)).toBe(true);
    expect(isFinalFailure({ longestWaitMs: 1000 }, 10_000, error)).toBe(false);
  }
});
