/** Sessions: planned, opened, moved, cancelled, handed to a substitute. */
export {
  notTakenSchema,
  sessionSchema,
  sessionStatusSchema,
  substituteSchema,
  type NotTakenSession,
  type SessionView,
} from './sessions.schema.ts';
export { faultOfLateRegister } from './late-register.policy.ts';
export type { Opened } from './opening.ts';
export { createSessions, faultOfSpan, type Sessions } from './sessions.ts';
