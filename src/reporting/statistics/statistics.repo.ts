/** Counts and lists read straight from the database: counts of held sessions, and pages of records. */
import { Prisma } from '../../db/generated/client.ts';
import { type Database, type Queryable, inNameOrder } from '../../db/index.ts';
import type { AttendanceStatus } from '../../attendance/register/index.ts';
import type { CountingRule } from '../counting/index.ts';
import type { CalendarSpan } from './campus-days.ts';
import type { HistoryRow, ListedRecord, Totals } from './statistics.schema.ts';

/** Which held sessions: of these classes (all when absent), on these days of their own campus. */
export interface Span {
  classIds?: readonly string[];
  campusId?: string;
  days: readonly CalendarSpan[];
}

/** The session `s` with its class `c`, campus `k` and calendar `d`, and the condition that it lies in the span. */
const sessionsIn = (span: Span): Prisma.Sql => Prisma.sql`
  session s JOIN class c ON c.id = s.class_id JOIN campus k ON k.id = c.campus_id
  JOIN jsonb_to_recordset(${JSON.stringify(span.days)}::jsonb) AS d("timeZone" text, "locale" text, "from" timestamptz, "to" timestamptz,
    "weeks" date[], "weekStarts" timestamptz[]) ON d."timeZone" = k.time_zone AND d."locale" = k.locale`;
const within = (span: Span): Prisma.Sql => Prisma.sql`s.starts_at >= ${earliest(span)} AND s.starts_at < ${latest(span)}
  AND s.starts_at >= d."from" AND s.starts_at < d."to" ${ofClasses(span)}`;
const ofClasses = ({ classIds, campusId }: Pick<Span, 'classIds' | 'campusId'>): Prisma.Sql => Prisma.sql`
  ${classIds ? Prisma.sql`AND s.class_id = ANY (${[...classIds]}::uuid[])` : Prisma.empty}
  ${campusId === undefined ? Prisma.empty : Prisma.sql`AND c.campus_id = ${campusId}::uuid`}`;
/**
 * The condition of `within` as a question to each session, so that pages walk the sessions by their index instead of
 * joining all of them with the calendars. With one calendar the bounds say it already.
 */
const onDays = ({ days }: Span): Prisma.Sql =>
  days.length > 1
    ? Prisma.sql`AND (SELECT bool_or(s.starts_at >= d."from" AND s.starts_at < d."to")
        FROM jsonb_to_recordset(${JSON.stringify(days)}::jsonb) AS d("timeZone" text, "locale" text, "from" timestamptz, "to" timestamptz)
        WHERE d."timeZone" = k.time_zone AND d."locale" = k.locale)`
    : Prisma.empty;
const week = Prisma.sql`d."weeks"[width_bucket(s.starts_at, d."weekStarts")]`;

/** Bounds that hold in every calendar, for the index. Without a campus there is nothing to find. */
const earliest = ({ days }: Span): Date => new Date(Math.min(...days.map(({ from }) => from.getTime()), farthest));
const latest = ({ days }: Span): Date => new Date(Math.max(...days.map(({ to }) => to.getTime()), 0));
const farthest = Date.UTC(2300, 0);

/** What marks are worth by the rule of their class: the SQL of `weigh`. */
const attended = Prisma.sql`t.present + t.late + CASE c.excused_rule WHEN 'attended' THEN t.excused ELSE 0 END`;
const missed = Prisma.sql`t.absent + CASE c.excused_rule WHEN 'absent' THEN t.excused ELSE 0 END`;
const sums = Prisma.sql`count(*)::int AS sessions, coalesce(sum(t.present), 0)::int AS present, coalesce(sum(t.late), 0)::int AS late,
  coalesce(sum(t.absent), 0)::int AS absent, coalesce(sum(t.excused), 0)::int AS excused, coalesce(sum(${attended}), 0)::int AS attended,
  coalesce(sum(${missed}), 0)::int AS missed`;

export type Counted = Totals & { sessions: number; attended: number; missed: number };

const nothingCounted: Counted = { sessions: 0, present: 0, late: 0, absent: 0, excused: 0, attended: 0, missed: 0 };

