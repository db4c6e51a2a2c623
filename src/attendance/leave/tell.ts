/** Tells people of leave: those who decide that somebody asks, the student and their guardians what was decided. */
import type { Classes } from '../../school/classes/index.ts';
import type { Tx } from '../../db/index.ts';
import type { NewNotification, Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';

interface Told {
  id: string;
  studentId: string;
  classId: string | null;
}

export type TellLeave = ReturnType<typeof createTellLeave>;

export function createTellLeave(deps: { classes: Classes; people: People; notifications: Notifications }) {
  const where = async (tx: Tx, { classId }: Told): Promise<string> =>
    classId === null ? 'all classes' : (await deps.classes.get(tx, classId)).code;

  /** In the transaction that keeps the request. */
  async function asked(tx: Tx, leave: Told, studentName: string): Promise<void> {
    const deciders =
      leave.classId === null ? await deps.people.adminIds(tx) : await deps.classes.teacherIds(tx, leave.classId);
    const text = `${studentName} asks to be excused from ${await where(tx, leave)}.`;
    await deps.notifications.write(
      tx,
      deciders.map((personId): NewNotification => ({
        personId,
        kind: 'leave',
        title: 'Leave is asked for',
        text,
        subject: { type: 'leave', id: leave.id },
      })),
    );
  }

  /** In the transaction that decides. */
  async function decided(
    tx: Tx,
    leave: Told,
    decision: 'approved' | 'rejected' | 'withdrawn',
    comment: string | undefined,
  ): Promise<void> {
    const guardians = await deps.people.guardiansOf(tx, [leave.studentId]);
    const text = `Leave from ${await where(tx, leave)} was ${decision}.${comment === undefined ? '' : ` ${comment}`}`;
    await deps.notifications.write(
      tx,
      [leave.studentId, ...guardians.map((guardian) => guardian.guardianId)].map((personId): NewNotification => ({
        personId,
        kind: 'leave',
        title: `Leave ${decision}`,
        text,
        subject: { type: 'leave', id: leave.id },
      })),
    );
  }

  return { asked, decided, wake: deps.notifications.wake };
}
