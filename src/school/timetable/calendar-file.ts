/** What an iCalendar file says: its events one by one, the recurring ones laid out. */
import ICAL from 'ical.js';
import { AppError } from '../../kernel/errors.ts';
import { allOf, faultAt, firstOf, readComponents, type Component, type Property } from './calendar-lines.ts';
import { createMomentReader, type Moment, type ReadMoments } from './calendar-zones.ts';
import { daysOf, readRule } from './recurrence.ts';
import { isInTime } from './timetable.policy.ts';
import { addYears, type WallTime } from '../../kernel/days.ts';
import { words } from './words/en.ts';

/** A file with more is not one class's timetable. */
const mostEvents = 1000;
/** So long after its first day a recurring event is laid out. */
const mostYears = 2;
/**
 * What is written out with EXDATE, RDATE and rules that name hardly a day: more takes longer than anybody should wait.
 */
const mostLooks = 20_000;
const longestUid = 255;
const longestTitle = 200;

export interface CalendarEvent {
  line: number;
  uid: string;
  /** UID and original local start: its name, wherever it is moved. */
  calendarUid: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  isCancelled: boolean;
  /** Why it cannot be a session; null when it can. */
  unfit: string | null;
}

/** An event of the file before it is laid out. */
interface Entry {
  component: Component;
  line: number;
  uid: string;
  title: string | null;
  start: Moment;
  lengthMs: number;
  isCancelled: boolean;
  unfit: string | null;
  /** Which occurrence of a recurring event it takes the place of. */
  replaces: Moment | undefined;
}

/**
 * Reads the file; times without a zone are those of `timeZone`.
 * @throws AppError `invalidInput` naming the line that is wrong, or when there are more than 1000 events.
 */
export function readCalendar(ics: string, timeZone: string): CalendarEvent[] {
  const calendar = readComponents(ics);
  const components = calendar.parts.filter((part) => part.name === 'vevent');
  if (components.length > mostEvents) throw tooMany();
  let looks = 0;
  const look = (): void => {
    looks += 1;
    if (looks > mostLooks)
      throw new AppError('invalidInput', {
        field: 'ics',
        detail: words.icsTakesTooLongToLay,
      });
  };
  const readMoments = createMomentReader(calendar, timeZone, look);
  const entries = components.map((component) => readEntry(component, readMoments));
  const changes = entries.filter((entry) => entry.replaces);
  const replaced = new Set<Entry>();
  const events: CalendarEvent[] = [];
  for (const entry of entries.filter((one) => !one.replaces)) {
    const ofSame = changes.filter((change) => change.uid === entry.uid);
    for (const local of layOut(entry, readMoments, look)) {
      const instant = entry.start.attach(local);
      const change = ofSame.find(
        ({ replaces }) =>
          replaces &&
          (replaces.isDay
            ? replaces.local.slice(0, 10) === local.slice(0, 10)
            : replaces.instant.getTime() === instant.getTime()),
      );
      if (change) replaced.add(change);
      events.push(change ? toEvent(change, local, change.start.instant) : toEvent(entry, local, instant));
      if (events.length > mostEvents) throw tooMany();
    }
  }
  // A change of something that the file does not hold stands for itself.
  for (const change of changes)
    if (!replaced.has(change) && change.replaces)
      events.push(toEvent(change, change.replaces.local, change.start.instant));
  if (events.length > mostEvents) throw tooMany();
  return events;
}

const tooMany = (): AppError =>
  new AppError('invalidInput', {
    field: 'ics',
    detail: words.icsHasMoreThanEventsImport(mostEvents),
  });

const toEvent = (
  { line, uid, title, lengthMs, isCancelled, unfit }: Entry,
  local: WallTime,
  startsAt: Date,
): CalendarEvent => ({
  line,
  uid,
  calendarUid: `${uid}/${local.replace(/[-:]/g, '')}`,
  title,
  startsAt,
  endsAt: new Date(startsAt.getTime() + lengthMs),
  isCancelled,
  unfit,
});

