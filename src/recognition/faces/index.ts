/** Enrolled faces: consent, photos, templates, review of doubtful ones, and comparing with them. */
export type { EnrolResult } from './enrol.ts';
export { createFaces, type Faces, type KnownRoster } from './faces.ts';
export { heldPhotoSchema, recognitionStateSchema, type HeldPhoto } from './faces.schema.ts';
export { heldDecisions, nothingOfOther, type HeldDecision } from './pending-review.ts';
export { sentenceFor, type PhotoFault } from './photo-faults.ts';
export { groupByPerson, profileOf } from './templates.ts';
