/** One against many: how often a stranger resembles somebody of a roster enough to be named. */
import { meanOf } from '../../src/kernel/mean.ts';
import { cosine } from '../../src/recognition/vision/index.ts';
import { draws, drawPeople, percentiles, type Interval } from './intervals.ts';
import type { Sample } from './read-people.ts';

export interface RosterRate {
  size: number;
  cosine: number;
  /** Share of strangers that somebody of the roster resembles so much. */
  measured: number;
  interval: Interval;
  /** 1 − (1 − FAR)ⁿ, as if the comparisons knew nothing of each other. */
  predicted: number;
}

const rosterSizes = [30, 100, 500] as const;

/**
 * Everybody in turn is the stranger, with one photo each. Instead of drawing rosters by lot all of them are counted: of
 * the others, k resemble the stranger, and a roster of n holds none of these with C(m − k, n) / C(m, n). Sizes for
 * which there are too few people are left out.
 */
export function measureRosters(samples: readonly Sample[], points: readonly { cosine: number }[]): RosterRate[] {
  const seen = new Set<number>();
  const one = samples.filter(({ person }) => !seen.has(person) && seen.add(person));
  const scores = one.map((stranger) =>
    one.filter((other) => other !== stranger).map((other) => cosine(stranger.embedding, other.embedding)),
  );
  const others = one.length - 1;
  return rosterSizes
    .filter((size) => size <= others)
    .flatMap((size) =>
      points.map((point): RosterRate => {
        const resembling = scores.map((all) => all.filter((score) => score >= point.cosine).length);
        const chances = resembling.map((k) => 1 - chanceOfNone(others, k, size));
        const rate = resembling.reduce((sum, k) => sum + k, 0) / (one.length * others);
        return {
          size,
          cosine: point.cosine,
          measured: meanOf(chances),
          interval: intervalOf(chances),
          predicted: 1 - (1 - rate) ** size,
        };
      }),
    );
}

/** That of `of` people, `k` of whom resemble, a roster of `size` holds none who does. */
function chanceOfNone(of: number, k: number, size: number): number {
  let chance = 1;
  for (let index = 0; index < k; index++) chance *= Math.max(0, of - size - index) / (of - index);
  return chance;
}

/** Over draws of the strangers; the rosters stay those of all others. */
function intervalOf(chances: readonly number[]): Interval {
  return percentiles(
    drawPeople(chances.length, draws).map(
      (times) => chances.reduce((sum, chance, index) => sum + chance * times[index]!, 0) / chances.length,
    ),
  );
}
