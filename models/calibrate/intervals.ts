/** How far a measured share may be off: 95 % intervals for counts, and for pairs that share people. */
import { createRandom } from './random.ts';

/** Of the normal distribution, for 95 %. */
const z = 1.959964;

/** How often people are drawn anew. */
export const draws = 1000;

export type Interval = [number, number];

/** Wilson's interval for `hits` of `of` independent trials (J. Am. Stat. Assoc. 22, 1927); defined for no hits too. */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return [0, 1];
  const share = hits / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** From the 2.5th to the 97.5th percentile. */
export function percentiles(values: readonly number[]): Interval {
  const rising = [...values].sort((a, b) => a - b);
  const at = (share: number): number => rising[Math.min(rising.length - 1, Math.floor(share * rising.length))] ?? 0;
  return [at(0.025), at(0.975)];
}

/**
 * The interval that holds both: pairs that share people say less than their number, and a few hits less than resampling
 * them shows.
 */
export const widest = (a: Interval, b: Interval): Interval => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

/**
 * Draws of as many people as there are, with replacement: how often each of them was drawn. The same at every call, so
 * that a calibration can be repeated.
 */
export function drawPeople(people: number, draws: number): Uint16Array[] {
  const next = createRandom(20261121);
  return Array.from({ length: draws }, () => {
    const times = new Uint16Array(people);
    for (let drawn = 0; drawn < people; drawn++) times[Math.floor(next() * people)]! += 1;
    return times;
  });
}
