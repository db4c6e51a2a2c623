/** At most so many at once, at most so many waiting; the rest is told to come back. */
import { AppError } from './errors.ts';

export interface Limiter {
  /** @throws AppError `busy` when the waiting line is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createLimiter(limits: { parallel: number; waiting: number }): Limiter {
  let running = 0;
  const line: (() => void)[] = [];

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limits.parallel) {
      if (line.length >= limits.waiting) throw new AppError('busy', { retryAfterS: 2 });
      // Whoever finishes hands its place over, so `running` is not raised here.
      await new Promise<void>((resolve) => line.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return { run };
}
