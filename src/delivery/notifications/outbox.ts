/** The outbox: messages of our own accord are written in the transaction of their cause, and sent from there, once. */
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Vault } from '../../security/privacy/index.ts';
import { type WorkLoop, createWorkQueue } from '../work-queue/index.ts';
import * as repo from './outbox.repo.ts';
import { words } from './words/en.ts';

const wordsSchema = z.object({
  /** Of mails. */
  subject: z.string().exactOptional(),
  text: z.string(),
  /** Where a mail goes when that is not the person's own address: the one they had, or say they have. */
  to: z.email().exactOptional(),
});
export type Words = Readonly<z.infer<typeof wordsSchema>>;

export interface NewMessage extends Words {
  readonly personId: string;
  readonly channel: repo.OutboundChannel;
  /** reminder, invitation. */
  readonly kind: string;
  /** The same cause writes a message once, however often it is looked at. */
  readonly causeKey?: string;
  /** After this it is not sent any more. */
  readonly expiresAt: Date;
}

/** Sends one message. @throws AppError: a 4xx will not get better and is noted, anything else is tried again. */
export type Sender = (personId: string, words: Words) => Promise<void>;

export type Outbox = ReturnType<typeof createOutbox>;

const parallelSends = 4;
/** Without a last try: each message says itself when it is too late. */
const retry = { longestWaitMs: 10 * 60_000 };
const keptMs = 30 * 24 * 3600_000;

export function createOutbox(deps: { db: Database; vault: Vault; clock: Clock; log: Log; workerNo: number }) {
  const { db, clock, log } = deps;
  const queue = createWorkQueue(deps, {
    name: 'outbox',
    table: repo.outboxQueue,
    retry,
    load: (id) => repo.findOutbound(db.autocommit, id),
  });

  /** Writes in the caller's transaction. @returns how many were new; people whose data was erased get none. */
  async function write(tx: Tx, messages: readonly NewMessage[]): Promise<number> {
    if (messages.length === 0) return 0;
    const keys = await deps.vault.keysOf(
      tx,
      messages.map((message) => message.personId),
    );
    const createdAt = clock.now();
    const rows = messages.flatMap(({ subject, text, to, causeKey = null, ...message }) => {
      const id = newId();
      const sealed = keys.get(message.personId)?.sealJson({ subject, text, to }, contextOf(id));
      return sealed ? [{ ...message, id, causeKey, sealed, createdAt, notBefore: createdAt }] : [];
    });
    return repo.insertOutbound(tx, rows);
  }

  /** Takes back what waits for these people, in the caller's transaction. */
  const replace = (tx: Tx, personIds: readonly string[], kind: string): Promise<void> =>
    repo.replaceWaiting(tx, personIds, kind, clock.now());

  const startWork = (senders: Readonly<Partial<Record<repo.OutboundChannel, Sender>>>): WorkLoop =>
    queue.start({
      parallel: parallelSends,
      run: (row) => sendOne(row, senders[row.channel]),
      report: (row, error, isFinal) =>
        log.warn(
          { err: error, kind: row.kind, channel: row.channel, attempt: row.attempts },
          isFinal ? 'a message was not sent' : 'a message could not be sent, it is tried again',
        ),
      giveUp: (row, error) =>
        repo.finishOutbound(db.autocommit, row.id, clock.now(), error instanceof Error ? error.message : String(error)),
    });

  async function sendOne(row: repo.StoredOutbound, sender: Sender | undefined): Promise<void> {
    const now = clock.now();
    if (row.expiresAt <= now) return repo.finishOutbound(db.autocommit, row.id, now, 'expired');
    if (!sender) throw new AppError('conflict', { detail: words.isNotSetUp(row.channel) });
    const key = await deps.vault.keyOf(db.autocommit, row.personId);
    await sender(row.personId, key.openJson(wordsSchema, row.sealed, contextOf(row.id)));
    await repo.finishOutbound(db.autocommit, row.id, clock.now(), 'sent');
  }

  /** Removes what was finished a month ago. @returns how many. */
  const sweep = (): Promise<number> =>
    repo.deleteOutboundBefore(db.autocommit, new Date(clock.now().getTime() - keptMs));

  return {
    write,
    replace,
    /** Something may have been written; for callers, after their commit. */
    wake: queue.wake,
    startWork,
    sweep,
  };
}

const contextOf = (id: string): string => `outbound_message:${id}`;
