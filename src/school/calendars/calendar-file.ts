/** What an iCalendar file says: its events one by one, the recurring ones laid out around today. */
import { DateTime } from 'luxon';
import { AppError } from '../../kernel/errors.ts';
import { addDays, addYears, dateToDay, spanOfDays, type WallTime } from '../../kernel/days.ts';
import { readEntry, type Entry, type UnreadEvent } from './calendar-entries.ts';
import { isMeant, layOut, type Occurrence, type Window } from './calendar-layout.ts';
import { allOf, CalendarFault, firstOf, readComponents, textOf, type Component } from './calendar-lines.ts';
import { createMomentReader, type ReadMoments } from './calendar-moments.ts';
import { groupBy } from './group-by.ts';
import { words } from './words/en.ts';

/** So many sessions are made of a file; what comes later waits until it is imported again. */
const mostEvents = 1000;
/** Lessons before are past, and nobody takes their register any more. */
const daysBack = 28;
const mostYears = 2;
/** What one event may cost, and all of them together: more takes longer than anybody should wait. */
const mostLooksOfOne = 10_000;
const mostLooks = 20_000;

export interface CalendarEvent {
  line: number;
  uid: string;
  /** Which occurrence of a recurring event, by its original local start; empty for a single event. */
  recurrence: string;
  /** Local start of the series; null for a single event. */
  seriesStart: string | null;
  /** Of a series without an end, of which more comes into sight every day. */
  isEndless: boolean;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  isCancelled: boolean;
  /** Why it cannot be a session; null when it can. */
  unfit: string | null;
  /** What people should know of how it was read. */
  note: string | null;
}

export interface ReadCalendar {
  /** What the calendar calls itself; empty when it does not. */
  name: string;
  events: CalendarEvent[];
  unread: UnreadEvent[];
  /** What is laid out: from the begin of the first day… */
  from: Date;
  /** …to here. */
  to: Date;
  /** False when the file breaks off. */
  isWhole: boolean;
}

/**
 * Reads the file. An event that cannot be read is told, and the rest comes in.
 * @param timeZone that of the campus: days are its days, and times without a zone its own.
 * @throws AppError `invalidInput` when it is no iCalendar file, or takes too long to lay out.
 */
export function readCalendar(ics: string, { timeZone, now }: { timeZone: string; now: Date }): ReadCalendar {
  const calendars = readComponents(ics);
  const budget = createBudget();
  const readMoments = createMomentReader(calendars, { timeZone, now, look: budget.look });
  const today = DateTime.fromJSDate(now, { zone: timeZone }).toFormat('yyyy-MM-dd');
  const window: Window = { firstDay: addDays(today, -daysBack), lastDay: addYears(today, mostYears) };
  const span = spanOfDays(window.firstDay, window.lastDay, timeZone);
  const entries: Entry[] = [];
  const unread: UnreadEvent[] = [];
  for (const { component, isCancelling } of eventsOf(calendars)) {
    budget.renew();
    const read = readEntry(component, readMoments, isCancelling);
    if ('reason' in read) unread.push(read);
    else entries.push(read);
  }
  const events = [...groupBy(entries, ({ uid }) => uid).values()].flatMap((ofUid) => {
    budget.renew();
    return layOutAll(ofUid, window, readMoments, { look: budget.look, unread });
  });
  const near = events.flatMap((event) => fitInto(event, span));
  const { to, kept } = cut(near, span.to);
  return {
    name: textOf(calendars[0] && firstOf(calendars[0], 'x-wr-calname')),
    events: kept,
    unread,
    from: span.from,
    to,
    isWhole: calendars.every((calendar) => calendar.isWhole && calendar.parts.every((part) => part.isWhole)),
  };
}

function createBudget(): { look: () => void; renew: () => void } {
  let [all, own] = [0, 0];
  return {
    look: () => {
      all += 1;
      own += 1;
      if (all > mostLooks) throw new AppError('invalidInput', { field: 'ics', detail: words.icsTakesTooLongToLay });
      if (own > mostLooksOfOne) throw new CalendarFault(0, words.takesTooLongToLay);
    },
    renew: () => {
      own = 0;
    },
  };
}

const eventsOf = (calendars: readonly Component[]): { component: Component; isCancelling: boolean }[] =>
  calendars.flatMap((calendar) => {
    const isCancelling = textOf(firstOf(calendar, 'method')).toUpperCase() === 'CANCEL';
    return calendar.parts.filter((part) => part.name === 'vevent').map((component) => ({ component, isCancelling }));
  });

