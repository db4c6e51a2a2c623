/** Counts and lists read straight from the database: tallies of closed sessions, and pages of records. */
import { Prisma } from '../../db/generated/client.ts';
import { type Database, type Queryable, inNameOrder } from '../../db/index.ts';
import type { AttendanceStatus } from '../../attendance/register/index.ts';
import type { HistoryRow, ListedRecord, Totals } from './statistics.schema.ts';

/** Which closed sessions: of these classes (all when absent), that began in the span. */
export interface Span {
  classIds?: readonly string[];
  campusId?: string;
  from: Date;
  to: Date;
}

const sums = Prisma.sql`count(*)::int AS sessions, coalesce(sum(t.present), 0)::int AS present, coalesce(sum(t.late), 0)::int AS late,
  coalesce(sum(t.absent), 0)::int AS absent, coalesce(sum(t.excused), 0)::int AS excused`;

const within = ({
  classIds,
  campusId,
  from,
  to,
}: Span): Prisma.Sql => Prisma.sql`s.starts_at >= ${from} AND s.starts_at < ${to}
  ${classIds ? Prisma.sql`AND s.class_id = ANY (${[...classIds]}::uuid[])` : Prisma.empty}
  ${campusId === undefined ? Prisma.empty : Prisma.sql`AND c.campus_id = ${campusId}::uuid`}`;

export type Counted = Totals & { sessions: number };

const nothingCounted: Counted = { sessions: 0, present: 0, late: 0, absent: 0, excused: 0 };

export async function sumTotals(db: Queryable, span: Span): Promise<Counted> {
  const [row] = await db.$queryRaw<Counted[]>(Prisma.sql`
    SELECT ${sums} FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id WHERE ${within(span)}`);
  return row ?? nothingCounted;
}

