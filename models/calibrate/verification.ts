/** One against one: at which cosine which share of strangers' pairs is accepted, and which share of true pairs. */
import { cosine } from '../../src/recognition/vision/index.ts';
import { draws, drawPeople, percentiles, widest, wilson, type Interval } from './intervals.ts';
import type { People, Sample } from './read-people.ts';

/**
 * A point of the curve: `far` of strangers' pairs and `tar` of true pairs reach `cosine`. The intervals are of 95 %.
 */
export interface Point {
  cosine: number;
  far: number;
  farInterval: Interval;
  tar: number;
  tarInterval: Interval;
}

export interface Verification {
  genuinePairs: number;
  impostorPairs: number;
  /** From the loosest to the strictest. */
  points: Point[];
}

interface Pair {
  score: number;
  a: number;
  b: number;
}

/** Rates at which a point is taken, where there are pairs enough; the strictest is that of the fewest pairs. */
const rates = [1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7];
/** A rate of fewer strangers' pairs than this was not measured: the next photo might double it. */
const fewestPairs = 2;
const bins = 20_000;

/**
 * All pairs of photos. How far the rates may be off is told by drawing the people anew (bootstrap), since pairs that
 * share a person are not independent, or by Wilson's interval, where that is wider.
 * @throws Error when there are too few pairs for two points
 */
export function measureVerification(samples: readonly Sample[], people: number): Verification {
  const floor = scoreOfRate(samples, rates[0]!);
  const genuine: Pair[] = [];
  const near: Pair[] = [];
  let impostorPairs = 0;
  eachPair(samples, (score, a, b) => {
    if (a === b) genuine.push({ score, a, b });
    else {
      impostorPairs += 1;
      if (score >= floor) near.push({ score, a, b });
    }
  });
  near.sort((a, b) => b.score - a.score);
  const counts = [
    ...new Set(rates.map((rate) => Math.floor(rate * impostorPairs)).filter((count) => count > fewestPairs)),
    fewestPairs,
  ];
  if (genuine.length === 0)
    throw new Error('--images: nobody has two photos, so that it cannot be measured how often people are recognised');
  if (counts.length < 3)
    throw new Error(
      `--images: ${impostorPairs} pairs of strangers are too few for a threshold; a few hundred people are wanted`,
    );
  const photosOf = countPhotos(samples, people);
  const drawn = drawPeople(people, draws);
  const totals = drawn.map((times) => strangersDrawn(times, photosOf));
  const points = counts.map((count): Point => {
    // Up to four places, so that the next stranger is refused.
    const threshold = Math.ceil(near[count]!.score * 10_000 + 1e-6) / 10_000;
    const accepted = near.filter(({ score }) => score >= threshold);
    const passed = genuine.filter(({ score }) => score >= threshold);
    const far = drawn.map(
      (times, index) => accepted.reduce((sum, { a, b }) => sum + times[a]! * times[b]!, 0) / totals[index]!,
    );
    const tar = drawn.map((times) => weigh(passed, times) / Math.max(1, weigh(genuine, times)));
    return {
      cosine: threshold,
      far: accepted.length / impostorPairs,
      farInterval: widest(wilson(accepted.length, impostorPairs), percentiles(far)),
      tar: passed.length / genuine.length,
      tarInterval: widest(wilson(passed.length, genuine.length), percentiles(tar)),
    };
  });
  return {
    genuinePairs: genuine.length,
    impostorPairs,
    points: points.filter((point, index) => point.far > 0 && point.far !== points[index - 1]?.far),
  };
}

/** Different people who are more alike than half of the true pairs, the most alike first, ten at most. */
export function findTwins({ samples, names }: People): { a: string; b: string; score: number }[] {
  const genuine: number[] = [];
  eachPair(samples, (score, a, b) => void (a === b && genuine.push(score)));
  const median = genuine.sort((a, b) => a - b)[Math.floor(genuine.length / 2)] ?? 1;
  const twins: { a: string; b: string; score: number }[] = [];
  eachPair(
    samples,
    (score, a, b) => void (a !== b && score > median && twins.push({ a: names[a]!, b: names[b]!, score })),
  );
  return twins.sort((a, b) => b.score - a.score).slice(0, 10);
}

function eachPair(samples: readonly Sample[], visit: (score: number, a: number, b: number) => void): void {
  for (const [index, first] of samples.entries()) {
    for (let other = index + 1; other < samples.length; other++) {
      const second = samples[other]!;
      visit(cosine(first.embedding, second.embedding), first.person, second.person);
    }
  }
}

/**
 * A score that at least this share of strangers' pairs reach: what lies below need not be kept, however many pairs
 * there are.
 */
function scoreOfRate(samples: readonly Sample[], rate: number): number {
  const counts = new Uint32Array(bins + 1);
  let all = 0;
  eachPair(samples, (score, a, b) => {
    if (a === b) return;
    all += 1;
    counts[binOf(score)]! += 1;
  });
  let reached = 0;
  for (let bin = bins; bin > 0; bin--) {
    reached += counts[bin]!;
    if (reached > rate * all + 1) return (bin / bins) * 2 - 1;
  }
  return -1;
}

const binOf = (score: number): number => Math.max(0, Math.min(bins, Math.floor(((score + 1) / 2) * bins)));

function countPhotos(samples: readonly Sample[], people: number): Uint32Array {
  const counts = new Uint32Array(people);
  for (const { person } of samples) counts[person]! += 1;
  return counts;
}

/** Pairs of different people among those drawn: Σ over a < b of what both bring. */
function strangersDrawn(times: Uint16Array, photosOf: Uint32Array): number {
  let sum = 0;
  let squares = 0;
  for (const [person, photos] of photosOf.entries()) {
    const weight = times[person]! * photos;
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum - squares) / 2;
}

const weigh = (pairs: readonly Pair[], times: Uint16Array): number => pairs.reduce((sum, { a }) => sum + times[a]!, 0);
