/** The events of an iCalendar file as they stand there, before the recurring ones are laid out. */
// ical.js is the iCalendar library of Thunderbird (MPL 2.0, maintained, no dependencies).
import ICAL from 'ical.js';
import { createHash } from 'node:crypto';
import { allOf, CalendarFault, firstOf, textOf, type Component, type Property } from './calendar-lines.ts';
import { lengthMsBetween, type Moment, type ReadMoments } from './calendar-moments.ts';
import { words } from './words/en.ts';

export interface Entry {
  component: Component;
  line: number;
  uid: string;
  title: string | null;
  start: Moment;
  lengthMs: number;
  isCancelled: boolean;
  /** Why it cannot be a session; null when it can. */
  unfit: string | null;
  /** Which occurrence of a recurring event it takes the place of. */
  replaces: Moment | undefined;
  /** It changes all the later ones as well. */
  isFromThereOn: boolean;
  /** The later version of an event counts. */
  sequence: number;
  note: string | null;
}

export interface UnreadEvent {
  line: number;
  uid: string;
  title: string | null;
  reason: string;
}

const longestUid = 255;
const longestTitle = 200;
const dayMs = 24 * 3600_000;

/** @returns the event, or why it cannot be read. */
export function readEntry(component: Component, readMoments: ReadMoments, isCancelling: boolean): Entry | UnreadEvent {
  const told = { line: component.line, uid: uidOf(component), title: titleOf(component) };
  try {
    if (!component.isWhole) throw new CalendarFault(component.line, words.beginsWhichNeverEnds('VEVENT'));
    const only = (name: string): Moment | undefined => {
      const property = firstOf(component, name);
      return property && readMoments(property)[0];
    };
    const start = only('dtstart');
    if (!start) throw new CalendarFault(component.line, words.beginsAnEventWithoutDtstart);
    const lengthMs = readLength(component, start, only('dtend'));
    return {
      ...told,
      component,
      start,
      lengthMs,
      replaces: only('recurrence-id'),
      isFromThereOn: firstOf(component, 'recurrence-id')?.params['range']?.toUpperCase() === 'THISANDFUTURE',
      isCancelled: isCancelling || /^CANCELL?ED$/i.test(textOf(firstOf(component, 'status'))),
      unfit: start.isDay ? words.lastsWholeDays : lengthMs === 0 ? words.hasNoEnd : null,
      sequence: Number(/^\d{1,9}$/.exec(textOf(firstOf(component, 'sequence')))?.[0] ?? 0),
      note: start.note,
    };
  } catch (error) {
    if (!(error instanceof CalendarFault)) throw error;
    return { ...told, reason: words.line({ line: error.line, detail: error.message }) };
  }
}

const titleOf = (component: Component): string | null =>
  textOf(firstOf(component, 'summary')).replace(/\s+/g, ' ').slice(0, longestTitle) || null;

/** Without a UID an event is known again by what it says; a very long one is shortened so that it stays its own. */
function uidOf(component: Component): string {
  const uid = textOf(firstOf(component, 'uid'));
  if (uid !== '' && uid.length <= longestUid) return uid;
  const said = ['summary', 'dtstart', 'recurrence-id', 'rrule'].map((name) => firstOf(component, name)?.raw ?? '');
  const digest = createHash('sha256')
    .update(uid === '' ? JSON.stringify(said) : uid)
    .digest('hex');
  return `${uid === '' ? 'without-uid' : 'long-uid'}-${digest.slice(0, 32)}`;
}

function readLength(component: Component, start: Moment, end: Moment | undefined): number {
  if (end) return lengthMsBetween(start, end);
  const duration = firstOf(component, 'duration');
  if (duration) return readDuration(duration.raw, duration.line);
  return start.isDay ? dayMs : 0;
}

/** @throws CalendarFault */
function readDuration(raw: string, line: number): number {
  const text = raw.trim().toUpperCase();
  if (!/^[+-]?P(\d{1,4}W|(\d{1,4}D)?(T(?=\d)(\d{1,5}H)?(\d{1,6}M)?(\d{1,7}S)?)?)$/.test(text) || /^[+-]?P$/.test(text))
    throw new CalendarFault(line, words.hasNoDurationSuchAsPt90m);
  return ICAL.Duration.fromString(text).toSeconds() * 1000;
}

export interface AddedTime {
  moment: Moment;
  /** Null: as long as the others. */
  lengthMs: number | null;
}

/** What RDATE adds: times, days at the event's own time, or periods. @throws CalendarFault */
export function readAdded({ component, start }: Entry, readMoments: ReadMoments): AddedTime[] {
  return allOf(component, 'rdate').flatMap((property) =>
    readMoments(property).map((read) => {
      const local = read.isDay && !start.isDay ? `${read.local.slice(0, 10)}${start.local.slice(10)}` : read.local;
      const moment = read.isDay ? { ...read, local, instant: start.attach(local) } : read;
      return { moment, lengthMs: readPeriod(moment, property, readMoments) };
    }),
  );
}

/** Both ends of a period are of the zone that its property names. */
function readPeriod(from: Moment, property: Property, readMoments: ReadMoments): number | null {
  const { until } = from;
  if (until === undefined) return null;
  if (/^[+-]?P/i.test(until)) return readDuration(until, property.line);
  const [end] = readMoments({ ...property, raw: until });
  return end ? lengthMsBetween(from, end) : null;
}