/** By calendar week (Monday, UTC), oldest first. */
export const sumByWeek = (db: Queryable, span: Span): Promise<(Counted & { week: Date })[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT date_trunc('week', s.starts_at AT TIME ZONE 'UTC') AS week, ${sums}
  FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id WHERE ${within(span)} GROUP BY 1 ORDER BY 1`);

export interface Breakdown {
  total: Counted;
  campuses: (Counted & { id: string; name: string })[];
  classes: (Counted & { id: string; code: string; title: string; minimumPercentage: number })[];
  weeks: (Counted & { week: Date })[];
}

type BreakdownRow = Counted & {
  by: 'total' | 'campus' | 'class' | 'week';
  id: string;
  name: string;
  code: string;
  title: string;
  minimumPercentage: number;
  week: Date;
};

/** In all, by campus (by name), by class (by code) and by week, in one walk over the tallies. */
export async function sumBreakdown(db: Queryable, span: Span): Promise<Breakdown> {
  const rows = await db.$queryRaw<BreakdownRow[]>(Prisma.sql`
    SELECT b.*, coalesce(c.id, k.id) AS id, k.name, c.code, c.title, c.minimum_percentage AS "minimumPercentage" FROM (
      SELECT CASE WHEN grouping(s.class_id) = 0 THEN 'class' WHEN grouping(c.campus_id) = 0 THEN 'campus' WHEN grouping(date_trunc('week', s.starts_at AT TIME ZONE 'UTC')) = 0 THEN 'week' ELSE 'total' END AS by,
        s.class_id, c.campus_id, date_trunc('week', s.starts_at AT TIME ZONE 'UTC') AS week, ${sums}
      FROM session_tally t JOIN session s ON s.id = t.session_id JOIN class c ON c.id = s.class_id WHERE ${within(span)}
      GROUP BY GROUPING SETS ((), (s.class_id), (c.campus_id), (date_trunc('week', s.starts_at AT TIME ZONE 'UTC')))
    ) AS b LEFT JOIN class c ON c.id = b.class_id LEFT JOIN campus k ON k.id = b.campus_id
    ORDER BY k.name, c.code, week`);
  const of = (by: BreakdownRow['by']): BreakdownRow[] => rows.filter((row) => row.by === by);
  const counted = ({ sessions, present, late, absent, excused }: BreakdownRow): Counted => ({
    sessions,
    present,
    late,
    absent,
    excused,
  });
  const [total] = of('total');
  return {
    total: total ? counted(total) : nothingCounted,
    campuses: of('campus').map((row) => ({ id: row.id, name: row.name, ...counted(row) })),
    classes: of('class').map((row) => ({
      id: row.id,
      code: row.code,
      title: row.title,
      minimumPercentage: row.minimumPercentage,
      ...counted(row),
    })),
    weeks: of('week').map((row) => ({ week: row.week, ...counted(row) })),
  };
}

/** Everything so far, a student a class; only those on the roster now. */
export const findStudentTallies = (
  db: Queryable,
  where: { classId?: string; personId?: string },
): Promise<(Totals & { classId: string; personId: string; name: string; externalId: string | null })[]> =>
  db.$queryRaw(Prisma.sql`
    SELECT t.class_id AS "classId", t.person_id AS "personId", p.name, p.external_id AS "externalId", t.present, t.late, t.absent, t.excused
    FROM student_tally t JOIN person p ON p.id = t.person_id JOIN enrolment e ON e.class_id = t.class_id AND e.person_id = t.person_id AND e.left_at IS NULL
    WHERE ${where.classId === undefined ? Prisma.sql`true` : Prisma.sql`t.class_id = ${where.classId}::uuid`}
      AND ${where.personId === undefined ? Prisma.sql`true` : Prisma.sql`t.person_id = ${where.personId}::uuid`}
    ORDER BY ${inNameOrder}`);

/**
 * How many students are under the minimum of a class on whose roster they are now, of so many with any record there.
 * Those who left are taken out rather than the others joined in: they are few, and roster rows are never deleted.
 */
export async function countBelow(db: Queryable, campusId: string | undefined): Promise<{ below: number; of: number }> {
  const [row] = await db.$queryRaw<{ below: number; of: number }[]>(Prisma.sql`
    SELECT count(*) FILTER (WHERE is_below)::int AS below, count(*)::int AS "of" FROM (
      SELECT bool_or(100 * (t.present + t.late) < c.minimum_percentage * (t.present + t.late + t.absent)) AS is_below
      FROM student_tally t JOIN class c ON c.id = t.class_id
      WHERE c.status = 'active' AND t.present + t.late + t.absent + t.excused > 0
        AND NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = t.class_id AND e.person_id = t.person_id AND e.left_at IS NOT NULL) ${campusId === undefined ? Prisma.empty : Prisma.sql`AND c.campus_id = ${campusId}::uuid`}
      GROUP BY t.person_id
    ) AS standing`);
  return row ?? { below: 0, of: 0 };
}

export interface RecordFilter extends Span {
  personId?: string;
  status?: AttendanceStatus;
  /** The last one of the page before. */
  after?: { startsAt: Date; sessionId: string; personId: string };
}

/** Newest session first. The sessions are walked by their index, so that a page costs the same wherever it lies. */
export const findRecordPage = (db: Database, filter: RecordFilter, take: number): Promise<ListedRecord[]> =>
  db.select(Prisma.sql`
  SELECT s.id AS "sessionId", c.id AS "classId", c.code, s.starts_at AS "startsAt", p.id AS "personId", p.name, p.external_id AS "externalId",
    r.status::text, r.own_status AS "ownStatus", r.source::text, r.marked_at AS "markedAt"
  FROM session s JOIN class c ON c.id = s.class_id JOIN attendance_record r ON r.session_id = s.id JOIN person p ON p.id = r.person_id
  WHERE ${within(filter)} AND r.status IS NOT NULL
    ${filter.personId === undefined ? Prisma.empty : Prisma.sql`AND r.person_id = ${filter.personId}::uuid`}
    ${filter.status === undefined ? Prisma.empty : Prisma.sql`AND r.status = ${filter.status}::"AttendanceStatus"`}
    ${filter.after === undefined ? Prisma.empty : Prisma.sql`AND (s.starts_at, s.id, r.person_id) < (${filter.after.startsAt}, ${filter.after.sessionId}::uuid, ${filter.after.personId}::uuid)`}
  ORDER BY s.starts_at DESC, s.id DESC, r.person_id DESC LIMIT ${take}`);

export interface HistoryFilter {
  personId: string | undefined;
  email: string | undefined;
  taughtBy: string | undefined;
  from: Date;
  to: Date;
}

/** Each student with each session that was held or planned while they were on the roster, and those with a mark. */
const history = (filter: HistoryFilter): Prisma.Sql => Prisma.sql`
  FROM enrolment e JOIN class c ON c.id = e.class_id JOIN campus k ON k.id = c.campus_id JOIN session s ON s.class_id = e.class_id JOIN person p ON p.id = e.person_id
    LEFT JOIN attendance_record r ON r.session_id = s.id AND r.person_id = e.person_id
  WHERE s.starts_at >= ${filter.from} AND s.starts_at < ${filter.to} AND s.status <> 'cancelled'
    AND (r.status IS NOT NULL OR (e.enrolled_at <= s.starts_at AND (e.left_at IS NULL OR e.left_at > s.starts_at)))
    ${filter.personId === undefined ? Prisma.empty : Prisma.sql`AND e.person_id = ${filter.personId}::uuid`}
    ${filter.email === undefined ? Prisma.empty : Prisma.sql`AND p.email = ${filter.email}`}
    ${filter.taughtBy === undefined ? Prisma.empty : Prisma.sql`AND EXISTS (SELECT FROM class_teacher t WHERE t.class_id = e.class_id AND t.person_id = ${filter.taughtBy}::uuid)`}`;

/** Newest session first, then by name. */
export const findHistory = (db: Queryable, filter: HistoryFilter, take: number): Promise<HistoryRow[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.status::text AS state, c.id AS "classId", c.code, c.title, k.time_zone AS "timeZone",
    p.id AS "personId", p.name, p.email, r.status::text, r.marked_at AS "markedAt" ${history(filter)}
  ORDER BY s.starts_at DESC, s.id, ${inNameOrder} LIMIT ${take}`);

