/** Tells people what was written about them: students of every change, and their guardians of an absence. */
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Tx } from '../../db/index.ts';
import { formatInstant } from '../../kernel/days.ts';
import type { NewNotification, Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import type { RecordSource } from './attendance.repo.ts';
import type { TellChanges, ToldCause, WrittenChange } from './register.ts';
import { words } from './words/en.ts';

/** What leave and appeals write, they tell themselves, with their own words; of a term that is taken over nobody is told. */
const toldElsewhere: ReadonlySet<RecordSource> = new Set(['leave', 'appeal', 'merge', 'import']);

export function createTellChanges(deps: {
  classes: Classes;
  sessions: Sessions;
  people: People;
  notifications: Notifications;
}): TellChanges {
  return async (tx, cause, all) => {
    const changes = all.filter(({ before, after, ownBefore, ownAfter }) => before !== after || ownBefore !== ownAfter);
    if (changes.length === 0 || cause.isKnown || toldElsewhere.has(cause.source)) return;
    const { session, view } = cause.where ?? (await lookUp(tx, cause.sessionId));
    const where = `${view.code}, ${formatInstant(session.startsAt, view.timeZone, 'ccc d LLL, HH:mm')}`;
    const subject = { type: 'session', id: session.id };
    const own = changes.map((change): NewNotification => ({
      personId: change.personId,
      subject,
      ...tellStudent(cause, change, where),
    }));
    const absent = changes.filter((change) => change.after === 'absent');
    const guardians =
      absent.length > 0
        ? await deps.people.guardiansOf(
            tx,
            absent.map((change) => change.personId),
          )
        : [];
    const toGuardians = guardians.map(({ guardianId, studentName }): NewNotification => ({
      personId: guardianId,
      kind: 'missedCheckIn',
      subject,
      title: words.wasAbsent(studentName),
      text: words.wasRecordedAsAbsent({ where, studentName }),
    }));
    await deps.notifications.write(tx, [...own, ...toGuardians]);
  };

  async function lookUp(tx: Tx, sessionId: string): Promise<{ session: SessionView; view: ClassView }> {
    const session = await deps.sessions.get(tx, sessionId);
    return { session, view: await deps.classes.get(tx, session.classId) };
  }
}

function tellStudent(
  { source, reason }: ToldCause,
  change: WrittenChange,
  where: string,
): Pick<NewNotification, 'kind' | 'title' | 'text' | 'quiet'> {
  const after = change.ownAfter ?? change.after ?? words.notMarked;
  if (source === 'auto_close' && change.after === 'excused')
    return { kind: 'status', title: words.youAreExcused, text: words.recordedAsExcused(where) };
  if (source === 'auto_close')
    return {
      kind: 'missedCheckIn',
      title: words.youWereNotChecked,
      text: words.recordedAsIfThatIsWrong({ where, after }),
    };
  if (source === 'manual') {
    const why = reason === null || reason === 'undo' ? '' : ` (${reason})`;
    return {
      kind: 'manualChange',
      title: words.yourRecordWasChanged,
      text: `${where}: ${change.ownBefore ?? change.before ?? words.notMarked} → ${after}${why}.`,
    };
  }
  return { kind: 'status', title: words.recordedAs(after), text: `${where}: ${after}.`, quiet: true };
}
