/** The calendar of a person's own campus, for days that are about them and about no class. */
import type { Queryable } from '../../db/index.ts';

export interface Calendar {
  timeZone: string;
  locale: string;
}

/** Where no campus has been made yet, there is nobody's day to cut. */
const noCampus: Calendar = { timeZone: 'UTC', locale: 'en-GB' };

/**
 * The campus of the first class by code that each person attends, teaches, or has a ward in; where there is none now,
 * of one they were in; else the campus that was made first.
 */
export async function findHomeCalendars(
  db: Queryable,
  personIds: readonly string[],
): Promise<(personId: string) => Calendar> {
  if (personIds.length === 0) return () => noCampus;
  const ids = [...new Set(personIds)];
  const rows = await db.$queryRaw<(Calendar & { personId: string })[]>`
    SELECT DISTINCT ON (own.person_id) own.person_id AS "personId", k.time_zone AS "timeZone", k.locale
    FROM (
      SELECT e.person_id, e.class_id, e.left_at IS NULL AS is_now FROM enrolment e WHERE e.person_id = ANY(${ids}::uuid[])
      UNION ALL
      SELECT t.person_id, t.class_id, true FROM class_teacher t WHERE t.person_id = ANY(${ids}::uuid[])
      UNION ALL
      SELECT g.guardian_id, e.class_id, e.left_at IS NULL
      FROM guardianship g JOIN enrolment e ON e.person_id = g.student_id
      WHERE g.guardian_id = ANY(${ids}::uuid[]) AND g.ended_at IS NULL
    ) own JOIN class c ON c.id = own.class_id JOIN campus k ON k.id = c.campus_id
    ORDER BY own.person_id, (own.is_now AND c.status = 'active') DESC, c.code`;
  const found = new Map(rows.map(({ personId, ...calendar }) => [personId, calendar]));
  const first =
    ids.length > found.size
      ? await db.campus.findFirst({ select: { timeZone: true, locale: true }, orderBy: { id: 'asc' } })
      : null;
  return (personId) => found.get(personId) ?? first ?? noCampus;
}
