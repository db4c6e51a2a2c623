/**
 * Waiting for what a test has set going: long enough for a busy machine, since what has come about is seen at once
 * anyhow.
 */
import { vi } from 'vitest';

/** After so long a test fails that waits for something to come about. */
export const patienceMs = 60_000;

/** Waits until the condition holds. @returns what it came to */
export const until = <T>(condition: () => T | Promise<T>): ReturnType<typeof vi.waitUntil<T>> =>
  vi.waitUntil(condition, { timeout: patienceMs, interval: 20 });
