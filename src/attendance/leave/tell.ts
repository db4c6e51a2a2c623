/** Tells people of leave: those who decide that somebody asks, the student and their guardians what was decided. */
import type { Classes } from '../../school/classes/index.ts';
import type { Tx } from '../../db/index.ts';
import type { NewNotification, Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import { words } from './words/en.ts';

interface LeaveNotice {
  id: string;
  studentId: string;
  classId: string | null;
}

export type TellLeave = ReturnType<typeof createTellLeave>;

export function createTellLeave(deps: { classes: Classes; people: People; notifications: Notifications }) {
  const where = async (tx: Tx, { classId }: LeaveNotice): Promise<string> =>
    classId === null ? words.allClasses : (await deps.classes.get(tx, classId)).code;

  /** In the transaction that keeps the request. */
  async function asked(tx: Tx, leave: LeaveNotice, studentName: string): Promise<void> {
    const deciders =
      leave.classId === null ? await deps.people.adminIds(tx) : await deps.classes.teacherIds(tx, leave.classId);
    const text = words.asksToBeExcusedFrom({ studentName, value: await where(tx, leave) });
    await deps.notifications.write(
      tx,
      deciders.map((personId): NewNotification => ({
        personId,
        kind: 'leave',
        title: words.leaveIsAskedFor,
        text,
        subject: { type: 'leave', id: leave.id },
      })),
    );
  }

  /** In the transaction that decides. */
  async function decided(
    tx: Tx,
    leave: LeaveNotice,
    decision: 'approved' | 'rejected' | 'withdrawn',
    comment: string | undefined,
  ): Promise<void> {
    const guardians = await deps.people.guardiansOf(tx, [leave.studentId]);
    const text = words.leaveFromWas({
      value: await where(tx, leave),
      decision,
      rest: comment === undefined ? '' : ` ${comment}`,
    });
    await deps.notifications.write(
      tx,
      [leave.studentId, ...guardians.map((guardian) => guardian.guardianId)].map((personId): NewNotification => ({
        personId,
        kind: 'leave',
        title: words.leave(decision),
        text,
        subject: { type: 'leave', id: leave.id },
      })),
    );
  }

  return { asked, decided, wake: deps.notifications.wake };
}
