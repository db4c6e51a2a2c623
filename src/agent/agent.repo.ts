/** Stored conversations and pending actions. */
import type { Queryable } from '../db/index.ts';

// ── Conversations ──────────────────────────────────────────────────────────────────────────────────────────────────

export const findConversation = (
  db: Queryable,
  id: string,
): Promise<{ id: string; personId: string; channel: string } | null> =>
  db.conversation.findUnique({ where: { id }, select: { id: true, personId: true, channel: true } });

/** Makes a conversation. @returns false when there is one at that place already. */
export async function insertConversation(
  db: Queryable,
  row: { id: string; personId: string; channel: string; placeKey: string | null; createdAt: Date },
): Promise<boolean> {
  return (await db.conversation.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** The person's conversation at a place of a chat platform. */
export const findConversationAt = (
  db: Queryable,
  personId: string,
  channel: string,
  placeKey: string,
): Promise<{ id: string } | null> =>
  db.conversation.findUnique({
    where: { personId_channel_placeKey: { personId, channel, placeKey } },
    select: { id: true },
  });

export async function insertMessages(
  db: Queryable,
  rows: {
    id: string;
    conversationId: string;
    author: 'person' | 'muster';
    sealed: Buffer<ArrayBuffer>;
    asksFor: string | null;
    createdAt: Date;
  }[],
): Promise<void> {
  await db.conversationMessage.createMany({ data: rows });
}

/** The newest messages, oldest first. */
export async function findLatestMessages(
  db: Queryable,
  conversationId: string,
  take: number,
): Promise<{ id: string; author: string; sealed: Uint8Array; asksFor: string | null }[]> {
  const rows = await db.conversationMessage.findMany({
    where: { conversationId },
    orderBy: { id: 'desc' },
    take,
    select: { id: true, author: true, sealed: true, asksFor: true },
  });
  return rows.reverse();
}

// ── Pending actions ────────────────────────────────────────────────────────────────────────────────────────────────

export interface StoredAction {
  id: string;
  personId: string;
  conversationId: string;
  kind: 'confirm' | 'undo';
  tool: string;
  plan: Uint8Array;
  status: 'pending' | 'done' | 'cancelled';
  createdAt: Date;
  expiresAt: Date;
  settledAt: Date | null;
  answer: Uint8Array | null;
}

export async function insertAction(
  db: Queryable,
  row: {
    id: string;
    personId: string;
    conversationId: string;
    kind: 'confirm' | 'undo';
    tool: string;
    plan: Buffer<ArrayBuffer>;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await db.pendingAction.create({ data: row });
}

export const findAction = (db: Queryable, id: string): Promise<StoredAction | null> =>
  db.pendingAction.findUnique({ where: { id } });

/**
 * Takes a pending action for settling. @returns false when somebody else did, or it has expired: of two presses one
 * wins.
 */
export async function settleAction(
  db: Queryable,
  id: string,
  status: 'done' | 'cancelled',
  settledAt: Date,
): Promise<boolean> {
  const { count } = await db.pendingAction.updateMany({
    where: { id, status: 'pending', expiresAt: { gt: settledAt } },
    data: { status, settledAt },
  });
  return count === 1;
}

/** Keeps what was answered to the press, for a repeat of it. */
export async function keepAnswer(db: Queryable, id: string, answer: Buffer<ArrayBuffer>): Promise<void> {
  await db.pendingAction.update({ where: { id }, data: { answer } });
}

/** Changes that wait for Confirm, oldest first; ids grow with time, so `afterId` may be a message's. */
export async function listPendingConfirms(
  db: Queryable,
  conversationId: string,
  afterId: string | undefined,
  now: Date,
): Promise<string[]> {
  const rows = await db.pendingAction.findMany({
    where: {
      conversationId,
      kind: 'confirm',
      status: 'pending',
      expiresAt: { gt: now },
      ...(afterId === undefined ? {} : { id: { gt: afterId } }),
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** The newest Undo that can still be pressed; none when a later change was confirmed that cannot be taken back. */
export async function findLatestUndo(db: Queryable, conversationId: string, now: Date): Promise<string | undefined> {
  const undo = await db.pendingAction.findFirst({
    where: { conversationId, kind: 'undo', status: 'pending', expiresAt: { gt: now } },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  const confirmed = await db.pendingAction.findFirst({
    where: { conversationId, kind: 'confirm', status: 'done' },
    orderBy: { settledAt: 'desc' },
    select: { settledAt: true },
  });
  const settledAt = confirmed?.settledAt;
  if (!undo || !settledAt) return undo?.id;
  const offered = await db.pendingAction.count({
    where: { conversationId, kind: 'undo', createdAt: { gte: settledAt } },
  });
  return offered > 0 ? undo.id : undefined;
}
