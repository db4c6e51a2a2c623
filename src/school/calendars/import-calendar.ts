/**
 * Import of a calendar: its events become sessions of a class, and importing again changes them instead of adding.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import type { Sessions } from '../sessions/index.ts';
import { readCalendar, type CalendarEvent, type ReadCalendar } from './calendar-file.ts';
import { findVanished, judge, noteOfVanished, type Judgement } from './calendar-judge.ts';
import { matchEvents } from './calendar-match.ts';
import type { ImportAnswer, ImportedEvent, ImportInput, VanishedEvent } from './calendars.schema.ts';
import * as repo from './imported-events.repo.ts';
import { words } from './words/en.ts';

export interface CalendarImportDeps {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
}

/** What is taken over, and on whose behalf. */
export interface Taking {
  classId: string;
  /** Null: by schedule. */
  actorId: string | null;
  /** Name of the subscription that it comes by; undefined for a file. */
  subscription?: string;
  dryRun: boolean;
  cancelVanished: boolean;
}

interface Judged extends Judgement {
  event: CalendarEvent;
  known: repo.KnownEvent | undefined;
}

const ofSubscription = (calendar: string): boolean => calendar.startsWith('subscription:');

export function createCalendarImport(deps: CalendarImportDeps) {
  /**
   * Tells what becomes of each event, and does it unless it is a dry run. Sessions that were held or cancelled here are
   * left alone, and so is what was moved by hand. What the calendar does not name any more is told, and cancelled when
   * asked.
   * @throws AppError `invalidInput` when it is no iCalendar file; `notFound`.
   */
  async function importCalendar(actor: Actor, classId: string, input: ImportInput): Promise<ImportAnswer> {
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId });
    const { timeZone } = await deps.classes.get(deps.db.autocommit, classId);
    const calendar = readCalendar(input.ics, { timeZone, now: deps.clock.now() });
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.plan', { classId });
      return take(tx, calendar, timeZone, { ...input, classId, actorId: actor.personId });
    });
  }

  /** For those who have checked the access; all or nothing. */
  async function take(tx: Tx, calendar: ReadCalendar, timeZone: string, taking: Taking): Promise<ImportAnswer> {
    const { classId, actorId, dryRun } = taking;
    await deps.sessions.lockClass(tx, classId);
    const now = deps.clock.now();
    const stored = await repo.findKnown(tx, classId);
    const { events, again } = separateRepeated(calendar.events);
    const matched = matchEvents(events, stored, timeZone);
    const judged = events.map((event) => ({
      event,
      known: matched.get(event),
      ...judge(event, matched.get(event), now),
    }));
    const named = new Set(matched.values());
    const continued = new Set([
      taking.subscription ?? calendar.name,
      ...(taking.subscription ? [] : [...named].map((one) => one.calendar).filter((one) => !ofSubscription(one))),
    ]);
    const vanished = calendar.isWhole
      ? findVanished(stored, named, {
          calendars: continued,
          unread: new Set(calendar.unread.map(({ uid }) => uid)),
          now,
          from: calendar.from,
          to: calendar.to,
        })
      : [];
    if (!dryRun) await apply(tx, taking, judged, taking.subscription ?? calendar.name);
    const cancelled = dryRun || !taking.cancelVanished ? [] : await cancel(tx, actorId, vanished);
    const sessions = tell(judged, again, calendar.unread);
    const left = tellVanished(vanished, new Set(cancelled), taking);
    if (!dryRun) await record(tx, taking, sessions, left);
    return { sessions, vanished: left, from: calendar.from, to: calendar.to, applied: !dryRun };
  }

  /** Those that are unused; one that was cancelled so before and given back by hand stays. */
  async function cancel(tx: Tx, actorId: string | null, vanished: readonly repo.KnownEvent[]): Promise<string[]> {
    const unsettled = vanished.filter((one) => !one.isCancelled).map((one) => one.sessionId);
    const cancelled = await deps.sessions.cancelUnused(tx, actorId, unsettled);
    await repo.noteCancelled(tx, cancelled);
    return cancelled;
  }

  async function apply(tx: Tx, taking: Taking, judged: readonly Judged[], calendar: string): Promise<void> {
    const { classId, actorId } = taking;
    const made = judged.flatMap(({ fate, wanted, event }) =>
      fate === 'new' && wanted ? [{ id: newId(), wanted, event }] : [],
    );
    await deps.sessions.insertMany(
      tx,
      made.map(({ id, wanted: { title, startsAt, endsAt } }) => ({ id, classId, title, startsAt, endsAt })),
    );
    await deps.sessions.followCalendar(
      tx,
      actorId,
      judged.flatMap(({ fate, wanted, known }) =>
        fate === 'changed' && wanted && known ? [{ id: known.sessionId, ...wanted }] : [],
      ),
    );
    const rowOf = (sessionId: string, event: CalendarEvent, name: string): repo.ImportedRow => ({
      sessionId,
      classId,
      calendar: name,
      uid: event.uid,
      recurrence: event.recurrence,
      seriesStart: event.seriesStart,
      title: event.title,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      isCancelled: event.isCancelled,
    });
    const kept = judged.flatMap(({ wanted, known, event }) => {
      if (!wanted || !known) return [];
      // A file does not take from a subscription what is its.
      const name = taking.subscription === undefined && ofSubscription(known.calendar) ? known.calendar : calendar;
      const row = rowOf(known.sessionId, event, name);
      return isSameRow(row, known) ? [] : [row];
    });
    await repo.replaceEvents(tx, [...kept, ...made.map(({ id, event }) => rowOf(id, event, calendar))]);
  }

  async function record(
    tx: Tx,
    { classId, actorId, subscription }: Taking,
    sessions: readonly ImportedEvent[],
    vanished: readonly VanishedEvent[],
  ): Promise<void> {
    const count = (wanted: ImportedEvent['fate']): number => sessions.filter(({ fate }) => fate === wanted).length;
    await deps.audit.record(tx, {
      actorId,
      action: 'calendar.imported',
      subjectType: 'class',
      subjectId: classId,
      facts: {
        new: count('new'),
        changed: count('changed'),
        unchanged: count('unchanged'),
        skipped: count('skipped'),
        vanished: vanished.length,
        cancelled: vanished.filter(({ fate }) => fate === 'cancelled').map(({ sessionId }) => sessionId),
        ...(subscription === undefined ? {} : { subscription }),
      },
    });
  }

  return { importCalendar, take };
}

