/** Sessions: planned, opened, moved, cancelled, handed to a substitute. */
export { sessionSchema, sessionStatusSchema, substituteSchema, type SessionView } from './sessions.schema.ts';
export { createSessions, faultOfSpan, type Sessions } from './sessions.ts';
