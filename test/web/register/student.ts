/** A student of a register whom nobody has marked, for tests. */
import type { Student } from '../../../src/web/features/register/register.ts';

export const student = (name: string, change: Partial<Student> = {}): Student => ({
  personId: name,
  name,
  externalId: null,
  isEnrolled: true,
  status: null,
  ownStatus: null,
  version: 0,
  markedAt: null,
  source: null,
  markedBy: null,
  leftAt: null,
  leftEarlyMinutes: 0,
  ...change,
});
