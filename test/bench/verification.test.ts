/** The bench counts as the LFW protocol does. */
import { describe, expect, it } from 'vitest';
import { parsePairs } from './pairs.ts';
import { accuracyOverFolds, ratesAt, trueAcceptanceAt, type ScoredPair } from './verification.ts';

describe('lists of pairs', () => {
  it('the official file keeps its folds', () => {
    const pairs = parsePairs('2\t1\nAnn_Lee\t1\t2\nAnn_Lee\t1\tBo_Ek\t12\nCy_Oh\t3\t4\nCy_Oh\t3\tAnn_Lee\t1\n');
    expect(pairs).toEqual([
      { a: 'Ann_Lee/Ann_Lee_0001.jpg', b: 'Ann_Lee/Ann_Lee_0002.jpg', isSame: true, fold: 0 },
      { a: 'Ann_Lee/Ann_Lee_0001.jpg', b: 'Bo_Ek/Bo_Ek_0012.jpg', isSame: false, fold: 0 },
      { a: 'Cy_Oh/Cy_Oh_0003.jpg', b: 'Cy_Oh/Cy_Oh_0004.jpg', isSame: true, fold: 1 },
      { a: 'Cy_Oh/Cy_Oh_0003.jpg', b: 'Ann_Lee/Ann_Lee_0001.jpg', isSame: false, fold: 1 },
    ]);
  });

  it('a CSV is cut into ten parts with both kinds in each', () => {
    const rows = Array.from({ length: 40 }, (_, index) => `a${index}.jpg,b.jpg,${index < 20 ? 1 : 0}`);
    const pairs = parsePairs(['a,b,same', ...rows].join('\n'));
    for (let fold = 0; fold < 10; fold++) {
      expect(pairs.filter((pair) => pair.fold === fold).map(({ isSame }) => isSame)).toEqual([
        true,
        true,
        false,
        false,
      ]);
    }
  });

  it('a line that cannot be read is named', () => {
    expect(() => parsePairs('a,b,same\nx.jpg,y.jpg,perhaps')).toThrow(/Line 2/);
  });
});

describe('rates', () => {
  const pairs: ScoredPair[] = Array.from({ length: 100 }, (_, index) => [
    { score: 0.5 + index / 1000, isSame: true, fold: index % 10 },
    { score: index / 1000, isSame: false, fold: index % 10 },
  ]).flat();

  it('pairs that part cleanly are all judged right', () => {
    expect(accuracyOverFolds(pairs)).toMatchObject({ mean: 1, deviation: 0 });
  });

  it('a fold is judged by the others, so that one odd fold cannot choose its own threshold', () => {
    const odd = pairs.map((pair) => (pair.fold === 0 ? { ...pair, isSame: !pair.isSame } : pair));
    expect(accuracyOverFolds(odd).mean).toBeCloseTo(0.9, 9);
  });

  it('true acceptance at a rate counts the impostors which that rate lets in', () => {
    const mixed: ScoredPair[] = [
      ...[0.9, 0.4, 0.2, 0.05].map((score) => ({ score, isSame: true, fold: 0 })),
      ...Array.from({ length: 100 }, (_, index) => ({
        score: index === 0 ? 0.8 : index === 1 ? 0.3 : 0.1,
        isSame: false,
        fold: 0,
      })),
    ];
    expect(trueAcceptanceAt(mixed, 0.001)).toBe(0.25);
    expect(trueAcceptanceAt(mixed, 0.01)).toBe(0.5);
    expect(trueAcceptanceAt(mixed, 0.02)).toBe(0.75);
    expect(ratesAt(mixed, 0.3)).toEqual({ tar: 0.5, far: 0.02 });
  });
});
