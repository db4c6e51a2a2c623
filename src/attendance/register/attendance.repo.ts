/** Stored records, their history, and check-ins. */
import type { Prisma } from '../../db/generated/client.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { AttendanceStatus, Receipt } from './receipt.ts';
import type { MarkedRecord } from './register.schema.ts';

export type RecordSource =
  'check_in' | 'roll_call' | 'manual' | 'auto_close' | 'leave' | 'appeal' | 'merge' | 'reopened' | 'import';

export interface StoredRecord {
  id: string;
  sessionId: string;
  personId: string;
  status: AttendanceStatus | null;
  /** The class's own word for it. */
  ownStatus: string | null;
  source: RecordSource;
  version: number;
  markedAt: Date;
}

export interface NewChange {
  id: string;
  recordId: string;
  version: number;
  before: AttendanceStatus | null;
  after: AttendanceStatus | null;
  ownStatus: string | null;
  source: RecordSource;
  actorId: string | null;
  reason: string | null;
  at: Date;
}

const fields = {
  id: true,
  sessionId: true,
  personId: true,
  status: true,
  ownStatus: true,
  source: true,
  version: true,
  markedAt: true,
} as const;

/**
 * Inserts the record with its first change, unless the student has one in this session. @returns whether it was
 * inserted.
 */
export async function insertRecord(
  tx: Tx,
  record: StoredRecord & { checkInId: string | null },
  change: NewChange,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    WITH made AS (
      INSERT INTO attendance_record (id, session_id, person_id, status, own_status, source, version, marked_at, check_in_id)
      VALUES (${record.id}::uuid, ${record.sessionId}::uuid, ${record.personId}::uuid, ${record.status}::"AttendanceStatus", ${record.ownStatus},
        ${record.source}::"RecordSource", ${record.version}, ${record.markedAt}, ${record.checkInId}::uuid)
      ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO record_change (id, record_id, version, before, after, own_status, source, actor_id, reason, at)
    SELECT ${change.id}::uuid, made.id, ${change.version}::int, ${change.before}::"AttendanceStatus", ${change.after}::"AttendanceStatus", ${change.ownStatus},
      ${change.source}::"RecordSource", ${change.actorId}::uuid, ${change.reason}, ${change.at}::timestamptz
    FROM made`;
  return count === 1;
}

export async function insertRecords(tx: Tx, records: readonly StoredRecord[]): Promise<void> {
  await tx.attendanceRecord.createMany({ data: [...records] });
}

export async function insertChanges(tx: Tx, changes: readonly NewChange[]): Promise<void> {
  await tx.recordChange.createMany({ data: [...changes] });
}

/** The student's record, held until the transaction ends. */
export async function lockRecord(tx: Tx, sessionId: string, personId: string): Promise<StoredRecord | null> {
  const [row] = await tx.$queryRaw<StoredRecord[]>`
    SELECT id, session_id AS "sessionId", person_id AS "personId", status, own_status AS "ownStatus", source, version, marked_at AS "markedAt"
    FROM attendance_record WHERE session_id = ${sessionId}::uuid AND person_id = ${personId}::uuid FOR UPDATE`;
  return row ?? null;
}

/** Brings a record that is held to its next version, with the change that explains it. */
export async function updateRecord(tx: Tx, change: NewChange): Promise<void> {
  await tx.$executeRaw`
    WITH changed AS (
      UPDATE attendance_record SET status = ${change.after}::"AttendanceStatus", own_status = ${change.ownStatus},
        source = ${change.source}::"RecordSource", version = ${change.version}, marked_at = ${change.at}
      WHERE id = ${change.recordId}::uuid RETURNING id
    )
    INSERT INTO record_change (id, record_id, version, before, after, own_status, source, actor_id, reason, at)
    SELECT ${change.id}::uuid, changed.id, ${change.version}::int, ${change.before}::"AttendanceStatus", ${change.after}::"AttendanceStatus",
      ${change.ownStatus}, ${change.source}::"RecordSource", ${change.actorId}::uuid, ${change.reason}, ${change.at}::timestamptz
    FROM changed`;
}

/** The same for many records of a session that is held alone, in one statement. */
export async function updateRecords(tx: Tx, changes: readonly NewChange[]): Promise<void> {
  await tx.$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS g("id" uuid, "recordId" uuid, "version" int, "before" "AttendanceStatus",
        "after" "AttendanceStatus", "ownStatus" text, "source" "RecordSource", "actorId" uuid, "reason" text, "at" timestamptz)
    ), changed AS (
      UPDATE attendance_record r SET status = g."after", own_status = g."ownStatus", source = g."source", version = g."version", marked_at = g."at"
      FROM given g WHERE r.id = g."recordId" RETURNING r.id
    )
    INSERT INTO record_change (id, record_id, version, before, after, own_status, source, actor_id, reason, at)
    SELECT g."id", g."recordId", g."version", g."before", g."after", g."ownStatus", g."source", g."actorId", g."reason", g."at"
    FROM given g JOIN changed c ON c.id = g."recordId"`;
}

export const findRecords = (db: Queryable, sessionIds: readonly string[]): Promise<StoredRecord[]> =>
  db.attendanceRecord.findMany({ where: { sessionId: { in: [...sessionIds] } }, select: fields });

export const findRecordsOf = (
  db: Queryable,
  personId: string,
  sessionIds: readonly string[],
): Promise<StoredRecord[]> =>
  db.attendanceRecord.findMany({ where: { personId, sessionId: { in: [...sessionIds] } }, select: fields });

/** What stands for each student, with who made it so. */
export const findMarked = (db: Queryable, sessionId: string): Promise<MarkedRecord[]> => db.$queryRaw<MarkedRecord[]>`
  SELECT r.person_id AS "personId", r.status, r.marked_at AS "markedAt", c.actor_id AS "markedById"
  FROM attendance_record r LEFT JOIN record_change c ON c.record_id = r.id AND c.version = r.version
  WHERE r.session_id = ${sessionId}::uuid AND r.status IS NOT NULL ORDER BY r.marked_at, r.person_id`;

export interface StoredChange extends NewChange {
  at: Date;
}

export const findChanges = (db: Queryable, recordId: string): Promise<StoredChange[]> =>
  db.recordChange.findMany({ where: { recordId }, orderBy: { version: 'asc' } });

// ── Check-ins ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewCheckIn {
  id: string;
  sessionId: string;
  personId: string;
  channel: string;
  evidenceDigest: Buffer<ArrayBuffer>;
  receipt: Receipt;
  isWrongCode: boolean;
  deviceHash: Buffer<ArrayBuffer> | null;
  photoHash: Buffer<ArrayBuffer> | null;
  position: Buffer<ArrayBuffer> | null;
  createdAt: Date;
}

