/** Which cosine stands for which rate of false acceptance, with the weights that were measured. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const interval = z.tuple([share, share]).describe('95 %.');
const count = z.int().min(1);

const pointSchema = z.strictObject({
  cosine: z.number().gt(-1).lt(1),
  far: z.number().gt(0).lt(1),
  farInterval: interval,
  tar: share,
  tarInterval: interval,
});

const calibrationSchema = z
  .strictObject({
    /** `Vision.weightsHash` of the weights the points were measured with. */
    weightsHash: z.string().regex(/^[0-9a-f]{64}$/, 'is a SHA-256: 64 digits 0-9 and a-f'),
    measuredAt: z.iso.date(),
    /** The folder of photos. */
    measuredOn: z.string().min(1),
    people: count,
    photos: count,
    photosWithoutFace: z.int().min(0),
    genuinePairs: count,
    impostorPairs: count,
    /** One against one, from the loosest to the strictest. */
    points: z.array(pointSchema).min(2),
    /** One against many; `predicted` is 1 − (1 − FAR)ⁿ. */
    rosters: z.array(z.strictObject({ size: count, cosine: z.number(), measured: share, interval, predicted: share })),
    /** What several templates a person gain and cost at one cosine. */
    templates: z.array(
      z.strictObject({
        templates: count,
        by: z.enum(['best', 'mean', 'meanByQuality']),
        people: z.int().min(0),
        tar: share,
        far: share,
        tarAtEqualFar: share,
      }),
    ),
  })
  .superRefine(({ points, impostorPairs }, context) => {
    const fault = (index: number, field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: ['points', index, field], message });
    for (const [index, point] of points.entries()) {
      const before = points[index - 1];
      if (before && point.cosine <= before.cosine) fault(index, 'cosine', 'has to be above that of the point before');
      if (before && point.far >= before.far) fault(index, 'far', 'has to be below that of the point before');
      if (before && point.tar > before.tar) fault(index, 'tar', 'cannot be above that of the point before');
      if (point.far * impostorPairs < 1)
        fault(index, 'far', 'is stricter than one in all the pairs that were measured');
    }
  });

/** Measured points: at `cosine` a share `far` of strangers' pairs is accepted and a share `tar` of true pairs. */
export type Calibration = Readonly<z.infer<typeof calibrationSchema>>;

/** A calibration of the weights in use, or why there is none: then nobody is recognised. */
export type CalibrationState =
  { readonly calibration: Calibration } | { readonly calibration: undefined; readonly why: string };

/** Thrown when the file is no calibration: one line a fault, naming the field. */
export class CalibrationError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'CalibrationError';
    this.faults = faults;
  }
}

/** @throws CalibrationError */
export function parseCalibration(value: unknown): Calibration {
  const parsed = calibrationSchema.safeParse(value);
  if (!parsed.success)
    throw new CalibrationError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  return parsed.data;
}

/**
 * @param weightsHash what `Vision.weightsHash` says
 * @returns why there is none when the file is missing or is of other weights
 * @throws CalibrationError when it cannot be read or is damaged
 */
export function loadCalibration(file: string, weightsHash: string): CalibrationState {
  const calibration = readCalibration(file);
  const remedy = 'run npm run calibrate -- --images DIR';
  if (!calibration)
    return { calibration: undefined, why: `the face models were not measured: ${file} is missing; ${remedy}` };
  if (calibration.weightsHash === weightsHash) return { calibration };
  return {
    calibration: undefined,
    why: `${file} was measured with other face models (${calibration.weightsHash.slice(0, 8)}) than those in use (${weightsHash.slice(0, 8)}); ${remedy}`,
  };
}

function readCalibration(file: string): Calibration | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CalibrationError([`${file} cannot be read (${error instanceof Error ? error.message : String(error)})`]);
  }
  return parseCalibration(value);
}

/** The strictest rate that was measured; what asks for less is not covered. */
export const strictestFar = ({ points }: Calibration): number => points.at(-1)!.far;

/**
 * The cosine at which strangers are accepted at most at this rate, on a line between measured points over log(far).
 * Nothing is extrapolated: a rate below the strictest measured gives the strictest threshold (its promise is then not
 * covered by measurement, see `strictestFar`), a rate above the loosest gives the loosest.
 * @param far share of strangers' pairs accepted, above 0 and below 1
 */
export function thresholdForFar(calibration: Calibration, far: number): number {
  if (!(far > 0 && far < 1)) throw new RangeError(`A rate of false acceptance lies between 0 and 1, not at ${far}`);
  const { points } = calibration;
  const stricter = points.find((point) => point.far <= far);
  if (stricter === undefined) return points.at(-1)!.cosine;
  const looser = points[points.indexOf(stricter) - 1];
  if (looser === undefined) return stricter.cosine;
  const along = Math.log(far / looser.far) / Math.log(stricter.far / looser.far);
  return looser.cosine + along * (stricter.cosine - looser.cosine);
}

export interface RosterPolicy {
  /** Students a face is compared with. */
  rosterSize: number;
  /** A stranger may be given a name in one of this many rosters. */
  strangersPerRosters: number;
}

/**
 * With n independent comparisons a stranger stays unnamed with (1 − far)ⁿ, so far = 1 − (1 −
 * 1/strangersPerRosters)^(1/n).
 */
export function farForRoster({ rosterSize, strangersPerRosters }: RosterPolicy): number {
  if (!(strangersPerRosters > 1)) throw new RangeError(`One stranger in ${strangersPerRosters} rosters is no limit`);
  return 1 - (1 - 1 / strangersPerRosters) ** (1 / Math.max(rosterSize, 1));
}

/** The cosine for one face against a whole roster. */
export function thresholdForRoster(calibration: Calibration, policy: RosterPolicy): number {
  return thresholdForFar(calibration, farForRoster(policy));
}

/**
 * How often a stranger resembles somebody of a roster this much: the rate at that cosine, for one face against all.
 * Beyond the measured points it is that of the nearest, as `thresholdForFar` has it.
 * @returns a probability, above 0 and below 1
 */
export function strangerChance({ points }: Calibration, cosine: number, rosterSize: number): number {
  const stricter = points.findIndex((point) => point.cosine >= cosine);
  const after = points.at(stricter)!;
  const before = points[stricter - 1];
  const along = before === undefined ? 0 : (after.cosine - cosine) / (after.cosine - before.cosine);
  const far = after.far * ((before ?? after).far / after.far) ** along;
  return 1 - (1 - far) ** Math.max(rosterSize, 1);
}
