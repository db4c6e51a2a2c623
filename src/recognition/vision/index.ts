/** Vision: pixels in, numbers out, and what the numbers mean. Knows no names and no database. */
export { assignFaces, type FaceCandidates, type FaceOutcome } from './judging/assignment.ts';
export {
  CalibrationError,
  farForRoster,
  loadCalibration,
  parseCalibration,
  strangerChance,
  strictestFar,
  thresholdForFar,
  thresholdForRoster,
  type Calibration,
  type CalibrationState,
} from './judging/calibration.ts';
export { fusePhotos, meanEmbedding, type SeenPerson } from './judging/fuse.ts';
export { judgeFace, ramp, scoreQuality, scoreVisibility } from './judging/judge-face.ts';
export { suspiciousLiveness } from './judging/liveness-advice.ts';
export { measureParallax } from './judging/parallax.ts';
export { cosine } from './judging/similarity.ts';
export {
  createVision,
  type AnalysedFace,
  type BodyPoint,
  type FaceBox,
  type FilmedFace,
  type GroupAnalysis,
  type GroupFace,
  type HeadReading,
  type PhotoAnalysis,
  type RoomAnalysis,
  type RoomFace,
  type Vision,
} from './vision.ts';