const countsOfHistory = Prisma.sql`count(*) FILTER (WHERE r.status = 'present')::int AS present, count(*) FILTER (WHERE r.status = 'late')::int AS late,
  count(*) FILTER (WHERE r.status = 'absent')::int AS absent, count(*) FILTER (WHERE r.status = 'excused')::int AS excused`;

export const sumHistoryBySession = (
  db: Queryable,
  filter: HistoryFilter,
): Promise<(Totals & { sessionId: string })[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", ${countsOfHistory} ${history(filter)} GROUP BY s.id`);

/** A student a class, by class and name. */
export const sumHistoryByStudent = (
  db: Queryable,
  filter: HistoryFilter,
): Promise<(Totals & { classId: string; title: string; personId: string; name: string; email: string | null })[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT c.id AS "classId", c.title, p.id AS "personId", p.name, p.email, ${countsOfHistory} ${history(filter)} GROUP BY c.id, p.id ORDER BY c.title, c.id, ${inNameOrder}`);

/** Students of these sessions who are absent, or missing while it runs. */
export const findAbsentees = (
  db: Queryable,
  sessionIds: readonly string[],
): Promise<{ sessionId: string; personId: string; name: string; status: AttendanceStatus | null }[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", p.id AS "personId", p.name, r.status::text
  FROM session s JOIN enrolment e ON e.class_id = s.class_id AND e.left_at IS NULL JOIN person p ON p.id = e.person_id
    LEFT JOIN attendance_record r ON r.session_id = s.id AND r.person_id = e.person_id
  WHERE s.id = ANY (${[...sessionIds]}::uuid[]) AND (r.status = 'absent' OR (r.status IS NULL AND s.status = 'open'))
  ORDER BY ${inNameOrder}`);

/** What waits for staff of these classes. */
export async function countWaiting(
  db: Queryable,
  classIds: readonly string[],
): Promise<{ appeals: number; leave: number; flags: number }> {
  const [row] = await db.$queryRaw<{ appeals: number; leave: number; flags: number }[]>(Prisma.sql`
    SELECT (SELECT count(*) FROM appeal a JOIN session s ON s.id = a.session_id WHERE a.status = 'open' AND s.class_id = ANY (${[...classIds]}::uuid[]))::int AS appeals,
      (SELECT count(*) FROM leave_request l WHERE l.status = 'pending' AND l.class_id = ANY (${[...classIds]}::uuid[]))::int AS leave,
      (SELECT count(*) FROM review_flag f JOIN session s ON s.id = f.session_id WHERE f.resolved_at IS NULL AND s.class_id = ANY (${[...classIds]}::uuid[]))::int AS flags`);
  return row ?? { appeals: 0, leave: 0, flags: 0 };
}
