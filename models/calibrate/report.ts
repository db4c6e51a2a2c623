/** A calibration as tables that a person reads. */
import type { Calibration } from '../../src/recognition/vision/index.ts';

const percent = (share: number, places = 1): string => `${(share * 100).toFixed(places)} %`;
const rate = (share: number): string => share.toExponential(1);
const between = ([low, high]: readonly [number, number], write: (share: number) => string): string =>
  `${write(low)} to ${write(high)}`;
const table = (rows: readonly (readonly string[])[], widths: readonly number[]): string =>
  rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('')
        .trimEnd(),
    )
    .join('\n');

export function describeCalibration(calibration: Calibration): string {
  const { people, photos, photosWithoutFace, genuinePairs, impostorPairs, points, rosters, templates, weightsHash } =
    calibration;
  const sizes = [...new Set(rosters.map(({ size }) => size))];
  const rosterRows = points.map(({ cosine }) => [
    cosine.toFixed(4),
    ...sizes.map((size) => {
      const found = rosters.find((row) => row.size === size && row.cosine === cosine);
      return found ? `${percent(found.measured, 2)} (${percent(found.predicted, 2)})` : '';
    }),
  ]);
  const [strictest] = points.slice(-1);
  return [
    `weights ${weightsHash.slice(0, 16)}…`,
    `${photos} photos of ${people} people, ${photosWithoutFace} without a face; ${genuinePairs} true pairs, ${impostorPairs} of strangers`,
    '',
    'One against one, with 95 % intervals over people and pairs:',
    table(
      [
        ['cosine', 'FAR', '', 'TAR', ''],
        ...points.map((point) => [
          point.cosine.toFixed(4),
          rate(point.far),
          between(point.farInterval, rate),
          percent(point.tar),
          between(point.tarInterval, percent),
        ]),
      ],
      [10, 10, 24, 10, 24],
    ),
    `Nothing stricter than ${rate(strictest?.far ?? 0)} was measured: whoever asks for less gets that threshold, and is told.`,
    '',
    'A stranger is named, measured (and predicted by 1 − (1 − FAR)ⁿ), in a roster of:',
    table([['cosine', ...sizes.map(String)], ...rosterRows], [10, 20, 20, 20]),
    ...(sizes.includes(500)
      ? []
      : ['Larger rosters need more people than the folder holds; for them the prediction stands alone.']),
    '',
    `Several templates a person (${templates[0]?.people ?? 0} people with four photos), at the cosine of a check-in:`,
    table(
      [
        ['templates', '', 'TAR', 'FAR', 'TAR at the FAR of one'],
        ...templates.map((row) => [
          String(row.templates),
          row.by,
          percent(row.tar),
          rate(row.far),
          percent(row.tarAtEqualFar),
        ]),
      ],
      [11, 16, 10, 10, 24],
    ),
    '',
  ].join('\n');
}

/** Folders that hold one person twice make every threshold too strict, or one of them shows somebody else. */
export function describeTwins(twins: readonly { a: string; b: string; score: number }[]): string {
  if (twins.length === 0) return '';
  return `${['More alike than half of the true pairs; is it one person, or one photo twice?', ...twins.map(({ a, b, score }) => `  ${a} and ${b}: ${score.toFixed(2)}`)].join('\n')}\n`;
}
