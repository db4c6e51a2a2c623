/** Time is passed in, so that tests and the demo can set it. */

export interface Clock {
  /** The present instant (UTC). */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
