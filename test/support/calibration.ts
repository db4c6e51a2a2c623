/** The calibration that the house comes with. */
import { findModels } from '../../models/places.ts';
import { recognitionHashOf } from '../../models/weights.ts';
import { loadCalibration, type Calibration } from '../../src/vision/judging/calibration.ts';

export function shippedCalibration(): Calibration {
  const { manifest, calibrationFile } = findModels(undefined, undefined);
  const measured = loadCalibration(calibrationFile, recognitionHashOf(manifest));
  if (!measured.calibration) throw new Error(measured.why);
  return measured.calibration;
}
