/**
 * At most so many at once, at most so many waiting; the rest is told to come back. What is urgent goes first, without
 * keeping the rest waiting for ever.
 */
import { AppError } from './errors.ts';

export interface Limiter {
  /** @throws AppError `busy` when as many wait as may. */
  run<T>(work: () => Promise<T>, urgency?: Urgency): Promise<T>;
}

export type Urgency = 'urgent' | 'ordinary';

/** Of so many places that become free, one goes to the ordinary line though urgent ones wait. */
const ordinaryEvery = 3;

export function createLimiter(limits: { parallel: number; waiting: number }): Limiter {
  let running = 0;
  let handedOver = 0;
  const lines: Record<Urgency, (() => void)[]> = { urgent: [], ordinary: [] };

  function takeNext(): (() => void) | undefined {
    handedOver += 1;
    const [first, second] =
      handedOver % ordinaryEvery === 0 ? [lines.ordinary, lines.urgent] : [lines.urgent, lines.ordinary];
    return first.shift() ?? second.shift();
  }

  async function run<T>(work: () => Promise<T>, urgency: Urgency = 'ordinary'): Promise<T> {
    if (running >= limits.parallel) {
      if (lines.urgent.length + lines.ordinary.length >= limits.waiting) throw new AppError('busy', { retryAfterS: 2 });
      // Whoever finishes hands its place over, so `running` is not raised here.
      await new Promise<void>((resolve) => lines[urgency].push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = takeNext();
      if (next) next();
      else running -= 1;
    }
  }

  return { run };
}
