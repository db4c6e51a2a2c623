/** Stored messages from outside. */
import { Prisma } from '../../db/generated/client.ts';
import type { Queryable } from '../../db/index.ts';

export interface StoredInbound {
  id: string;
  channel: string;
  senderKey: string;
  personId: string | null;
  payload: Uint8Array | null;
  workerNo: number | null;
  attempts: number;
  reply: Uint8Array | null;
  note: Prisma.JsonValue;
  finishedAt: Date | null;
  createdAt: Date;
}

/** What an edge notes beside a message: plain JSON. */
export type Note = Prisma.InputJsonObject;

export interface NewInbound {
  id: string;
  channel: string;
  messageKey: string;
  eventKey?: string;
  senderKey: string;
  personId?: string;
  payload?: Buffer<ArrayBuffer>;
  workerNo?: number;
  createdAt: Date;
}

const columns = Prisma.sql`m.id, m.channel, m.sender_key AS "senderKey", m.person_id AS "personId", m.payload, m.worker_no AS "workerNo",
  m.attempts, m.reply, m.note, m.finished_at AS "finishedAt", m.created_at AS "createdAt"`;

/** @returns false when it is known already, under either of its keys. */
export async function insert(db: Queryable, row: NewInbound): Promise<boolean> {
  const { count } = await db.inboundMessage.createMany({
    data: [{ ...row, notBefore: row.createdAt }],
    skipDuplicates: true,
  });
  return count === 1;
}

export const find = (db: Queryable, channel: string, messageKey: string): Promise<StoredInbound | null> =>
  db.inboundMessage.findUnique({ where: { channel_messageKey: { channel, messageKey } } });

/**
 * Takes over a message that an error of this process left behind, or whose process is gone.
 * @returns false when that one is alive or somebody else was faster.
 */
export async function takeOver(db: Queryable, id: string, from: number | null, workerNo: number): Promise<boolean> {
  const taken = await db.$executeRaw`
    UPDATE inbound_message SET worker_no = ${workerNo}, attempts = attempts + 1
    WHERE id = ${id}::uuid AND finished_at IS NULL AND worker_no IS NOT DISTINCT FROM ${from}::int AND (worker_no IS NULL OR worker_no = ${workerNo} OR NOT worker_is_present(worker_no))`;
  return taken === 1;
}

/**
 * Takes the oldest message that nobody works on and whose sender has no older one waiting, so that each sender is
 * answered in order while all senders are answered at once.
 * @param busy what this process works on right now; anything else under its number was left behind by an error
 */
export async function takeNext(
  db: Queryable,
  input: { workerNo: number; busy: readonly string[]; channels: readonly string[]; now: Date },
): Promise<StoredInbound | undefined> {
  const { workerNo, busy, channels, now } = input;
  const [row] = await db.$queryRaw<StoredInbound[]>`
    UPDATE inbound_message m SET worker_no = ${workerNo}, attempts = m.attempts + 1
    WHERE m.id = (
      SELECT w.id FROM inbound_message w
      WHERE w.finished_at IS NULL AND w.payload IS NOT NULL AND w.not_before <= ${now} AND w.channel = ANY (${[...channels]})
        AND CASE WHEN w.worker_no IS NULL THEN true WHEN w.worker_no = ${workerNo} THEN w.id <> ALL (${[...busy]}::uuid[]) ELSE NOT worker_is_present(w.worker_no) END
        AND NOT EXISTS (SELECT 1 FROM inbound_message e WHERE e.sender_key = w.sender_key AND e.id < w.id AND e.finished_at IS NULL AND e.payload IS NOT NULL)
      ORDER BY w.id LIMIT 1 FOR UPDATE OF w SKIP LOCKED
    )
    RETURNING ${columns}`;
  return row;
}

export async function keepReply(
  db: Queryable,
  id: string,
  personId: string,
  reply: Buffer<ArrayBuffer>,
): Promise<void> {
  await db.inboundMessage.update({ where: { id }, data: { personId, reply } });
}

/** Keeps the reply of an open request, which takes it along. */
export async function settle(
  db: Queryable,
  id: string,
  row: { personId: string; reply: Buffer<ArrayBuffer>; finishedAt: Date },
): Promise<void> {
  await db.inboundMessage.update({ where: { id }, data: { ...row, workerNo: null } });
}

export async function keepNote(db: Queryable, id: string, note: Note): Promise<void> {
  await db.inboundMessage.update({ where: { id }, data: { note } });
}

export async function finish(db: Queryable, id: string, finishedAt: Date): Promise<void> {
  await db.inboundMessage.update({ where: { id }, data: { finishedAt, payload: null, workerNo: null } });
}

/** Puts a message back, to be tried again later. */
export async function putBack(db: Queryable, id: string, notBefore: Date): Promise<void> {
  await db.inboundMessage.updateMany({ where: { id, finishedAt: null }, data: { workerNo: null, notBefore } });
}

/** Forgets a message that could not be answered, so that a repeat of it is tried at once. */
export async function forget(db: Queryable, id: string): Promise<void> {
  await db.inboundMessage.deleteMany({ where: { id, finishedAt: null } });
}

/** How many came from this sender since then, the message itself among them. */
export const countSince = (db: Queryable, senderKey: string, since: Date, upToId: string): Promise<number> =>
  db.inboundMessage.count({ where: { senderKey, createdAt: { gt: since }, id: { lte: upToId } } });

export async function deleteFinishedBefore(db: Queryable, before: Date): Promise<number> {
  return (await db.inboundMessage.deleteMany({ where: { finishedAt: { not: null }, createdAt: { lt: before } } }))
    .count;
}