function readEntry(component: Component, readMoments: ReadMoments): Entry {
  const only = (name: string): Moment | undefined => {
    const property = firstOf(component, name);
    return property && readMoments(property)[0];
  };
  const uid = textOf(firstOf(component, 'uid'));
  if (uid === '' || uid.length > longestUid)
    throw faultAt(
      component.line,
      words.beginsAnEventWithoutAUid(uid === '' ? '' : words.ofCharactersAtMost(longestUid)),
    );
  const start = only('dtstart');
  if (!start) throw faultAt(component.line, words.beginsAnEventWithoutDtstart);
  const recurrence = firstOf(component, 'recurrence-id');
  if (recurrence?.params['range'] !== undefined) throw faultAt(recurrence.line, words.changesAnEventAndAllAfter);
  const lengthMs = readLength(component, start, only('dtend'));
  return {
    component,
    line: component.line,
    uid,
    title: textOf(firstOf(component, 'summary')).slice(0, longestTitle) || null,
    start,
    lengthMs,
    replaces: only('recurrence-id'),
    isCancelled: textOf(firstOf(component, 'status')).toUpperCase() === 'CANCELLED',
    unfit: start.isDay ? words.lastsWholeDays : lengthMs === 0 ? words.hasNoEnd : null,
  };
}

const textOf = (property: Property | undefined): string => {
  const value = property?.values[0];
  return typeof value === 'string' ? value.trim() : '';
};

const dayMs = 24 * 3600_000;

function readLength(component: Component, start: Moment, end: Moment | undefined): number {
  if (end) return end.instant.getTime() - start.instant.getTime();
  const duration = firstOf(component, 'duration');
  if (!duration) return start.isDay ? dayMs : 0;
  const text = textOf(duration);
  if (!/^[+-]?P(\d{1,4}W|(\d{1,4}D)?(T(?=\d)(\d{1,5}H)?(\d{1,6}M)?(\d{1,7}S)?)?)$/.test(text) || /^[+-]?P$/.test(text))
    throw faultAt(duration.line, words.hasNoDurationSuchAsPt90m);
  return ICAL.Duration.fromString(text).toSeconds() * 1000;
}

/** The local starts of an entry: its own, or those of its rule and RDATE, without EXDATE. */
function layOut({ component, start }: Entry, readMoments: ReadMoments, look: () => void): WallTime[] {
  const rules = allOf(component, 'rrule');
  const excepted = allOf(component, 'exdate').flatMap(readMoments);
  const added = allOf(component, 'rdate')
    .flatMap(readMoments)
    .map((moment) => moment.local);
  const [, second] = rules;
  if (second) throw faultAt(second.line, words.isASecondRrule);
  const named = rules.length > 0 ? rules.flatMap((rule) => layOutRule(rule, start, look)) : [start.local];
  const isExcepted = (local: WallTime): boolean => {
    const instant = start.attach(local).getTime();
    return excepted.some((moment) =>
      moment.isDay ? moment.local.slice(0, 10) === local.slice(0, 10) : moment.instant.getTime() === instant,
    );
  };
  return [...new Set([...named, ...added])].filter((local) => !isExcepted(local)).sort();
}

function layOutRule({ raw, line }: Property, start: Moment, look: () => void): WallTime[] {
  const [firstDay = '', time = ''] = start.local.split('T');
  try {
    const rule = readRule(raw, ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);
    const at = (day: string): WallTime => `${day}T${time}`;
    return daysOf(
      rule,
      firstDay,
      addYears(firstDay, mostYears),
      (day) => isInTime(rule.until, at(day), () => start.attach(at(day))),
      look,
    ).map(at);
  } catch (error) {
    throw error instanceof AppError && error.field === 'rule'
      ? faultAt(line, words.cannotBeLaidOut(error.message))
      : error;
  }
}
