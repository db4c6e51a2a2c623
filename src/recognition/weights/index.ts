/** The networks in use: which files, what they take and give, and that they are the ones that were measured. */
export { portraitSets, shippedWeights, weightSources, type PackageEntry, type PortraitSet } from './manifest.ts';
export { findModels, type ModelPlaces } from './model-files.ts';
export { weightNames, type NetworkInput, type Template, type WeightName, type Weights } from './weights-schema.ts';
export {
  ManifestError,
  cacheDir,
  defaultWeightsDir,
  faultOfWeight,
  loadBodyPose,
  loadVerifiedWeights,
  recognitionHashOf,
  requireWeights,
  shippedManifest,
  type Manifest,
  type StartName,
} from './weights.ts';
