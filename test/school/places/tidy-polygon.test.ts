/** A polygon that is sent: taken where it is simple, tidied, and refused with the reason where it is not. */
import { describe, expect, test } from 'vitest';
import { tidyPolygon } from '../../../src/school/places/geometry.ts';
import { createRandom } from '../../../models/calibrate/random.ts';
import { between, ringAround, somewhere, type LonLat } from './globe.ts';

describe('a polygon that is sent', () => {
  const square: LonLat[] = [
    [8, 47],
    [8.001, 47],
    [8.001, 47.001],
    [8, 47.001],
    [8, 47],
  ];
  const fault = (...rings: LonLat[][]): string => {
    const tidied = tidyPolygon(rings);
    return 'fault' in tidied ? tidied.fault : '';
  };

  test('is taken when it is simple, wherever it lies', () => {
    const random = createRandom(9);
    for (let run = 0; run < 300; run += 1) {
      const ring = ringAround(
        somewhere(random),
        Array.from({ length: 3 + Math.floor(random() * 12) }, () => between(random, 0.4, 1) * 900),
      );
      expect(fault(ring), JSON.stringify(ring)).toBe('');
    }
  });

  test('is turned the right way round and loses repeated positions', () => {
    expect(tidyPolygon([[...square].reverse()])).toEqual({ rings: [square] });
    expect(tidyPolygon([[square[0]!, ...square]])).toEqual({ rings: [square] });
    const hole: LonLat[] = [
      [8.0002, 47.0002],
      [8.0004, 47.0002],
      [8.0004, 47.0004],
      [8.0002, 47.0002],
    ];
    expect(tidyPolygon([square, hole])).toEqual({ rings: [square, [...hole].reverse()] });
  });

  test.each<[string, RegExp, LonLat[][]]>([
    [
      'is open',
      /not closed/,
      [
        [
          [8, 47],
          [8.001, 47],
          [8.001, 47.001],
          [8, 47.001],
        ],
      ],
    ],
    [
      'has three positions',
      /fewer than four/,
      [
        [
          [8, 47],
          [8.001, 47],
          [8, 47],
        ],
      ],
    ],
    [
      'has two corners',
      /fewer than three corners/,
      [
        [
          [8, 47],
          [8, 47],
          [8.001, 47],
          [8, 47],
        ],
      ],
    ],
    [
      'is a line',
      /without an area/,
      [
        [
          [8, 47],
          [8, 47.001],
          [8, 47.002],
          [8, 47],
        ],
      ],
    ],
    [
      'is a bow tie',
      /crosses or touches itself/,
      [
        [
          [8, 47],
          [8.002, 47.002],
          [8.002, 47],
          [8, 47.001],
          [8, 47],
        ],
      ],
    ],
    [
      'is as large as a country',
      /further than 50 km/,
      [
        [
          [8, 47],
          [9, 47],
          [9, 48],
          [8, 47],
        ],
      ],
    ],
    [
      'has a hole elsewhere',
      /hole outside/,
      [
        square,
        [
          [8.1, 47],
          [8.101, 47],
          [8.101, 47.001],
          [8.1, 47],
        ],
      ],
    ],
    [
      'has a hole over its edge',
      /crosses or touches/,
      [
        square,
        [
          [8.0005, 47.0005],
          [8.002, 47.0005],
          [8.002, 47.0008],
          [8.0005, 47.0005],
        ],
      ],
    ],
    [
      'has too many positions',
      /more than 1000/,
      [
        ringAround(
          [8, 47],
          Array.from({ length: 1000 }, () => 500),
        ),
      ],
    ],
  ])('is refused when it %s', (_name, says, rings) => {
    expect(fault(...rings)).toMatch(says);
  });

  test('of the most positions is looked at, and taken', () => {
    expect(
      fault(
        ringAround(
          [8, 47],
          Array.from({ length: 999 }, () => 500),
        ),
      ),
    ).toBe('');
  });
});
