/** The register: check-in, check-out, marks, flags and receipts of a session. */
export type { RecordSource } from './attendance.repo.ts';
export { createAttendance, type Attendance, type OwnRecord } from './attendance.ts';
export type { CheckInResult } from './check-in.ts';
export type { WhoIsOnLeave } from './close-session.ts';
export type { MarkInput } from './mark.ts';
export { createPlaceRequests, type PlaceRequests } from './place-requests.ts';
export { forStudent, receiptSchema, statusSchema, summarise, type AttendanceStatus, type Receipt } from './receipt.ts';
export {
  awaitingReviewSchema,
  decidedCheckInSchema,
  flagSchema,
  markedRecordSchema,
  presentStudentSchema,
  recordChangeSchema,
  registerClassSchema,
  type PresentStudent,
} from './register.schema.ts';
export { writtenChangeSchema, type WrittenChange } from './register.ts';
export {
  checkInTask,
  createSelfieQueue,
  type SelfieAnswer,
  type SelfieQueue,
  type ShownByStudent,
} from './selfie-queue.ts';
export type { StandingMark, TakenMark } from './take-over.ts';
export { minuteMs, tellMinutes } from './tell-minutes.ts';
export type { TodaySession } from './today.ts';
