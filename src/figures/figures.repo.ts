/** Counts and lists read straight from the database: tallies of closed sessions, and pages of records. */
import { Prisma } from '../db/generated/client.ts';
import type { Tx } from '../db/database.ts';
import type { AttendanceStatus } from '../attendance/receipt.ts';

export interface Totals {
  present: number;
  late: number;
  absent: number;
  excused: number;
}

/** Which closed sessions: of these classes (all when absent), that began in the span. */
export interface Span {
  classIds?: readonly string[];
  campusId?: string;
  from: Date;
  to: Date;
}

const sums = Prisma.sql`count(*)::int AS sessions, coalesce(sum(t.present), 0)::int AS present, coalesce(sum(t.late), 0)::int AS late,
  coalesce(sum(t.absent), 0)::int AS absent, coalesce(sum(t.excused), 0)::int AS excused`;

const within = ({ classIds, campusId, from, to }: Span): Prisma.Sql => Prisma.sql`s.starts_at >= ${from} AND s.starts_at < ${to}
  ${classIds ? Prisma.sql`AND s.class_id = ANY (${[...classIds]}::uuid[])` : Prisma.empty}
  ${campusId === undefined ? Prisma.empty : Prisma.sql`AND c.campus_id = ${campusId}::uuid`}`;

export type Counted = Totals & { sessions: number };

export async function sumTotals(tx: Tx, span: Span): Promise<Counted> {
  const [row] = await tx.$queryRaw<Counted[]>(Prisma.sql`
    SELECT ${sums} FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id WHERE ${within(span)}`);
  return row ?? { sessions: 0, present: 0, late: 0, absent: 0, excused: 0 };
}

/** By calendar week (Monday, UTC), oldest first. */
export const sumByWeek = (tx: Tx, span: Span): Promise<(Counted & { week: Date })[]> => tx.$queryRaw(Prisma.sql`
  SELECT date_trunc('week', s.starts_at AT TIME ZONE 'UTC') AS week, ${sums}
  FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id WHERE ${within(span)} GROUP BY 1 ORDER BY 1`);

export const sumByClass = (tx: Tx, span: Span): Promise<(Counted & { id: string; code: string; title: string; minimumPercentage: number })[]> => tx.$queryRaw(Prisma.sql`
  SELECT c.id, c.code, c.title, c.minimum_percentage AS "minimumPercentage", ${sums}
  FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id WHERE ${within(span)} GROUP BY c.id ORDER BY c.code`);

export const sumByCampus = (tx: Tx, span: Span): Promise<(Counted & { id: string; name: string })[]> => tx.$queryRaw(Prisma.sql`
  SELECT k.id, k.name, ${sums}
  FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id JOIN campus k ON k.id = c.campus_id WHERE ${within(span)} GROUP BY k.id ORDER BY k.name`);

/** Everything so far, a student a class; only those on the roster now. */
export const findStudentTallies = (tx: Tx, where: { classId?: string; personId?: string }): Promise<(Totals & { classId: string; personId: string; name: string; externalId: string | null })[]> =>
  tx.$queryRaw(Prisma.sql`
    SELECT t.class_id AS "classId", t.person_id AS "personId", p.name, p.external_id AS "externalId", t.present, t.late, t.absent, t.excused
    FROM student_tally t JOIN person p ON p.id = t.person_id JOIN enrolment e ON e.class_id = t.class_id AND e.person_id = t.person_id AND e.left_at IS NULL
    WHERE ${where.classId === undefined ? Prisma.sql`true` : Prisma.sql`t.class_id = ${where.classId}::uuid`}
      AND ${where.personId === undefined ? Prisma.sql`true` : Prisma.sql`t.person_id = ${where.personId}::uuid`}
    ORDER BY p.name, p.id`);

