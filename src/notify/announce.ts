/** Announcements: staff tell a class something; everybody on its roster is notified. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Audit } from '../audit/audit.ts';
import type { Classes } from '../classes/classes.ts';
import type { Database } from '../db/database.ts';
import { newId } from '../kernel/ids.ts';
import type { Notifications } from './notifications.ts';

export type Announcements = ReturnType<typeof createAnnouncements>;

export function createAnnouncements(deps: { db: Database; audit: Audit; classes: Classes; notifications: Notifications }) {
  /**
   * `id` names the announcement: made again under the same one, nobody is told twice.
   * @returns how many were told. @throws AppError `notFound` when it is not the actor's class.
   */
  async function announce(actor: Actor, classId: string, message: { title: string; text: string }, id = newId()): Promise<{ id: string; told: number }> {
    const told = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'announcements.make', { classId });
      const view = await deps.classes.get(tx, classId);
      const roster = await deps.classes.roster(tx, classId);
      await deps.notifications.write(tx, roster.map(({ id: personId }) => ({
        personId, kind: 'announcement', title: `${view.code}: ${message.title}`, text: message.text, subject: { type: 'class', id: classId }, causeKey: `announcement:${id}`,
      })));
      await deps.audit.record(tx, {
        actorId: actor.personId, action: 'announcement.made', subjectType: 'class', subjectId: classId, facts: { announcementId: id, told: roster.length },
        personal: { personId: actor.personId, value: message },
      });
      return roster.length;
    });
    deps.notifications.wake();
    return { id, told };
  }

  return { announce };
}
