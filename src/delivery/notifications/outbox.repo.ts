/** Stored messages of our own accord. */
import { z } from 'zod';
import type { Queryable, Tx } from '../../db/index.ts';
import { Prisma } from '../../db/generated/client.ts';
import { platforms } from '../../security/access/index.ts';
import type { QueueTable } from '../work-queue/index.ts';

export const outboxQueue: QueueTable = { name: 'outbound_message', waiting: Prisma.sql`finished_at IS NULL` };

/** The CHECK on outbound_message.channel names them too. */
export const outboundChannels = ['mail', ...platforms] as const;
const channelSchema = z.enum(outboundChannels);
export type OutboundChannel = z.infer<typeof channelSchema>;

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

export async function findOutbound(db: Queryable, id: string): Promise<StoredOutbound | null> {
  const row = await db.outboundMessage.findUnique({ where: { id } });
  return row && { ...row, channel: channelSchema.parse(row.channel) };
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

export async function deleteOutboundBefore(db: Queryable, before: Date): Promise<number> {
  return (await db.outboundMessage.deleteMany({ where: { finishedAt: { not: null }, createdAt: { lt: before } } }))
    .count;
}