export async function sumTotals(db: Queryable, span: Span): Promise<Counted> {
  const [row] = await db.$queryRaw<Counted[]>(Prisma.sql`
    SELECT ${sums} FROM ${sessionsIn(span)} JOIN session_count t ON t.session_id = s.id WHERE ${within(span)}`);
  return row ?? nothingCounted;
}

/** By week of the campus's calendar, oldest first. */
export const sumByWeek = (db: Queryable, span: Span): Promise<(Counted & { week: Date })[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT ${week} AS week, ${sums} FROM ${sessionsIn(span)} JOIN session_count t ON t.session_id = s.id WHERE ${within(span)} GROUP BY 1 ORDER BY 1`);

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

/** In all, by campus (by name), by class (by code) and by week, in one walk over the counts. */
export async function sumBreakdown(db: Queryable, span: Span): Promise<Breakdown> {
  const rows = await db.$queryRaw<BreakdownRow[]>(Prisma.sql`
    SELECT b.*, coalesce(c.id, k.id) AS id, k.name, c.code, c.title, c.minimum_percentage AS "minimumPercentage" FROM (
      SELECT CASE WHEN grouping(s.class_id) = 0 THEN 'class' WHEN grouping(c.campus_id) = 0 THEN 'campus' WHEN grouping(${week}) = 0 THEN 'week' ELSE 'total' END AS by,
        s.class_id, c.campus_id, ${week} AS week, ${sums}
      FROM ${sessionsIn(span)} JOIN session_count t ON t.session_id = s.id WHERE ${within(span)}
      GROUP BY GROUPING SETS ((), (s.class_id), (c.campus_id), (${week}))
    ) AS b LEFT JOIN class c ON c.id = b.class_id LEFT JOIN campus k ON k.id = b.campus_id
    ORDER BY k.name, c.code, week`);
  const of = (by: BreakdownRow['by']): BreakdownRow[] => rows.filter((row) => row.by === by);
  const counted = ({ sessions, present, late, absent, excused, attended, missed }: BreakdownRow): Counted => ({
    sessions,
    present,
    late,
    absent,
    excused,
    attended,
    missed,
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

/** Whether the student `person` belongs to the session `s`: on the roster and in its groups for some of it. */
const belongs = (person: Prisma.Sql): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM enrolment e WHERE e.class_id = s.class_id AND e.person_id = ${person} AND e.enrolled_at < s.ends_at AND (e.left_at IS NULL OR e.left_at > s.starts_at))
  AND (cardinality(s.group_ids) = 0 OR EXISTS (SELECT FROM group_membership m
    WHERE m.group_id = ANY (s.group_ids) AND m.person_id = ${person} AND m.joined_at < s.ends_at AND (m.left_at IS NULL OR m.left_at > s.starts_at)))`;

/** Lessons that nobody knows about yet, of a student `t` of a class `c` that counts over all planned ones. */
const ahead = Prisma.sql`CASE c.percentage_base WHEN 'planned' THEN
  (SELECT count(*)::int FROM session s WHERE s.class_id = t.class_id AND s.status = 'scheduled' AND ${belongs(Prisma.sql`t.person_id`)}) ELSE 0 END`;

export type StudentCounts = Totals & {
  classId: string;
  personId: string;
  name: string;
  externalId: string | null;
  ahead: number;
  hasLeft: boolean;
};

/** Everything so far, a student a class; those who left are among them. */
export const findStudentCounts = (
  db: Queryable,
  where: { classId?: string; personId?: string },
): Promise<StudentCounts[]> =>
  db.$queryRaw(Prisma.sql`
    SELECT t.class_id AS "classId", t.person_id AS "personId", p.name, p.external_id AS "externalId", t.present, t.late, t.absent, t.excused,
      ${ahead} AS ahead, ${hasLeft} AS "hasLeft"
    FROM student_count t JOIN class c ON c.id = t.class_id JOIN person p ON p.id = t.person_id
    WHERE ${where.classId === undefined ? Prisma.sql`true` : Prisma.sql`t.class_id = ${where.classId}::uuid`}
      AND ${where.personId === undefined ? Prisma.sql`true` : Prisma.sql`t.person_id = ${where.personId}::uuid`}
      AND t.present + t.late + t.absent + t.excused > 0
    ORDER BY ${inNameOrder}`);

const hasLeft = Prisma.sql`NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = t.class_id AND e.person_id = t.person_id AND e.left_at IS NULL)`;

/** The same of the days of a span, of a class. */
export const findStudentCountsWithin = (db: Queryable, span: Span & { classIds: [string] }): Promise<StudentCounts[]> =>
  db.$queryRaw(Prisma.sql`
    SELECT t.class_id AS "classId", t.person_id AS "personId", p.name, p.external_id AS "externalId", t.present, t.late, t.absent, t.excused,
      CASE o.percentage_base WHEN 'planned' THEN
        (SELECT count(*)::int FROM ${sessionsIn(span)} WHERE ${within(span)} AND s.status = 'scheduled' AND ${belongs(Prisma.sql`t.person_id`)}) ELSE 0 END AS ahead,
      ${hasLeft} AS "hasLeft"
    FROM (
      SELECT s.class_id, r.person_id, ${countsOfHistory} FROM ${sessionsIn(span)} JOIN attendance_record r ON r.session_id = s.id
      WHERE ${within(span)} AND s.status IN ('open', 'closed') AND r.status IS NOT NULL GROUP BY s.class_id, r.person_id
    ) AS t JOIN class o ON o.id = t.class_id JOIN person p ON p.id = t.person_id
    ORDER BY ${inNameOrder}`);

/**
 * How many students are under the minimum of a class on whose roster they are now, of so many with any record there:
 * the SQL of `weighStudent` and `isUnderMinimum`. Those who left are taken out rather than the others joined in: they
 * are few, and roster rows are never deleted.
 */
export async function countBelow(db: Queryable, campusId: string | undefined): Promise<{ below: number; of: number }> {
  const [row] = await db.$queryRaw<{ below: number; of: number }[]>(Prisma.sql`
    SELECT count(*) FILTER (WHERE is_below)::int AS below, count(*)::int AS "of" FROM (
      SELECT bool_or(100 * (w.attended + w.ahead) < w.minimum * (w.attended + greatest(w.missed - w.free, 0) + w.ahead)) AS is_below
      FROM (
        SELECT t.class_id, t.person_id, ${attended} AS attended, ${missed} AS missed, ${ahead} AS ahead, c.minimum_percentage AS minimum, c.free_absences AS free
        FROM student_count t JOIN class c ON c.id = t.class_id
        WHERE c.status = 'active' AND t.present + t.late + t.absent + t.excused > 0 ${campusId === undefined ? Prisma.empty : Prisma.sql`AND c.campus_id = ${campusId}::uuid`}
      ) AS w
      WHERE NOT EXISTS (SELECT FROM enrolment e WHERE e.class_id = w.class_id AND e.person_id = w.person_id AND e.left_at IS NOT NULL)
        OR EXISTS (SELECT FROM enrolment e WHERE e.class_id = w.class_id AND e.person_id = w.person_id AND e.left_at IS NULL)
      GROUP BY w.person_id
    ) AS standing`);
  return row ?? { below: 0, of: 0 };
}

export const findCampusLocale = async (db: Queryable, id: string): Promise<string | undefined> =>
  (await db.campus.findUnique({ where: { id }, select: { locale: true } }))?.locale;

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
  FROM session s JOIN class c ON c.id = s.class_id JOIN campus k ON k.id = c.campus_id
    JOIN attendance_record r ON r.session_id = s.id JOIN person p ON p.id = r.person_id
  WHERE s.starts_at >= ${earliest(filter)} AND s.starts_at < ${latest(filter)} ${onDays(filter)} ${ofClasses(filter)}
    AND s.status <> 'cancelled' AND r.status IS NOT NULL
    ${filter.personId === undefined ? Prisma.empty : Prisma.sql`AND r.person_id = ${filter.personId}::uuid`}
    ${filter.status === undefined ? Prisma.empty : Prisma.sql`AND r.status = ${filter.status}::"AttendanceStatus"`}
    ${filter.after === undefined ? Prisma.empty : Prisma.sql`AND (s.starts_at, s.id, r.person_id) < (${filter.after.startsAt}, ${filter.after.sessionId}::uuid, ${filter.after.personId}::uuid)`}
  ORDER BY s.starts_at DESC, s.id DESC, r.person_id DESC LIMIT ${take}`);

export interface HistoryFilter {
  personId: string | undefined;
  email: string | undefined;
  taughtBy: string | undefined;
  days: readonly CalendarSpan[];
}

/** Each student with each session that was held or planned while they were on the roster, and those with a mark. */
const history = (filter: HistoryFilter): Prisma.Sql => Prisma.sql`
  FROM ${sessionsIn(filter)} JOIN (SELECT DISTINCT class_id, person_id FROM enrolment) AS x ON x.class_id = s.class_id JOIN person p ON p.id = x.person_id
    LEFT JOIN attendance_record r ON r.session_id = s.id AND r.person_id = x.person_id
  WHERE ${within(filter)} AND s.status <> 'cancelled' AND (r.status IS NOT NULL OR (${belongs(Prisma.sql`x.person_id`)}))
    ${filter.personId === undefined ? Prisma.empty : Prisma.sql`AND x.person_id = ${filter.personId}::uuid`}
    ${filter.email === undefined ? Prisma.empty : Prisma.sql`AND p.email = ${filter.email}`}
    ${filter.taughtBy === undefined ? Prisma.empty : Prisma.sql`AND EXISTS (SELECT FROM class_teacher t WHERE t.class_id = x.class_id AND t.person_id = ${filter.taughtBy}::uuid)`}`;

/** Newest session first, then by name. */
export const findHistory = (db: Queryable, filter: HistoryFilter, take: number): Promise<HistoryRow[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.status::text AS state, c.id AS "classId", c.code, c.title, k.time_zone AS "timeZone",
    p.id AS "personId", p.name, p.email, r.status::text, r.marked_at AS "markedAt" ${history(filter)}
  ORDER BY s.starts_at DESC, s.id, ${inNameOrder} LIMIT ${take}`);

