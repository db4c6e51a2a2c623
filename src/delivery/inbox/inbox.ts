/**
 * Messages from outside: in once, out once. A message is taken in under its channel's own keys, worked on by one
 * process, and its reply is made once, however often the message is repeated or the sending fails.
 *
 * Two ways in. The web page's request stays open: `claim`, `settle`, `release`. A platform's delivery is stored by
 * `receive` before it is acknowledged; `startWork` answers it from the table, also after a crash.
 */
import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Platform } from '../../security/access/index.ts';
import { type PersonKey, type Vault, openJson, sealJson } from '../../security/privacy/index.ts';
import { type WorkLoop, createWorkQueue } from '../work-queue/index.ts';
import * as repo from './inbox.repo.ts';
import { words } from './words/en.ts';

export interface Delivery {
  readonly channel: Platform;
  /** The same for every repeat of the message. */
  readonly messageKey: string;
  /** A second name under which it may be repeated. */
  readonly eventKey?: string;
  /** Who sent it, in the channel's words; messages of one sender are answered in order. */
  readonly senderKey: string;
  /** What the edge needs to answer it, as JSON. Sealed until it is answered, then removed. */
  readonly payload: unknown;
}

/** A stored delivery while it is being worked on. */
export interface InboundMessage {
  readonly id: string;
  readonly channel: string;
  readonly payload: unknown;
  /** From 1. */
  readonly attempt: number;
  /** After this one the message is given up; say so to the person. */
  readonly isLastAttempt: boolean;
  /** What `keepNote` wrote in an earlier attempt, else null. */
  readonly note: unknown;
  /** How many messages this sender sent in the minute before this one. */
  readonly recentCount: number;
  /** The reply that was made in an earlier attempt. */
  readReply(): Promise<unknown>;
  keepReply(personId: string, reply: unknown): Promise<void>;
  keepNote(note: repo.Note): Promise<void>;
}

export const limitSentence = words.youAreSendingMessagesFasterThan;

export type Claim = { kind: 'claimed'; id: string } | { kind: 'answered'; reply: unknown };

/**
 * Answers one message. Thrown errors put it back for another try, after `retryAfterS` when they name it; a refusal that
 * will not change gives it up.
 */
export type AnswerMessage = (message: InboundMessage) => Promise<void>;

export type Inbox = ReturnType<typeof createInbox>;

/** Turns wait for the database and the provider more than they compute; photos have their own threads. */
const parallelTurns = 8;
/** With the waits between them: about a quarter of an hour. */
const retry = { maxAttempts: 12, longestWaitMs: 120_000 };
/** Repeats come within hours; after that nobody asks for the reply any more. */
const keptMs = 7 * 24 * 3600_000;
const minuteMs = 60_000;

