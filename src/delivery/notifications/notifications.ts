/**
 * Notifications: what a person should know, written in the transaction of its cause. They are read on the page and in
 * clients, live by server-sent events, and go to Slack and Teams through the outbox where those are linked.
 */
import { z } from 'zod';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../security/privacy/index.ts';
import * as repo from './notifications.repo.ts';
import type { NotificationKind, NotificationPage } from './notifications.schema.ts';
import type { Outbox } from './outbox.ts';

export interface NewNotification {
  personId: string;
  kind: NotificationKind;
  title: string;
  text: string;
  /** What it is about, for a client that links there. */
  subject?: { type: string; id: string };
  /** The same cause tells a person once. */
  causeKey?: string;
  /** Only on the page; nobody wants each of their own check-ins repeated in chat. */
  quiet?: boolean;
}

export type Notifications = ReturnType<typeof createNotifications>;

const keptMs = 180 * 24 * 3600_000;
/** Later a message in chat would only puzzle; on the page it stays. */
const chatLifeMs = 24 * 3600_000;
const sealedSchema = z.object({ title: z.string(), text: z.string() });

export function createNotifications(deps: { db: Database; vault: Vault; clock: Clock; outbox: Outbox }) {
  /** Writes in the caller's transaction; people whose data was erased get none. */
  async function write(tx: Tx, notifications: readonly NewNotification[]): Promise<void> {
    if (notifications.length === 0) return;
    const personIds = [...new Set(notifications.map((one) => one.personId))];
    const keys = await deps.vault.keysOf(tx, personIds);
    const createdAt = deps.clock.now();
    await repo.insertNotifications(
      tx,
      notifications.flatMap(({ personId, kind, title, text, subject, causeKey }) => {
        const id = newId();
        const sealed = keys.get(personId)?.sealJson({ title, text }, contextOf(id));
        return sealed
          ? [
              {
                id,
                personId,
                kind,
                causeKey: causeKey ?? null,
                sealed,
                subjectType: subject?.type ?? null,
                subjectId: subject?.id ?? null,
                createdAt,
              },
            ]
          : [];
      }),
    );
    await deliver(
      tx,
      notifications.filter((one) => !one.quiet),
      createdAt,
    );
  }

  async function deliver(tx: Tx, loud: readonly NewNotification[], createdAt: Date): Promise<void> {
    if (loud.length === 0) return;
    const linked = await repo.findPlatforms(
      tx,
      loud.map((one) => one.personId),
    );
    await deps.outbox.write(
      tx,
      loud.flatMap(({ personId, kind, title, text, causeKey }) =>
        linked
          .filter((account) => account.personId === personId)
          .map(({ platform }) => ({
            personId,
            channel: platform,
            kind,
            text: `${title}\n${text}`,
            expiresAt: new Date(createdAt.getTime() + chatLifeMs),
            ...(causeKey === undefined ? {} : { causeKey: `notification:${personId}:${causeKey}` }),
          })),
      ),
    );
  }

  /** Something may have been written; for callers, after their commit. */
  const wake = (): void => deps.outbox.wake();

  /** The actor's own, newest first. `before` is the id of the last one of the page before. */
  async function list(
    actor: Actor,
    page: { before?: string; unreadOnly: boolean; limit: number },
  ): Promise<NotificationPage> {
    await requireAccess(deps.db.autocommit, actor, 'notifications.own', { personId: actor.personId });
    const { limit, ...rest } = page;
    const rows = await repo.findNotifications(deps.db.autocommit, actor.personId, { ...rest, take: limit + 1 });
    const shown = rows.slice(0, limit);
    const key = await deps.vault.keyOf(deps.db.autocommit, actor.personId);
    return {
      notifications: shown.map((row) => {
        const { title, text } = key.openJson(sealedSchema, row.sealed, contextOf(row.id));
        const subject =
          row.subjectType !== null && row.subjectId !== null ? { type: row.subjectType, id: row.subjectId } : null;
        return {
          id: row.id,
          kind: row.kind as NotificationKind,
          title,
          text,
          subject,
          createdAt: row.createdAt,
          readAt: row.readAt,
        };
      }),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      unread: await repo.countUnread(deps.db.autocommit, actor.personId),
    };
  }

  /**
   * Marks the actor's own as read or unread; all of them without ids. @throws AppError `notFound` when one is not
   * theirs.
   */
  const markRead = (actor: Actor, ids: readonly string[] | undefined, isRead: boolean): Promise<void> =>
    change(actor, ids, (tx) => repo.markRead(tx, actor.personId, ids, isRead ? deps.clock.now() : null));

  /** Hides the actor's own for good. @throws AppError `notFound` when one is not theirs. */
  const hide = (actor: Actor, ids: readonly string[] | undefined): Promise<void> =>
    change(actor, ids, (tx) => repo.hide(tx, actor.personId, ids, deps.clock.now()));

  /** The causes of one kind that a person was told and has not hidden, for modules that have checked the access. */
  const causesOf = (db: Queryable, personId: string, kind: NotificationKind): Promise<string[]> =>
    repo.findCauses(db, personId, kind);

  /**
   * Hides what a cause has told, from everybody or from one person, in the caller's transaction. @returns how many were
   * hidden.
   */
  const hideCause = (tx: Tx, kind: NotificationKind, causeKey: string, personId?: string): Promise<number> =>
    repo.hideCause(tx, kind, causeKey, deps.clock.now(), personId);

  async function change(
    actor: Actor,
    ids: readonly string[] | undefined,
    apply: (tx: Tx) => Promise<number>,
  ): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'notifications.own', { personId: actor.personId });
      const count = await apply(tx);
      if (ids && count < new Set(ids).size) throw new AppError('notFound');
    });
  }

  /**
   * Moves the notifications of one account to another of the same person, sealed with its key; what both were told
   * stays once.
   */
  async function handOver(tx: Tx, fromId: string, intoId: string): Promise<void> {
    const [from, into] = [await deps.vault.keyOf(tx, fromId), await deps.vault.keyOf(tx, intoId)];
    const rows = await repo.takeAll(tx, fromId);
    await repo.insertNotifications(
      tx,
      rows.map(({ sealed, ...row }) => ({
        ...row,
        personId: intoId,
        sealed: into.seal(from.open(sealed, contextOf(row.id)), contextOf(row.id)),
      })),
    );
  }

  /** Removes what is older than half a year. @returns how many. */
  const sweep = (): Promise<number> =>
    repo.deleteBefore(deps.db.autocommit, new Date(deps.clock.now().getTime() - keptMs));

  return { write, wake, list, markRead, hide, causesOf, hideCause, handOver, sweep };
}

const contextOf = (id: string): string => `notification:${id}`;
