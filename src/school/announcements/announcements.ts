/**
 * Announcements: staff tell a class something, or all of theirs; everybody on the rosters is notified, until it is
 * taken back.
 */
import { z } from 'zod';
import { type Actor, isEverAllowed, reachOf, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { openJson, sealJson } from '../../security/privacy/index.ts';
import * as repo from './announcements.repo.ts';
import type { AnnouncementView } from './announcements.schema.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import { words } from './words/en.ts';

export interface Message {
  title: string;
  text: string;
}

export type Announcements = ReturnType<typeof createAnnouncements>;

const kind = 'announcement';
const messageSchema = z.object({ title: z.string(), text: z.string() });

export function createAnnouncements(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  notifications: Notifications;
  sealingKey: Buffer;
}) {
  /**
   * `id` names the announcement: made again under the same one, nobody is told twice.
   * @returns how many were told. @throws AppError `notFound` when it is not the actor's class.
   */
  async function announce(
    actor: Actor,
    classId: string,
    message: Message,
    id = newId(),
  ): Promise<{ id: string; told: number }> {
    const told = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'announcements.make', { classId });
      const view = await deps.classes.get(tx, classId);
      const personIds = (await deps.classes.roster(tx, classId)).map((entry) => entry.id);
      await tell(tx, actor, {
        id,
        classId,
        message,
        title: `${view.code}: ${message.title}`,
        subject: { type: 'class', id: classId },
        personIds,
      });
      return personIds.length;
    });
    deps.notifications.wake();
    return { id, told };
  }

  /** Tells all classes that are the actor's, each person once. @throws AppError `conflict` when they have none. */
  async function announceToAll(actor: Actor, message: Message): Promise<{ id: string; told: number }> {
    requirePermission(actor, 'announcements.make');
    const classIds = (await deps.classes.listOwn(actor)).map((view) => view.id);
    if (classIds.length === 0) throw new AppError('conflict', { detail: words.youHaveNoClassesToTell });
    const id = newId();
    const told = await deps.db.transaction(async (tx) => {
      const personIds = await repo.findRosters(tx, classIds);
      await tell(tx, actor, {
        id,
        classId: null,
        message,
        title: message.title,
        subject: { type: 'announcement', id },
        personIds,
      });
      return personIds.length;
    });
    deps.notifications.wake();
    return { id, told };
  }

  async function tell(
    tx: Tx,
    actor: Actor,
    {
      id,
      classId,
      message,
      title,
      subject,
      personIds,
    }: {
      id: string;
      classId: string | null;
      message: Message;
      title: string;
      subject: { type: 'class' | 'announcement'; id: string };
      personIds: readonly string[];
    },
  ): Promise<void> {
    await repo.insertAnnouncement(tx, {
      id,
      authorId: actor.personId,
      classId,
      sealed: sealJson(deps.sealingKey, message, contextOf(id)),
      createdAt: deps.clock.now(),
    });
    await deps.notifications.write(
      tx,
      personIds.map((personId) => ({ personId, kind, title, text: message.text, subject, causeKey: causeOf(id) })),
    );
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'announcement.made',
      subjectType: subject.type,
      subjectId: subject.id,
      facts: { announcementId: id, told: personIds.length },
      personal: { personId: actor.personId, value: message },
    });
  }

  /**
   * What the actor was told and has not hidden, newest first; for staff what they made, for admins what anybody did.
   */
  async function list(actor: Actor, { limit }: { limit: number }): Promise<AnnouncementView[]> {
    await requireAccess(deps.db.autocommit, actor, 'notifications.own', { personId: actor.personId });
    const which = madeBy(actor) ?? {
      ids: (await deps.notifications.causesOf(deps.db.autocommit, actor.personId, kind)).map(idOf),
    };
    return (await repo.findStanding(deps.db.autocommit, which, limit)).map(({ id, sealed, createdAt, class: of }) => ({
      id,
      ...openJson(deps.sealingKey, messageSchema, sealed, contextOf(id)),
      class: of?.code ?? null,
      classTitle: of?.title ?? null,
      createdAt,
    }));
  }

  /**
   * Its author and admins take it back: nobody is shown it any more. Everybody else who was told hides it from
   * themselves.
   * @throws AppError `notFound` when it is gone, or the actor was never told.
   */
  async function remove(actor: Actor, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'notifications.own', { personId: actor.personId });
      const made = madeBy(actor);
      if (made && (await repo.markRemoved(tx, id, made.authorId, deps.clock.now()))) {
        await deps.notifications.hideCause(tx, kind, causeOf(id));
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'announcement.removed',
          subjectType: 'announcement',
          subjectId: id,
          facts: {},
        });
      } else if ((await deps.notifications.hideCause(tx, kind, causeOf(id), actor.personId)) === 0) {
        throw new AppError('notFound');
      }
    });
  }

  return { announce, announceToAll, list, remove };
}

/**
 * Whose announcements are the actor's to take back: their own, anybody's for an admin; undefined when they make none.
 */
function madeBy(actor: Actor): { authorId?: string } | undefined {
  if (!isEverAllowed(actor, 'announcements.make')) return undefined;
  return reachOf(actor.role, 'announcements.make') === 'any' ? {} : { authorId: actor.personId };
}

const contextOf = (id: string): string => `announcement:${id}`;
const causeOf = (id: string): string => `announcement:${id}`;
const idOf = (cause: string): string => cause.slice('announcement:'.length);
