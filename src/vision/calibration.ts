/** Which cosine stands for which rate of false acceptance, with the weights that were measured. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const calibrationSchema = z.strictObject({
  /** `recognitionHash` of the weights the points were measured with. */
  weightsHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the points were measured on. */
  measuredOn: z.string(),
  impostorPairs: z.int().positive(),
  /** From the loosest to the strictest. */
  points: z.array(z.strictObject({ far: z.number().gt(0).lt(1), cosine: z.number().gt(0).lt(1), tar: z.number().gt(0).lte(1) })).min(2),
}).refine(({ points }) => points.every((point, index) => isStricter(point, points[index - 1])), 'Points go from the loosest to the strictest');

/** Measured points: at `cosine` a share `far` of strangers' pairs is accepted and a share `tar` of true pairs. */
export type Calibration = Readonly<z.infer<typeof calibrationSchema>>;

function isStricter(point: { far: number; cosine: number }, before: { far: number; cosine: number } | undefined): boolean {
  return before === undefined || (point.far < before.far && point.cosine > before.cosine);
}

const calibrationFile = new URL('../../models/calibration.json', import.meta.url);

/**
 * @param weightsHash what `Vision.weightsHash` says
 * @throws Error when the calibration is not of these weights: without a measured threshold nobody is recognised
 */
export function loadCalibration(weightsHash: string): Calibration {
  const calibration = calibrationSchema.parse(JSON.parse(readFileSync(calibrationFile, 'utf8')));
  if (calibration.weightsHash !== weightsHash) {
    throw new Error(`models/calibration.json was measured with other weights (${calibration.weightsHash}) than those in use (${weightsHash}); measure them before use`);
  }
  return calibration;
}

/**
 * The cosine at which strangers are accepted at most at this rate, on a line between measured points over log(far). Nothing is
 * extrapolated: a rate below the strictest measured gives the strictest threshold (its promise is then not covered by
 * measurement), a rate above the loosest gives the loosest.
 * @param far share of strangers' pairs accepted, above 0 and below 1
 */
export function thresholdForFar(calibration: Calibration, far: number): number {
  if (!(far > 0 && far < 1)) throw new RangeError(`A rate of false acceptance lies between 0 and 1, not at ${far}`);
  const { points } = calibration;
  const stricter = points.find((point) => point.far <= far);
  if (stricter === undefined) return points.at(-1)!.cosine;
  const looser = points[points.indexOf(stricter) - 1];
  if (looser === undefined) return stricter.cosine;
  const share = Math.log(far / looser.far) / Math.log(stricter.far / looser.far);
  return looser.cosine + share * (stricter.cosine - looser.cosine);
}

export interface RosterPolicy {
  /** Students a face is compared with. */
  rosterSize: number;
  /** A stranger may be given a name in one of this many rosters. */
  strangersPerRosters: number;
}

/**
 * The cosine for one face against a whole roster. With n independent comparisons a stranger stays unnamed with (1 − far)ⁿ, so
 * far = 1 − (1 − 1/strangersPerRosters)^(1/n).
 */
export function thresholdForRoster(calibration: Calibration, { rosterSize, strangersPerRosters }: RosterPolicy): number {
  if (!(strangersPerRosters > 1)) throw new RangeError(`One stranger in ${strangersPerRosters} rosters is no limit`);
  return thresholdForFar(calibration, 1 - (1 - 1 / strangersPerRosters) ** (1 / Math.max(rosterSize, 1)));
}

/**
 * How often a stranger resembles somebody of a roster this much: the rate at that cosine, for one face against all. Beyond the measured
 * points it is that of the nearest, as `thresholdForFar` has it.
 * @returns a probability, above 0 and below 1
 */
export function strangerChance({ points }: Calibration, cosine: number, rosterSize: number): number {
  const stricter = points.findIndex((point) => point.cosine >= cosine);
  const after = points.at(stricter)!;
  const before = points[stricter - 1];
  const share = before === undefined ? 0 : (after.cosine - cosine) / (after.cosine - before.cosine);
  const far = after.far * ((before ?? after).far / after.far) ** share;
  return 1 - (1 - far) ** Math.max(rosterSize, 1);
}
