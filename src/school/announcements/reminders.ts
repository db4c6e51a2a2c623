/** Reminders: before a session starts, and to those still missing before it ends, as the class's policy says. */
import { type CheckInWay, chatWays, nameWays } from '../classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/days.ts';
import { findDueReminders, type DueReminder } from './reminders.repo.ts';
import type { Outbox } from '../../delivery/notifications/index.ts';
import { words } from './words/en.ts';

export function createReminders(deps: { db: Database; clock: Clock; outbox: Outbox }) {
  /**
   * Writes what is due; safe to run twice and on several machines, since a cause writes once. Somebody who checks in
   * within the seconds until it is sent is reminded all the same. @returns how many were written.
   */
  async function remindDue(): Promise<number> {
    const written = await deps.db.transaction(async (tx) => {
      const due = await findDueReminders(tx, deps.clock.now());
      return deps.outbox.write(
        tx,
        due.map((reminder) => ({
          personId: reminder.personId,
          channel: reminder.platform,
          kind: 'reminder',
          causeKey: `${reminder.kind}:${reminder.sessionId}:${reminder.personId}`,
          // Late it would only annoy.
          expiresAt: reminder.kind === 'before-start' ? reminder.startsAt : reminder.endsAt,
          text: sentenceFor(reminder),
        })),
      );
    });
    if (written > 0) deps.outbox.wake();
    return written;
  }

  return { remindDue };
}

/** "send me a selfie or the code shown in the room", or what else it takes where nothing can be sent. */
function tellHow(ways: readonly CheckInWay[]): string {
  if (ways.length === 0) return words.letYourTeacherSeeYou;
  const inChat = chatWays(ways);
  return inChat.length > 0 ? words.sendMe(nameWays(inChat)) : words.show(nameWays(ways));
}

/** Times of day and no "in ten minutes": it may be sent a little later than it was written. */
function sentenceFor({ kind, code, ways, startsAt, endsAt, timeZone }: DueReminder): string {
  const at = (instant: Date): string => formatInstant(instant, timeZone, 'HH:mm');
  return kind === 'before-start'
    ? words.startsAtOnceItIsOpen({ code, startsAt: at(startsAt), ways: tellHow(ways) })
    : words.endsAtAndYouWereNot({ code, endsAt: at(endsAt), ways: tellHow(ways) });
}
