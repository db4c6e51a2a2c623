/** A clock that can be set back, so that four weeks of sessions happen before the demo begins. */
import type { Clock } from '../../kernel/clock.ts';

export interface DemoClock extends Clock {
  setTo(instant: Date): void;
  /** From now on the system's time. */
  follow(): void;
}

export function createDemoClock(): DemoClock {
  let fixed: Date | undefined;
  return {
    now: () => fixed ?? new Date(),
    setTo: (instant) => {
      fixed = instant;
    },
    follow: () => {
      fixed = undefined;
    },
  };
}
