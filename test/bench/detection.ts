/** Compares found faces with those marked by hand. */
import { z } from 'zod';
import type { FaceBox } from '../../src/recognition/vision/vision.ts';

/** Share of the area of both that a found box has in common with the marked one at least (intersection over union). */
const minOverlap = 0.4;
/** Smaller faces, pixels high, count neither way. */
const minHeightPx = 12;

const labelsSchema = z.record(
  z.string(),
  z.object({
    width: z.number().positive(),
    height: z.number().positive(),
    faces: z.array(
      z.object({
        box: z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]),
        ignore: z.boolean().optional(),
      }),
    ),
  }),
);

export interface MarkedFace {
  box: FaceBox;
  /** Neither to be found nor a false alarm. */
  ignore: boolean;
}

/** Faces of a photo by height, pixels: from, and up to but not including. */
export const heightBands: readonly (readonly [number, number])[] = [
  [12, 20],
  [20, 40],
  [40, 80],
  [80, Infinity],
];

export interface Tally {
  /** One of each band. */
  bands: { faces: number; found: number }[];
  falseAlarms: number;
}

/**
 * @throws ZodError that names the photo and field which are not as labels.json has them: {photo: {width, height, faces:
 * [{box: [x, y, w, h], ignore?}]}}
 */
export function parseLabels(json: string): Map<string, { width: number; height: number; faces: MarkedFace[] }> {
  return new Map(
    Object.entries(labelsSchema.parse(JSON.parse(json))).map(([photo, { width, height, faces }]) => [
      photo,
      {
        width,
        height,
        faces: faces.map(({ box: [x, y, w, h], ignore }) => ({
          box: { x, y, width: w, height: h },
          ignore: ignore === true || h < minHeightPx,
        })),
      },
    ]),
  );
}

/**
 * Each marked face is found by one box at most; whatever is left over is a false alarm, a second box on one face too.
 * @param found surest first
 */
export function tally(marked: readonly MarkedFace[], found: readonly FaceBox[]): Tally {
  const open = new Set(marked);
  let falseAlarms = 0;
  for (const box of found) {
    const [best] = [...open]
      .map((face) => ({ face, overlap: overlapOf(face.box, box) }))
      .sort((a, b) => b.overlap - a.overlap);
    if (best !== undefined && best.overlap >= minOverlap) open.delete(best.face);
    else falseAlarms += 1;
  }
  const bands = heightBands.map(([from, to]) => {
    const faces = marked.filter(({ box, ignore }) => !ignore && box.height >= from && box.height < to);
    return { faces: faces.length, found: faces.filter((face) => !open.has(face)).length };
  });
  return { bands, falseAlarms };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    bands: heightBands.map((_, index) => ({
      faces: sum(tallies.map(({ bands }) => bands[index]?.faces ?? 0)),
      found: sum(tallies.map(({ bands }) => bands[index]?.found ?? 0)),
    })),
    falseAlarms: sum(tallies.map((one) => one.falseAlarms)),
  };
}

/** Share of the marked faces that were found; NaN without any. */
export function recallOf({ bands }: Tally): number {
  return sum(bands.map(({ found }) => found)) / sum(bands.map(({ faces }) => faces));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Intersection over union, 0..1. */
export function overlapOf(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}
