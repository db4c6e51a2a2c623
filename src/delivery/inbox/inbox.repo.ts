/** Stored messages from outside. */
import { Prisma } from '../../db/generated/client.ts';
import type { Queryable } from '../../db/index.ts';
import type { QueueTable } from '../work-queue/index.ts';

export interface StoredInbound {
  id: string;
  channel: string;
  senderKey: string;
  personId: string | null;
  payload: Uint8Array | null;
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

/** An open request has no payload: nobody but itself, or its repeat, answers it. */
export const inboxQueue: QueueTable = {
  name: 'inbound_message',
  waiting: Prisma.sql`finished_at IS NULL AND payload IS NOT NULL`,
  kindColumn: 'channel',
  orderColumn: 'sender_key',
};

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

export const findById = (db: Queryable, id: string): Promise<StoredInbound | null> =>
  db.inboundMessage.findUnique({ where: { id } });

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
