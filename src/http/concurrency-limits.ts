/** How many requests are worked on at once, and how many may wait for that; the others are told to come back. */
import { createLimiter, type Limiter } from '../kernel/limiter.ts';
import { createBodyLimiter, type BodyLimiter } from './uploads.ts';

export interface ConcurrencyLimits {
  /** Handlers, whichever API they are of. */
  readonly answers: Limiter;
  /** Handlers that write whole sheets and documents. */
  readonly documents: Limiter;
  /** Looking up whose token it is. */
  readonly signIns: Limiter;
  /** Reading long bodies, by whether the sender is known yet. */
  readonly bodies: Readonly<Record<keyof typeof bodiesAtOnce, BodyLimiter>>;
}

/**
 * A thousand people who press a button together each get their answer, one after the other. Few are worked on at once,
 * so that each waits once and not again with every query.
 */
const atOnce = {
  answers: { parallel: 8, waiting: 4000 },
  documents: { parallel: 2, waiting: 200 },
  signIns: { parallel: 4, waiting: 8000 },
} as const;

/** Long bodies are held in memory while they come: so many at once, and few of those whom nobody knows yet. */
const bodiesAtOnce = {
  known: { parallel: 32, waiting: 4000 },
  unknown: { parallel: 4, waiting: 100 },
  tokenInBody: { parallel: 16, waiting: 4000 },
} as const;

/** The limits that all requests of this process share, whichever API they come by. */
export function createConcurrencyLimits(): ConcurrencyLimits {
  return {
    answers: createLimiter(atOnce.answers),
    documents: createLimiter(atOnce.documents),
    signIns: createLimiter(atOnce.signIns),
    bodies: {
      known: createBodyLimiter(bodiesAtOnce.known),
      unknown: createBodyLimiter(bodiesAtOnce.unknown),
      tokenInBody: createBodyLimiter(bodiesAtOnce.tokenInBody),
    },
  };
}
