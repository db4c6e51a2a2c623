/** Stored messages of our own accord. */
import type { Queryable, Tx } from '../../db/index.ts';

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
export async function takeNextOutbound(
  db: Queryable,
  input: { workerNo: number; busy: readonly string[]; now: Date },
): Promise<StoredOutbound | undefined> {
  const { workerNo, busy, now } = input;
  const [row] = await db.$queryRaw<StoredOutbound[]>`
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

export async function finishOutbound(db: Queryable, id: string, finishedAt: Date, outcome: string): Promise<void> {
  await db.outboundMessage.update({ where: { id }, data: { finishedAt, outcome, workerNo: null, sealed: gone } });
}

/** Ends what waits for these people: something newer of its kind takes its place. */
export async function replaceWaiting(
  tx: Tx,
  personIds: readonly string[],
  kind: string,
  finishedAt: Date,
): Promise<void> {
  await tx.outboundMessage.updateMany({
    where: { personId: { in: [...personIds] }, kind, finishedAt: null, workerNo: null },
    data: { finishedAt, outcome: 'replaced', sealed: gone },
  });
}

export async function putBackOutbound(db: Queryable, id: string, notBefore: Date): Promise<void> {
  await db.outboundMessage.update({ where: { id }, data: { workerNo: null, notBefore } });
}

export async function deleteOutboundBefore(db: Queryable, before: Date): Promise<number> {
  return (await db.outboundMessage.deleteMany({ where: { finishedAt: { not: null }, createdAt: { lt: before } } }))
    .count;
}
