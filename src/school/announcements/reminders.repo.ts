/** Whom the classes' policies want reminded. */
import type { Tx } from '../../db/index.ts';
import type { Platform } from '../../security/access/index.ts';
import { Prisma } from '../../db/generated/client.ts';

export interface DueReminder {
  kind: 'before-start' | 'before-end';
  sessionId: string;
  personId: string;
  platform: Platform;
  code: string;
  ways: string[];
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
}

/**
 * Whom the classes' policies want reminded now, and who has not been: students of the roster, and of the session's groups
 * where it is for some only, with a linked account,
 * before a scheduled session starts; before an open one ends those of them who are absent or have no status, unless
 * a check-in of theirs waits for review.
 */
export const findDueReminders = (tx: Tx, now: Date): Promise<DueReminder[]> =>
  tx.$queryRaw<DueReminder[]>(Prisma.sql`
  WITH due AS (
    SELECT s.id, s.class_id, s.starts_at, s.ends_at, s.group_ids, CASE s.status WHEN 'scheduled' THEN 'before-start' ELSE 'before-end' END AS kind
    FROM session s JOIN class c ON c.id = s.class_id
    WHERE c.status = 'active' AND (
      (s.status = 'scheduled' AND s.starts_at > ${now} AND s.starts_at <= ${now}::timestamptz + make_interval(mins => c.remind_before_start_minutes))
      OR (s.status = 'open' AND s.ends_at > ${now} AND s.ends_at <= ${now}::timestamptz + make_interval(mins => c.remind_before_end_minutes))
    )
  )
  SELECT DISTINCT d.kind, d.id AS "sessionId", p.id AS "personId", l.platform, c.code, c.check_in_ways AS ways,
    d.starts_at AS "startsAt", d.ends_at AS "endsAt", k.time_zone AS "timeZone"
  FROM due d
    JOIN class c ON c.id = d.class_id JOIN campus k ON k.id = c.campus_id
    JOIN enrolment e ON e.class_id = c.id AND e.left_at IS NULL
    JOIN person p ON p.id = e.person_id AND p.status = 'active' AND p.role = 'student'
    JOIN linked_account l ON l.person_id = p.id AND l.unlinked_at IS NULL
    LEFT JOIN attendance_record r ON r.session_id = d.id AND r.person_id = p.id
  WHERE (r.status IS NULL OR (r.status = 'absent' AND d.kind = 'before-end'))
    AND (cardinality(d.group_ids) = 0 OR EXISTS (SELECT FROM group_membership m
      WHERE m.group_id = ANY (d.group_ids) AND m.person_id = p.id AND m.left_at IS NULL))
    AND NOT EXISTS (SELECT 1 FROM check_in i WHERE i.session_id = d.id AND i.person_id = p.id AND i.decision = 'needs_review')
    AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel = l.platform AND o.cause_key = d.kind || ':' || d.id || ':' || p.id)`);
