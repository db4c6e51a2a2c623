/** Enrolled faces: consent, photos, templates, review of doubtful ones, and comparing with them. */
export type { EnrolResult } from './enrol.ts';
export { createFaces, type Faces, type KnownRoster } from './faces.ts';
export { heldDecisions, nothingOfOther, type HeldDecision, type HeldPhoto } from './pending-review.ts';
export { sentenceFor, type PhotoFault } from './photo-faults.ts';
export { groupByPerson, profileOf } from './templates.ts';