const countsOfHistory = Prisma.sql`count(*) FILTER (WHERE r.status = 'present')::int AS present, count(*) FILTER (WHERE r.status = 'late')::int AS late,
  count(*) FILTER (WHERE r.status = 'absent')::int AS absent, count(*) FILTER (WHERE r.status = 'excused')::int AS excused`;

type HistoryCounts = Totals & Pick<CountingRule, 'excusedRule'>;

export const sumHistoryBySession = (
  db: Queryable,
  filter: HistoryFilter,
): Promise<(HistoryCounts & { sessionId: string })[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", c.excused_rule::text AS "excusedRule", ${countsOfHistory} ${history(filter)} GROUP BY s.id, c.id`);

/** A student a class, by class and name. */
export const sumHistoryByStudent = (
  db: Queryable,
  filter: HistoryFilter,
): Promise<
  (HistoryCounts & { classId: string; title: string; personId: string; name: string; email: string | null })[]
> =>
  db.$queryRaw(Prisma.sql`
  SELECT c.id AS "classId", c.title, c.excused_rule::text AS "excusedRule", p.id AS "personId", p.name, p.email, ${countsOfHistory} ${history(filter)} GROUP BY c.id, p.id ORDER BY c.title, c.id, ${inNameOrder}`);

/** Students of these sessions who are absent, or missing while it runs. */
export const findAbsentees = (
  db: Queryable,
  sessionIds: readonly string[],
): Promise<{ sessionId: string; personId: string; name: string; status: AttendanceStatus | null }[]> =>
  db.$queryRaw(Prisma.sql`
  SELECT s.id AS "sessionId", p.id AS "personId", p.name, r.status::text
  FROM session s JOIN enrolment x ON x.class_id = s.class_id AND x.left_at IS NULL JOIN person p ON p.id = x.person_id
    LEFT JOIN attendance_record r ON r.session_id = s.id AND r.person_id = x.person_id
  WHERE s.id = ANY (${[...sessionIds]}::uuid[]) AND ${belongs(Prisma.sql`x.person_id`)} AND (r.status = 'absent' OR (r.status IS NULL AND s.status = 'open'))
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