export interface StoredCheckIn {
  id: string;
  receipt: unknown;
  createdAt: Date;
}

const decisions = { accepted: 'accepted', needsReview: 'needs_review', rejected: 'rejected' } as const;

/** Attempts of one student in one session are decided one after the other. */
export async function lockAttempts(tx: Tx, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`check_in:${personId}`}, 0))`;
}

export async function insertCheckIn(tx: Tx, checkIn: NewCheckIn): Promise<void> {
  const { receipt, ...row } = checkIn;
  const data = { ...row, decision: decisions[receipt.decision], receipt: receipt as Prisma.InputJsonObject };
  await tx.checkIn.create({ data });
}

export const findCheckIn = (
  db: Queryable,
  sessionId: string,
  personId: string,
  evidenceDigest: Buffer<ArrayBuffer>,
): Promise<StoredCheckIn | null> =>
  db.checkIn.findUnique({
    where: { sessionId_personId_evidenceDigest: { sessionId, personId, evidenceDigest } },
    select: { id: true, receipt: true, createdAt: true },
  });

/** Wrong codes since then; one that was only tallied came after so many that were kept that it counts as all of them. */
export async function countWrongCodes(db: Queryable, personId: string, since: Date, tallied: number): Promise<number> {
  const [row] = await db.$queryRaw<{ wrong: number }[]>`
    SELECT (SELECT count(*)::int FROM check_in
        WHERE person_id = ${personId}::uuid AND is_wrong_code AND created_at >= ${since}::timestamptz)
      + (SELECT count(*)::int * ${tallied}::int FROM refusal_tally
        WHERE person_id = ${personId}::uuid AND last_wrong_code_at >= ${since}::timestamptz) AS wrong`;
  return row?.wrong ?? 0;
}

/** How many refusals are kept, and the newest of them. */
export async function findRefusals(
  tx: Tx,
  sessionId: string,
  personId: string,
): Promise<{ kept: number; newestId: string | undefined }> {
  const where = { sessionId, personId, decision: 'rejected' } as const;
  const kept = await tx.checkIn.count({ where });
  const newest = await tx.checkIn.findFirst({ where, orderBy: { createdAt: 'desc' }, select: { id: true } });
  return { kept, newestId: newest?.id };
}

/** Counts one refusal more than are kept. */
export async function tallyRefusal(
  tx: Tx,
  refusal: { sessionId: string; personId: string; at: Date; isWrongCode: boolean },
): Promise<void> {
  const { sessionId, personId, at } = refusal;
  const lastly = { lastRefusedAt: at, ...(refusal.isWrongCode && { lastWrongCodeAt: at }) };
  await tx.refusalTally.upsert({
    where: { sessionId_personId: { sessionId, personId } },
    create: { sessionId, personId, refused: 1, ...lastly },
    update: { refused: { increment: 1 }, ...lastly },
  });
}

export interface StoredCheckOut {
  at: Date;
  leftEarlyMinutes: number;
}

/** @returns false when the person has left the session already. */
export async function insertCheckOut(
  tx: Tx,
  row: StoredCheckOut & { id: string; sessionId: string; personId: string; channel: string },
): Promise<boolean> {
  return (await tx.checkOut.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

export const findCheckOut = (tx: Tx, sessionId: string, personId: string): Promise<StoredCheckOut | null> =>
  tx.checkOut.findUnique({
    where: { sessionId_personId: { sessionId, personId } },
    select: { at: true, leftEarlyMinutes: true },
  });

/** What stands of a student in a session; only that they left, where there is no record. */
export type StoredPresence = Pick<StoredRecord, 'personId' | 'status' | 'ownStatus'> & {
  version: number | null;
  markedAt: Date | null;
  source: RecordSource | null;
  /** Name of who did. */
  markedBy: string | null;
  leftAt: Date | null;
  leftEarlyMinutes: number | null;
};

export const findPresence = (db: Queryable, sessionId: string): Promise<StoredPresence[]> =>
  db.$queryRaw<StoredPresence[]>`
  SELECT person_id AS "personId", r.status::text, r.own_status AS "ownStatus", r.version, r.marked_at AS "markedAt",
    r.source::text, r."markedBy", o.at AS "leftAt", o.left_early_minutes AS "leftEarlyMinutes"
  FROM (
    SELECT a.*, p.name AS "markedBy" FROM attendance_record a
      LEFT JOIN record_change c ON c.record_id = a.id AND c.version = a.version
      LEFT JOIN person p ON p.id = c.actor_id
    WHERE a.session_id = ${sessionId}::uuid
  ) r
    FULL JOIN (SELECT * FROM check_out WHERE session_id = ${sessionId}::uuid) o USING (person_id)`;

/** The person's latest check-in that told its place. */
export async function findLastPosition(
  tx: Tx,
  personId: string,
  since: Date,
): Promise<{ id: string; position: Uint8Array; createdAt: Date } | null> {
  const row = await tx.checkIn.findFirst({
    where: { personId, position: { not: null }, createdAt: { gte: since } },
    orderBy: { createdAt: 'desc' },
    select: { id: true, position: true, createdAt: true },
  });
  return row?.position ? { id: row.id, position: row.position, createdAt: row.createdAt } : null;
}

/** Attempts that wait for a teacher: in doubt, and the student still has no present or late record. */
export const findAwaitingReview = (
  db: Queryable,
  sessionIds: readonly string[],
): Promise<{ id: string; sessionId: string; personId: string; receipt: unknown; createdAt: Date }[]> =>
  db.checkIn.findMany({
    where: { sessionId: { in: [...sessionIds] }, decision: 'needs_review' },
    select: { id: true, sessionId: true, personId: true, receipt: true, createdAt: true },
    orderBy: { createdAt: 'asc' },
  });
