/**
 * The figure of a class: what its members' indices have in common, with how far it can be trusted, and nothing for a
 * group that is too small.
 */
import { meanOf } from '../kernel/mean.ts';
import type { PersonFocus } from './focus.policy.ts';

export interface ClassFigure {
  /** How many could be judged. */
  judged: number;
  /** 0 to 100, whole; null when fewer than the minimum were judged: the figure of a few is the figure of each. */
  figure: number | null;
  /** 95 % interval; null with the figure. */
  low: number | null;
  high: number | null;
}

/** Of either end this share is left out: one who sleeps and one who stares do not make the class. */
const trim = 0.2;
/** Two-sided 95 %. */
const normalQuantile = 1.959964;

/**
 * The 20 % trimmed mean, and an interval from the winsorised variance (Tukey and McLaughlin 1963) together with the
 * uncertainty of each index, which the spread alone would hide where many stand at 100.
 */
export function figureOf(people: readonly Pick<PersonFocus, 'index' | 'uncertainty'>[], minimum: number): ClassFigure {
  const judged = people.length;
  if (judged < Math.max(minimum, 1)) return { judged, figure: null, low: null, high: null };
  const sorted = people.map(({ index }) => index).sort((a, b) => a - b);
  const cut = Math.floor(trim * judged);
  const mean = meanOf(sorted.slice(cut, judged - cut));
  const winsorised = sorted.map((value) => Math.min(Math.max(value, sorted[cut]!), sorted[judged - cut - 1]!));
  const centre = meanOf(winsorised);
  const variance = winsorised.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(judged - 1, 1);
  const ofSpread = variance / ((1 - 2 * trim) ** 2 * judged);
  const ofMeasuring = meanOf(people.map(({ uncertainty }) => uncertainty ** 2)) / judged;
  const reach = studentQuantile(Math.max(judged - 2 * cut - 1, 1)) * Math.sqrt(ofSpread + ofMeasuring);
  return {
    judged,
    figure: Math.round(mean),
    low: Math.round(Math.max(mean - reach, 0)),
    high: Math.round(Math.min(mean + reach, 100)),
  };
}

/** The 97.5 % quantile of Student's t (Abramowitz and Stegun 26.7.5), within 4 % from two degrees of freedom on. */
function studentQuantile(freedom: number): number {
  const z = normalQuantile;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
