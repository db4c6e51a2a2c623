/** Sessions: planned, opened, moved, cancelled, handed to a substitute. */
export { createSessions, faultOfSpan, type SessionView, type Sessions } from './sessions.ts';
