/** The bench counts faces as it says. */
import { describe, expect, it } from 'vitest';
import { addTallies, parseLabels, recallOf, tally } from './detection.ts';

const marked = (x: number, height: number, ignore = false) => ({ box: { x, y: 0, width: height, height }, ignore });

describe('found faces', () => {
  it('are counted by the height of the marked face', () => {
    const { bands, falseAlarms } = tally(
      [marked(0, 15), marked(100, 30), marked(200, 60), marked(300, 90)],
      [marked(0, 15).box, marked(300, 90).box],
    );
    expect(bands).toEqual([
      { faces: 1, found: 1 },
      { faces: 1, found: 0 },
      { faces: 1, found: 0 },
      { faces: 1, found: 1 },
    ]);
    expect(falseAlarms).toBe(0);
  });

  it('need four tenths of both areas in common', () => {
    const shifted = (by: number) => tally([marked(0, 100)], [{ x: by, y: 0, width: 100, height: 100 }]);
    expect([recallOf(shifted(42)), recallOf(shifted(44)), shifted(44).falseAlarms]).toEqual([1, 0, 1]);
  });

  it('twice on one face are one face and a false alarm', () => {
    expect(tally([marked(0, 50)], [marked(0, 50).box, marked(2, 50).box])).toMatchObject({ falseAlarms: 1 });
  });

  it('on an ignored face count neither way', () => {
    const result = tally([marked(0, 50, true), marked(100, 50)], [marked(0, 50).box, marked(100, 50).box]);
    expect([recallOf(result), result.falseAlarms]).toEqual([1, 0]);
  });

  it('of several photos are added', () => {
    const total = addTallies([
      tally([marked(0, 50)], []),
      tally([marked(0, 50)], [marked(0, 50).box, marked(200, 50).box]),
    ]);
    expect([recallOf(total), total.falseAlarms]).toEqual([0.5, 1]);
  });
});

describe('labels.json', () => {
  it('has faces under twelve pixels ignored', () => {
    const labels = parseLabels(
      JSON.stringify({
        'a.jpg': {
          width: 100,
          height: 80,
          faces: [{ box: [1, 2, 10, 11.9] }, { box: [1, 2, 10, 12] }, { box: [5, 5, 40, 50], ignore: true }],
        },
      }),
    );
    expect(labels.get('a.jpg')!.faces.map(({ ignore }) => ignore)).toEqual([true, false, true]);
  });

  it('is refused with the photo and the field that are wrong', () => {
    expect(() =>
      parseLabels(JSON.stringify({ 'a.jpg': { width: 100, height: 80, faces: [{ box: [1, 2, 3] }] } })),
    ).toThrow(/a\.jpg[\s\S]*box/);
  });
});