/** What is of one UID: events, recurring or not, and changes of their occurrences. */
function layOutAll(
  ofUid: readonly Entry[],
  window: Window,
  readMoments: ReadMoments,
  { look, unread }: { look: () => void; unread: UnreadEvent[] },
): CalendarEvent[] {
  const masters = latestOf(ofUid.filter((entry) => !entry.replaces));
  const changes = ofUid.filter((entry) => entry.replaces).sort((a, b) => b.sequence - a.sequence);
  const used = new Set<Entry>();
  const events: CalendarEvent[] = [];
  for (const master of masters.kept) {
    try {
      const isSeries = isRecurring(master);
      const occurrences =
        master.unfit === null && isSeries ? layOut(master, window, readMoments, look) : [ownOf(master)];
      for (const occurrence of occurrences) {
        const change = changes.find((one) => one.replaces && !one.isFromThereOn && isMeant(one.replaces, occurrence));
        if (change) for (const one of changes) if (one.replaces && isMeant(one.replaces, occurrence)) used.add(one);
        const isOneOfSeveral = isSeries || masters.kept.length > 1 || change !== undefined;
        const key = isOneOfSeveral ? compact(occurrence.local) : '';
        events.push(toEvent(change ?? shift(master, occurrence, changes), key, isSeries ? master : undefined));
      }
    } catch (error) {
      if (!(error instanceof CalendarFault)) throw error;
      const { line, uid, title } = master;
      const reason = error.line === 0 ? error.message : words.line({ line: error.line, detail: error.message });
      unread.push({ line, uid, title, reason });
    }
  }
  for (const { entry, by } of masters.older)
    unread.push({ line: entry.line, uid: entry.uid, title: entry.title, reason: by });
  // A change of something that is not laid out stands for itself, unless it is as long ago.
  for (const change of changes)
    if (
      change.replaces &&
      !used.has(change) &&
      !change.isFromThereOn &&
      (masters.kept.length === 0 || isNear(change, window))
    )
      events.push(toEvent(change, compact(change.replaces.local), masters.kept[0]));
  return events;
}

/** Of several events of one UID and start the latest version counts; of other starts they are events of their own. */
function latestOf(masters: readonly Entry[]): { kept: Entry[]; older: { entry: Entry; by: string }[] } {
  const newest = Math.max(...masters.map((entry) => entry.sequence));
  const kept: Entry[] = [];
  const older: { entry: Entry; by: string }[] = [];
  for (const entry of masters) {
    if (entry.sequence < newest) older.push({ entry, by: words.hasALaterVersion });
    else if (kept.some((one) => one.start.instant.getTime() === entry.start.instant.getTime()))
      older.push({ entry, by: words.isInTheFileTwice });
    else kept.push(entry);
  }
  return { kept, older };
}

const isRecurring = ({ component }: Entry): boolean =>
  ['rrule', 'rdate'].some((name) => firstOf(component, name) !== undefined);
const isEndless = ({ component }: Entry): boolean =>
  allOf(component, 'rrule').some(({ raw }) => !/(^|;)\s*(COUNT|UNTIL)=/i.test(raw));
const ownOf = ({ start, lengthMs }: Entry): Occurrence => ({ local: start.local, instant: start.instant, lengthMs });
const compact = (local: WallTime): string => local.replace(/[-:]/g, '');
const isNear = ({ start }: Entry, { firstDay, lastDay }: Window): boolean =>
  dateToDay(start.instant) >= firstDay && dateToDay(start.instant) <= lastDay;

/** An occurrence as the last change of "this and all after it" (RANGE) before it has it. */
function shift(master: Entry, occurrence: Occurrence, changes: readonly Entry[]): Entry {
  const since = changes
    .filter(({ replaces, isFromThereOn }) => isFromThereOn && replaces && replaces.instant <= occurrence.instant)
    .sort((a, b) => Number(b.replaces?.instant) - Number(a.replaces?.instant))[0];
  const at = (own: Entry, local: WallTime, instant: Date): Entry => ({
    ...own,
    start: { ...own.start, local, instant },
  });
  if (!since?.replaces) return { ...at(master, occurrence.local, occurrence.instant), lengthMs: occurrence.lengthMs };
  const wallMs = (local: WallTime): number => Date.parse(`${local}Z`);
  const movedMs = wallMs(since.start.local) - wallMs(since.replaces.local);
  const local = new Date(wallMs(occurrence.local) + movedMs).toISOString().slice(0, 19);
  return at(since, local, since.start.attach(local));
}

const toEvent = (
  { line, uid, title, start, lengthMs, isCancelled, unfit, note }: Entry,
  recurrence: string,
  series: Entry | undefined,
): CalendarEvent => ({
  line,
  uid,
  recurrence,
  seriesStart: series ? compact(series.start.local) : null,
  isEndless: series !== undefined && isEndless(series),
  title,
  startsAt: start.instant,
  endsAt: new Date(start.instant.getTime() + lengthMs),
  isCancelled: isCancelled || series?.isCancelled === true,
  unfit,
  note,
});

/** What lies outside the time that is laid out is no session: said of single events, and left out of series. */
function fitInto(event: CalendarEvent, { from, to }: { from: Date; to: Date }): CalendarEvent[] {
  const isBefore = event.startsAt < from;
  if (!isBefore && event.startsAt < to) return [event];
  if (event.seriesStart !== null) return [];
  return [{ ...event, unfit: event.unfit ?? (isBefore ? words.isLongPast(daysBack) : words.isTooFarAhead(mostYears)) }];
}

/** The soonest sessions, when there are too many. @returns until when all of them are there. */
function cut(events: readonly CalendarEvent[], end: Date): { to: Date; kept: CalendarEvent[] } {
  const fit = events
    .filter((event) => event.unfit === null)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const first = fit[mostEvents];
  if (!first) return { to: end, kept: [...events] };
  const to = first.startsAt;
  return { to, kept: events.filter((event) => event.unfit !== null || event.startsAt < to) };
}
