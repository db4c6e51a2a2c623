/** Which photos of a person stay when there are more than are kept. */
import { cosine } from '../vision/index.ts';

export interface Keepable {
  /** What the photo is worth for telling the person, 0 to 1. */
  quality: number;
  /** Of unit length. */
  vector: Float32Array;
}

/**
 * From here on two photos say the same: measured, one photo taken again reaches 0.97 at the median, and two photos of a
 * person from different days 0.68.
 */
const sameAgain = 0.9;
/**
 * Below this a photo tells little: measured, 5 of 12 such pairs of one person reach the threshold of a check-in, and
 * 127 of 128 others.
 */
const poor = 0.3;

/**
 * Takes away one after the other until so many are left: the poorest, if it is poor; else the poorest of those that say
 * the same as another one, since glasses, hair and light that differ are what further photos are for; else the poorest.
 * Of equals the one that came first goes.
 * @param items in the order they came
 */
export function keepBest<Item extends Keepable>(
  items: readonly Item[],
  most: number,
): { kept: Item[]; leaving: Item[] } {
  const kept = [...items];
  const leaving: Item[] = [];
  while (kept.length > most) {
    const repeated = kept.filter((item) =>
      kept.some((other) => other !== item && cosine(item.vector, other.vector) >= sameAgain),
    );
    const worst = poorest(kept);
    const next = worst.quality < poor || repeated.length === 0 ? worst : poorest(repeated);
    kept.splice(kept.indexOf(next), 1);
    leaving.push(next);
  }
  return { kept, leaving };
}

const poorest = <Item extends Keepable>(items: readonly Item[]): Item =>
  items.reduce((worst, item) => (item.quality < worst.quality ? item : worst));