export function createInbox(deps: {
  db: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  workerNo: number;
  sealingKey: Buffer;
  messagesPerMinute: number;
}) {
  const { db, clock, workerNo, log } = deps;
  const queue = createWorkQueue(deps, {
    name: 'inbound',
    table: repo.inboxQueue,
    retry,
    load: (id) => repo.findById(db.autocommit, id),
  });
  /** Claims of requests that are open here. */
  const claimed = new Set<string>();

  /** Stores a delivery; when this resolves it may be acknowledged. @returns false when it was known already. */
  async function receive({ payload, ...delivery }: Delivery): Promise<boolean> {
    const id = newId();
    const sealed = sealJson(deps.sealingKey, payload, payloadContext(id));
    const isNew = await repo.insert(db.autocommit, { id, ...delivery, payload: sealed, createdAt: clock.now() });
    if (isNew) queue.wake();
    return isNew;
  }

  /**
   * Claims a message of an open request. The key counts within the person, so that nobody can ask for another's reply.
   * @throws AppError `inProgress` while a living process works on it; `tooManyRequests`.
   */
  async function claim(personId: string, channel: string, key: string): Promise<Claim> {
    const messageKey = `${personId}:${key}`;
    const id = newId();
    // Held before it can be seen in the table: a twin of this request would else take it for one that was left behind.
    claimed.add(id);
    try {
      if (
        await repo.insert(db.autocommit, {
          id,
          channel,
          messageKey,
          senderKey: personId,
          personId,
          workerNo,
          createdAt: clock.now(),
        })
      ) {
        if ((await countRecent(personId, id)) <= deps.messagesPerMinute) return { kind: 'claimed', id };
        await repo.forget(db.autocommit, id);
        throw new AppError('tooManyRequests', { retryAfterS: 60, detail: limitSentence });
      }
    } catch (error) {
      claimed.delete(id);
      throw error;
    }
    claimed.delete(id);
    return reclaim(channel, messageKey);
  }

  /** What is known already: its reply, or the claim of a process that is gone. */
  async function reclaim(channel: string, messageKey: string): Promise<Claim> {
    const known = await repo.find(db.autocommit, channel, messageKey);
    if (known?.finishedAt && known.reply) return { kind: 'answered', reply: await openReply(known) };
    if (known === null || claimed.has(known.id)) throw new AppError('inProgress', { retryAfterS: 2 });
    claimed.add(known.id);
    const isTaken = await queue.takeOver(known.id).catch((error: unknown) => {
      claimed.delete(known.id);
      throw error;
    });
    if (isTaken) return { kind: 'claimed', id: known.id };
    claimed.delete(known.id);
    throw new AppError('inProgress', { retryAfterS: 2 });
  }

  /** @param key the person's, where the caller has it open */
  async function settle(personId: string, id: string, reply: unknown, key?: PersonKey): Promise<void> {
    await repo.settle(db.autocommit, id, {
      personId,
      reply: await sealReply(personId, id, reply, key),
      finishedAt: clock.now(),
    });
    claimed.delete(id);
  }

  /** Gives the claim back when no answer could be made, so that the same message may be sent again. */
  async function release(id: string): Promise<void> {
    try {
      await repo.forget(db.autocommit, id);
    } finally {
      claimed.delete(id);
    }
  }

  async function sealReply(
    personId: string,
    id: string,
    reply: unknown,
    opened?: PersonKey,
  ): Promise<Buffer<ArrayBuffer>> {
    const key = opened ?? (await deps.vault.keyOf(db.autocommit, personId));
    return key.sealJson(reply, replyContext(id));
  }

  async function openReply(row: repo.StoredInbound): Promise<unknown> {
    if (!row.reply || !row.personId) return undefined;
    const key = await deps.vault.keyOf(db.autocommit, row.personId);
    return key.openJson(z.unknown(), row.reply, replyContext(row.id));
  }

  const countRecent = (senderKey: string, id: string): Promise<number> =>
    repo.countSince(db.autocommit, senderKey, new Date(clock.now().getTime() - minuteMs), id);

  /** Begins to answer what was received, by each channel's own way. */
  const startWork = (answers: Readonly<Record<string, AnswerMessage>>): WorkLoop =>
    queue.start({
      parallel: parallelTurns,
      kinds: Object.keys(answers),
      run: (row) => answerOne(row, answers[row.channel]),
      report: (row, error, isLast) =>
        log[isLast ? 'error' : 'warn'](
          { err: error, messageId: row.id, channel: row.channel, attempt: row.attempts },
          isLast ? 'a message was given up' : 'a message could not be answered, it is tried again',
        ),
      giveUp: (row) => repo.finish(db.autocommit, row.id, clock.now()),
    });

  async function answerOne(row: repo.StoredInbound, answer: AnswerMessage | undefined): Promise<void> {
    if (!answer) throw new AppError('internal', { detail: `Nobody answers messages of ${row.channel}` });
    await answer(await toMessage(row));
    await repo.finish(db.autocommit, row.id, clock.now());
  }

  async function toMessage(row: repo.StoredInbound): Promise<InboundMessage> {
    const { id, channel, attempts, note } = row;
    return {
      id,
      channel,
      attempt: attempts,
      isLastAttempt: attempts >= retry.maxAttempts,
      note,
      payload: openJson(deps.sealingKey, z.unknown(), row.payload ?? Buffer.alloc(0), payloadContext(id)),
      recentCount: await countRecent(row.senderKey, id),
      readReply: () => openReply(row),
      keepReply: async (personId, reply) =>
        repo.keepReply(db.autocommit, id, personId, await sealReply(personId, id, reply)),
      keepNote: (value) => repo.keepNote(db.autocommit, id, value),
    };
  }

  /** Removes messages that were answered long ago. @returns how many. */
  const sweep = (): Promise<number> =>
    repo.deleteFinishedBefore(db.autocommit, new Date(clock.now().getTime() - keptMs));

  return { receive, claim, settle, release, startWork, sweep, messagesPerMinute: deps.messagesPerMinute };
}

const replyContext = (id: string): string => `inbound_message:${id}`;
const payloadContext = (id: string): string => `inbound_message.payload:${id}`;
