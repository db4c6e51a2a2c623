/**
 * How alike two faces have to be, for what: policy names a rate of false acceptance, calibration turns it into a
 * cosine.
 */
import { AppError } from '../../kernel/errors.ts';
import {
  type Calibration,
  type CalibrationState,
  farForRoster,
  strangerChance,
  strictestFar,
  thresholdForFar,
  thresholdForRoster,
} from '../vision/index.ts';

export const rates = {
  /** A selfie against the face of its sender. */
  verification: 1e-4,
  /** Photos that somebody enrols against each other. */
  enrolment: 1e-3,
  /** Two photos of a class hold hundreds of pairs of strangers. */
  sameFace: 1e-5,
  /** A face instead of a password. */
  signIn: 1e-5,
} as const;

/** One new face in so many may be taken for somebody else's by chance, and wait for the office. */
const enrolmentsPerLook = 100;

export interface RosterLimits {
  /** Cosine from which a face may be given a name. */
  threshold: number;
  /**
   * Whether so strict a rate was measured; else the strictest that was is taken, and strangers may be named more often.
   */
  isCovered: boolean;
  /** Cosine from which faces of two photos are one person's. */
  sameFaceThreshold: number;
  /** How often a stranger resembles somebody of the roster this much. */
  strangerChance(score: number): number;
}

export type Limits = ReturnType<typeof createLimits>;

export function createLimits(measured: CalibrationState) {
  /** @throws AppError `notMeasured`: without a measured threshold nobody is recognised. */
  function requireCalibration(): Calibration {
    if (!measured.calibration) throw new AppError('notMeasured');
    return measured.calibration;
  }

  const threshold = (rate: keyof typeof rates): number => thresholdForFar(requireCalibration(), rates[rate]);

  /** @param strangersPerRosters the class's promise: at most one stranger named in so many */
  function forRoster(rosterSize: number, strangersPerRosters: number): RosterLimits {
    const calibration = requireCalibration();
    const policy = { rosterSize, strangersPerRosters };
    return {
      threshold: thresholdForRoster(calibration, policy),
      isCovered: farForRoster(policy) >= strictestFar(calibration),
      sameFaceThreshold: threshold('sameFace'),
      strangerChance: (score) => strangerChance(calibration, score, rosterSize),
    };
  }

  /**
   * The cosine from which a new face may be one that is enrolled already, among so many people: rare by chance, and
   * never below what lets one of the two check in for the other. Among more people than the measured rates cover, more
   * are held by chance.
   */
  const forOthers = (people: number): number =>
    Math.max(threshold('verification'), forRoster(people, enrolmentsPerLook).threshold);

  return { measured, threshold, forRoster, forOthers };
}
