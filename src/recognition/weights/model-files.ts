/** Where the weights in use and their calibration lie, for the service and for the command that measures them alike. */
import { dirname, join, resolve } from 'node:path';
import { modelsDir, readManifest, shippedManifest, type Manifest } from './weights.ts';

export interface ModelPlaces {
  manifest: Manifest;
  /** The calibration that belongs to it; it need not be there. */
  calibrationFile: string;
}

/**
 * @param manifestFile the setting WEIGHTS_MANIFEST; the shipped networks when undefined
 * @param calibrationFile the setting CALIBRATION; beside the manifest when undefined
 * @throws ManifestError
 */
export function findModels(manifestFile: string | undefined, calibrationFile: string | undefined): ModelPlaces {
  const manifest = manifestFile === undefined ? shippedManifest() : readManifest(manifestFile);
  const folder = manifestFile === undefined ? modelsDir : dirname(resolve(manifestFile));
  return {
    manifest,
    calibrationFile: calibrationFile === undefined ? join(folder, 'calibration.json') : resolve(calibrationFile),
  };
}