/** The same occurrence may be in the file twice; the first counts. */
function separateRepeated(all: readonly CalendarEvent[]): { events: CalendarEvent[]; again: CalendarEvent[] } {
  const seen = new Set<string>();
  const [events, again]: [CalendarEvent[], CalendarEvent[]] = [[], []];
  for (const event of all) {
    const name = JSON.stringify([event.uid, event.recurrence]);
    (seen.has(name) ? again : events).push(event);
    seen.add(name);
  }
  return { events, again };
}

function isSameRow(row: repo.ImportedRow, known: repo.KnownEvent): boolean {
  return (Object.keys(row) as (keyof repo.ImportedRow)[]).every((name) => {
    const [a, b] = [row[name], known[name]];
    return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b;
  });
}

/** In the order of the file; what is of one UID by its time. */
function tell(
  judged: readonly Judged[],
  again: readonly CalendarEvent[],
  unread: ReadCalendar['unread'],
): ImportedEvent[] {
  const events: ImportedEvent[] = [
    ...judged.map(({ event, fate, reason }) => ({ ...shown(event), fate, reason })),
    ...again.map((event) => ({ ...shown(event), fate: 'skipped' as const, reason: words.isInTheFileTwice })),
    ...unread.map((event) => ({ ...event, startsAt: null, endsAt: null, fate: 'skipped' as const })),
  ];
  const firstLines = new Map<string, number>();
  for (const { uid, line } of events) firstLines.set(uid, Math.min(line, firstLines.get(uid) ?? line));
  const placeOf = ({ uid }: ImportedEvent): number => firstLines.get(uid) ?? 0;
  const timeOf = ({ startsAt }: ImportedEvent): number => startsAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return events.sort((a, b) => placeOf(a) - placeOf(b) || timeOf(a) - timeOf(b));
}

const shown = ({ line, uid, title, startsAt, endsAt }: CalendarEvent) => ({ line, uid, title, startsAt, endsAt });

function tellVanished(
  vanished: readonly repo.KnownEvent[],
  cancelled: ReadonlySet<string>,
  { dryRun, cancelVanished }: Taking,
): VanishedEvent[] {
  return vanished.map((one) => {
    const isCancelled = cancelled.has(one.sessionId);
    const isUsed = cancelVanished && !dryRun && !isCancelled && !one.isCancelled;
    const { uid, sessionId, session } = one;
    return {
      sessionId,
      uid,
      title: session.title,
      startsAt: session.startsAt,
      endsAt: session.endsAt,
      fate: isCancelled ? 'cancelled' : 'left',
      reason: isUsed ? words.isUsedAlready : noteOfVanished(one),
    };
  });
}
