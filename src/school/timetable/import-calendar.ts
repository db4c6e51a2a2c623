/** Import of a calendar: its events become sessions of a class, and importing again changes them instead of adding. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import { type SessionView, type Sessions, faultOfSpan } from '../sessions/index.ts';
import { readCalendar, type CalendarEvent } from './calendar-file.ts';
import type { ImportedEvent, ImportInput } from './timetable.schema.ts';
import { words } from './words/en.ts';

interface Judged {
  event: CalendarEvent;
  known: SessionView | undefined;
  fate: ImportedEvent['fate'];
  reason: string | null;
}

export function createCalendarImport(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
}) {
  /**
   * Tells what becomes of each event, and does it unless it is a dry run: all or nothing. Sessions that began or were
   * cancelled here are left alone, and so are those that the calendar does not name any more.
   * @throws AppError `invalidInput` naming the line of a malformed file; `notFound`.
   */
  async function importCalendar(
    actor: Actor,
    classId: string,
    input: ImportInput,
  ): Promise<{ sessions: ImportedEvent[]; applied: boolean }> {
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId });
    const { timeZone } = await deps.classes.get(deps.db.autocommit, classId);
    const events = readCalendar(input.ics, timeZone);
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.plan', { classId });
      await deps.sessions.lockClass(tx, classId);
      const known = new Map(
        (
          await deps.sessions.findImported(
            tx,
            classId,
            events.map((event) => event.calendarUid),
          )
        ).map((session) => [session.calendarUid, session]),
      );
      const judged = judgeAll(events, known, deps.clock.now());
      if (!input.dryRun) {
        await deps.sessions.insertMany(
          tx,
          judged
            .filter(({ fate }) => fate === 'new')
            .map(({ event: { title, startsAt, endsAt, calendarUid } }) => ({
              id: newId(),
              classId,
              title,
              startsAt,
              endsAt,
              calendarUid,
            })),
        );
        await deps.sessions.rewriteScheduled(
          tx,
          actor.personId,
          judged.flatMap(({ event: { title, startsAt, endsAt, isCancelled }, known: session, fate }) =>
            fate === 'changed' && session ? [{ id: session.id, title, startsAt, endsAt, isCancelled }] : [],
          ),
        );
        const count = (wanted: ImportedEvent['fate']): number => judged.filter(({ fate }) => fate === wanted).length;
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'calendar.imported',
          subjectType: 'class',
          subjectId: classId,
          facts: {
            new: count('new'),
            changed: count('changed'),
            unchanged: count('unchanged'),
            skipped: count('skipped'),
          },
        });
      }
      const sessions = judged.map(({ event: { line, uid, title, startsAt, endsAt }, fate, reason }) => ({
        line,
        uid,
        title,
        startsAt,
        endsAt,
        fate,
        reason,
      }));
      return { sessions, applied: !input.dryRun };
    });
  }

  return { importCalendar };
}

function judgeAll(events: readonly CalendarEvent[], known: ReadonlyMap<string, SessionView>, now: Date): Judged[] {
  const seen = new Set<string>();
  return events.map((event) => {
    const session = known.get(event.calendarUid);
    const isAgain = seen.has(event.calendarUid);
    seen.add(event.calendarUid);
    return {
      event,
      known: session,
      ...(isAgain ? { fate: 'skipped' as const, reason: words.isInTheFileTwice } : judge(event, session, now)),
    };
  });
}

function judge(event: CalendarEvent, session: SessionView | undefined, now: Date): Pick<Judged, 'fate' | 'reason'> {
  const skipped = (reason: string): Pick<Judged, 'fate' | 'reason'> => ({ fate: 'skipped', reason });
  if (session && session.status !== 'scheduled')
    return skipped(session.status === 'cancelled' ? words.wasCancelledHere : words.wasHeldAlready);
  if (event.isCancelled)
    return session
      ? { fate: 'changed', reason: words.isCancelledInTheCalendar }
      : skipped(words.isCancelledInTheCalendar);
  const unfit = event.unfit ?? faultOfSpan(event.startsAt, event.endsAt, now)?.detail;
  if (unfit !== undefined) return skipped(unfit);
  if (!session) return { fate: 'new', reason: null };
  const isSame =
    session.title === event.title &&
    session.startsAt.getTime() === event.startsAt.getTime() &&
    session.endsAt.getTime() === event.endsAt.getTime();
  return { fate: isSame ? 'unchanged' : 'changed', reason: null };
}