/** How many students are under the minimum of a class on whose roster they are now, of so many with any record there. */
export async function countBelow(tx: Tx, campusId: string | undefined): Promise<{ below: number; of: number }> {
  const [row] = await tx.$queryRaw<{ below: number; of: number }[]>(Prisma.sql`
    SELECT count(DISTINCT t.person_id) FILTER (WHERE 100 * (t.present + t.late) < c.minimum_percentage * (t.present + t.late + t.absent))::int AS below, count(DISTINCT t.person_id)::int AS "of"
    FROM student_tally t JOIN class c ON c.id = t.class_id JOIN enrolment e ON e.class_id = t.class_id AND e.person_id = t.person_id AND e.left_at IS NULL
    WHERE c.status = 'active' AND t.present + t.late + t.absent + t.excused > 0 ${campusId === undefined ? Prisma.empty : Prisma.sql`AND c.campus_id = ${campusId}::uuid`}`);
  return row ?? { below: 0, of: 0 };
}

export interface RecordFilter extends Span {
  personId?: string;
  status?: AttendanceStatus;
  /** The last one of the page before. */
  after?: { startsAt: Date; sessionId: string; personId: string };
}

export interface ListedRecord {
  sessionId: string;
  classId: string;
  code: string;
  startsAt: Date;
  personId: string;
  name: string;
  externalId: string | null;
  status: AttendanceStatus;
  ownStatus: string | null;
  source: string;
  markedAt: Date;
}

/** Newest session first. The sessions are walked by their index, so that a page costs the same wherever it lies. */
export const findRecordPage = (tx: Tx, filter: RecordFilter, take: number): Promise<ListedRecord[]> => tx.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", c.id AS "classId", c.code, s.starts_at AS "startsAt", p.id AS "personId", p.name, p.external_id AS "externalId",
    r.status::text, r.own_status AS "ownStatus", r.source::text, r.marked_at AS "markedAt"
  FROM session s JOIN class c ON c.id = s.class_id JOIN attendance_record r ON r.session_id = s.id JOIN person p ON p.id = r.person_id
  WHERE ${within(filter)} AND r.status IS NOT NULL
    ${filter.personId === undefined ? Prisma.empty : Prisma.sql`AND r.person_id = ${filter.personId}::uuid`}
    ${filter.status === undefined ? Prisma.empty : Prisma.sql`AND r.status = ${filter.status}::"AttendanceStatus"`}
    ${filter.after === undefined ? Prisma.empty : Prisma.sql`AND (s.starts_at, s.id, r.person_id) < (${filter.after.startsAt}, ${filter.after.sessionId}::uuid, ${filter.after.personId}::uuid)`}
  ORDER BY s.starts_at DESC, s.id DESC, r.person_id DESC LIMIT ${take}`);

/** Students of these sessions who are absent, or missing while it runs. */
export const findAbsentees = (tx: Tx, sessionIds: readonly string[]): Promise<{ sessionId: string; personId: string; name: string; status: AttendanceStatus | null }[]> => tx.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", p.id AS "personId", p.name, r.status::text
  FROM session s JOIN enrolment e ON e.class_id = s.class_id AND e.left_at IS NULL JOIN person p ON p.id = e.person_id
    LEFT JOIN attendance_record r ON r.session_id = s.id AND r.person_id = e.person_id
  WHERE s.id = ANY (${[...sessionIds]}::uuid[]) AND (r.status = 'absent' OR (r.status IS NULL AND s.status = 'open'))
  ORDER BY p.name, p.id`);

/** What waits for staff of these classes. */
export async function countWaiting(tx: Tx, classIds: readonly string[]): Promise<{ appeals: number; leave: number; flags: number }> {
  const [row] = await tx.$queryRaw<{ appeals: number; leave: number; flags: number }[]>(Prisma.sql`
    SELECT (SELECT count(*) FROM appeal a JOIN session s ON s.id = a.session_id WHERE a.status = 'open' AND s.class_id = ANY (${[...classIds]}::uuid[]))::int AS appeals,
      (SELECT count(*) FROM leave_request l WHERE l.status = 'pending' AND l.class_id = ANY (${[...classIds]}::uuid[]))::int AS leave,
      (SELECT count(*) FROM review_flag f JOIN session s ON s.id = f.session_id WHERE f.resolved_at IS NULL AND s.class_id = ANY (${[...classIds]}::uuid[]))::int AS flags`);
  return row ?? { appeals: 0, leave: 0, flags: 0 };
}
