/** What stands in the registers of several sessions. */
import type { Queryable } from '../../db/index.ts';
import type { AttendanceStatus } from './receipt.ts';

export interface StandingMark {
  sessionId: string;
  personId: string;
  status: AttendanceStatus | null;
  ownStatus: string | null;
}

export const findStanding = (db: Queryable, sessionIds: readonly string[]): Promise<StandingMark[]> =>
  db.attendanceRecord.findMany({
    where: { sessionId: { in: [...sessionIds] } },
    select: { sessionId: true, personId: true, status: true, ownStatus: true },
  });
