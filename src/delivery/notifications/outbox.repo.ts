/** Stored messages of our own accord, and whom a reminder is due to. */
import { Prisma } from '../../db/generated/client.ts';
import type { Tx } from '../../db/database.ts';

export type OutboundChannel = 'mail' | 'slack' | 'teams';

export interface StoredOutbound {
  id: string;
  personId: string;
  channel: OutboundChannel;
  kind: string;
  sealed: Uint8Array;
  expiresAt: Date;
  attempts: number;
}

export interface NewOutbound {
  id: string;
  personId: string;
  channel: OutboundChannel;
  kind: string;
  causeKey: string | null;
  sealed: Buffer<ArrayBuffer>;
  createdAt: Date;
  notBefore: Date;
  expiresAt: Date;
}

/** Writes those whose cause has not written before. @returns how many. */
export async function insertOutbound(tx: Tx, rows: readonly NewOutbound[]): Promise<number> {
  return (await tx.outboundMessage.createMany({ data: [...rows], skipDuplicates: true })).count;
}

/** Takes the oldest message that nobody works on; `busy` is what this process sends right now. */
export async function takeNextOutbound(tx: Tx, input: { workerNo: number; busy: readonly string[]; now: Date }): Promise<StoredOutbound | undefined> {
  const { workerNo, busy, now } = input;
  const [row] = await tx.$queryRaw<StoredOutbound[]>`
    UPDATE outbound_message m SET worker_no = ${workerNo}, attempts = m.attempts + 1
    WHERE m.id = (
      SELECT w.id FROM outbound_message w
      WHERE w.finished_at IS NULL AND w.not_before <= ${now}
        AND CASE WHEN w.worker_no IS NULL THEN true WHEN w.worker_no = ${workerNo} THEN w.id <> ALL (${[...busy]}::uuid[]) ELSE NOT worker_is_present(w.worker_no) END
      ORDER BY w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED
    )
    RETURNING m.id, m.person_id AS "personId", m.channel, m.kind, m.sealed, m.expires_at AS "expiresAt", m.attempts`;
  return row;
}

/** What was written is not kept once it is sent or given up. */
const gone = Buffer.alloc(0);

export async function finishOutbound(tx: Tx, id: string, finishedAt: Date, outcome: string): Promise<void> {
  await tx.outboundMessage.update({ where: { id }, data: { finishedAt, outcome, workerNo: null, sealed: gone } });
}

/** Ends what waits for these people: something newer of its kind takes its place. */
export async function replaceWaiting(tx: Tx, personIds: readonly string[], kind: string, finishedAt: Date): Promise<void> {
  await tx.outboundMessage.updateMany({ where: { personId: { in: [...personIds] }, kind, finishedAt: null, workerNo: null }, data: { finishedAt, outcome: 'replaced', sealed: gone } });
}

export async function putBackOutbound(tx: Tx, id: string, notBefore: Date): Promise<void> {
  await tx.outboundMessage.update({ where: { id }, data: { workerNo: null, notBefore } });
}

export async function deleteOutboundBefore(tx: Tx, before: Date): Promise<number> {
  return (await tx.outboundMessage.deleteMany({ where: { finishedAt: { not: null }, createdAt: { lt: before } } })).count;
}

// ── Recipients ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Recipient {
  id: string;
  name: string;
  email: string;
}

/** Those of these people who may come in. */
export const findActive = (tx: Tx, ids: readonly string[]): Promise<Recipient[]> =>
  tx.person.findMany({ where: { id: { in: [...ids] }, status: 'active' }, select: { id: true, name: true, email: true }, orderBy: { id: 'asc' } });

/** Everybody on the roster who may come in. */
export async function findRosterRecipients(tx: Tx, classId: string): Promise<Recipient[]> {
  const rows = await tx.enrolment.findMany({ where: { classId, leftAt: null, person: { status: 'active' } }, select: { person: { select: { id: true, name: true, email: true } } }, orderBy: { personId: 'asc' } });
  return rows.map((row) => row.person);
}

export interface DueReminder {
  kind: 'before-start' | 'before-end';
  sessionId: string;
  personId: string;
  platform: 'slack' | 'teams';
  code: string;
  ways: string[];
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
}

/**
 * Whom the classes' policies want reminded now, and who has not been: students of the roster with a linked account,
 * before a scheduled session starts; before an open one ends those of them who are absent or have no status, unless
 * a check-in of theirs waits for review.
 */
export const findDueReminders = (tx: Tx, now: Date): Promise<DueReminder[]> => tx.$queryRaw<DueReminder[]>(Prisma.sql`
  WITH due AS (
    SELECT s.id, s.class_id, s.starts_at, s.ends_at, CASE s.status WHEN 'scheduled' THEN 'before-start' ELSE 'before-end' END AS kind
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
    AND NOT EXISTS (SELECT 1 FROM check_in i WHERE i.session_id = d.id AND i.person_id = p.id AND i.decision = 'needs_review')
    AND NOT EXISTS (SELECT 1 FROM outbound_message o WHERE o.channel = l.platform AND o.cause_key = d.kind || ':' || d.id || ':' || p.id)`);
