/** The arithmetic of verification: accuracy over folds, and true acceptance at a rate of false acceptance. */
import { meanOf } from '../../src/kernel/mean.ts';

/** How alike two photos are and whether they show one person. */
export interface ScoredPair {
  score: number;
  isSame: boolean;
  fold: number;
}

export interface FoldResult {
  mean: number;
  /** Standard deviation over the folds. */
  deviation: number;
  /** Mean of the thresholds chosen. */
  threshold: number;
}

/** Each fold is judged with the threshold that does best on all the others, as the LFW protocol has it. */
export function accuracyOverFolds(pairs: readonly ScoredPair[]): FoldResult {
  const folds = [...new Set(pairs.map(({ fold }) => fold))];
  const results = folds.map((fold) => {
    const threshold = bestThreshold(pairs.filter((pair) => pair.fold !== fold));
    return {
      threshold,
      accuracy: accuracyAt(
        pairs.filter((pair) => pair.fold === fold),
        threshold,
      ),
    };
  });
  const mean = meanOf(results.map(({ accuracy }) => accuracy));
  const deviation = Math.sqrt(meanOf(results.map(({ accuracy }) => (accuracy - mean) ** 2)));
  return { mean, deviation, threshold: meanOf(results.map(({ threshold }) => threshold)) };
}

/** Walks down the scores: each true pair passed is one more right, each other pair one fewer. */
function bestThreshold(pairs: readonly ScoredPair[]): number {
  const falling = [...pairs].sort((a, b) => b.score - a.score);
  let right = pairs.filter(({ isSame }) => !isSame).length;
  let best = { right, threshold: 1 };
  falling.forEach(({ score, isSame }, index) => {
    right += isSame ? 1 : -1;
    // Half way to the next score, so that the choice does not sit on one photo.
    if (right > best.right) best = { right, threshold: (score + (falling[index + 1]?.score ?? score)) / 2 };
  });
  return best.threshold;
}

function accuracyAt(pairs: readonly ScoredPair[], threshold: number): number {
  return pairs.filter(({ score, isSame }) => score >= threshold === isSame).length / pairs.length;
}

/** Share of true pairs above the loosest threshold that lets through at most this share of other pairs. */
export function trueAcceptanceAt(pairs: readonly ScoredPair[], far: number): number {
  const impostors = pairs
    .filter(({ isSame }) => !isSame)
    .map(({ score }) => score)
    .sort((a, b) => b - a);
  // The first impostor that must stay out; everything above her is accepted.
  const barrier = impostors[Math.floor(far * impostors.length)] ?? -1;
  return shareOf(
    pairs.filter(({ isSame }) => isSame),
    ({ score }) => score > barrier,
  );
}

/** Shares of true and of other pairs at or above a threshold. */
export function ratesAt(pairs: readonly ScoredPair[], threshold: number): { tar: number; far: number } {
  const passes = ({ score }: ScoredPair): boolean => score >= threshold;
  return {
    tar: shareOf(
      pairs.filter(({ isSame }) => isSame),
      passes,
    ),
    far: shareOf(
      pairs.filter(({ isSame }) => !isSame),
      passes,
    ),
  };
}

function shareOf(pairs: readonly ScoredPair[], holds: (pair: ScoredPair) => boolean): number {
  return pairs.length === 0 ? 0 : pairs.filter(holds).length / pairs.length;
}
