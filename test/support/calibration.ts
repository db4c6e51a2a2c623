/** The calibration that the house comes with. */
import { findModels } from '../../src/recognition/weights/model-files.ts';
import { recognitionHashOf } from '../../src/recognition/weights/weights.ts';
import { loadCalibration, type Calibration } from '../../src/recognition/vision/judging/calibration.ts';

export function shippedCalibration(): Calibration {
  const { manifest, calibrationFile } = findModels(undefined, undefined);
  const measured = loadCalibration(calibrationFile, recognitionHashOf(manifest));
  if (!measured.calibration) throw new Error(measured.why);
  return measured.calibration;
}
