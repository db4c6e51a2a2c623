/** Lengths of time in words, exact where a limit hangs on them. */
import { words } from './words/en.ts';

export const minuteMs = 60_000;

/**
 * "9 min"; where whole minutes are the limit itself and the length is not, with what is beyond it: "10 min 0.4 s". A
 * sentence that says "10 min: late" beside "late after 10 min" would contradict itself.
 */
export function tellMinutes(ms: number, limitMs: number, whole: (minutes: number) => string = words.min): string {
  const minutes = Math.floor(ms / minuteMs);
  const beyondMs = ms - minutes * minuteMs;
  return beyondMs > 0 && minutes * minuteMs === limitMs
    ? words.andSeconds({ minutes: whole(minutes), seconds: beyondMs / 1000 })
    : whole(minutes);
}
