/** What an import of marks comes to in one class: whose each is, which session it is of, and what stands there. */
import { setImmediate } from 'node:timers/promises';
import type { AttendanceStatus, StandingMark, TakenMark } from '../../attendance/register/index.ts';
import type { ClassView } from '../../school/classes/index.ts';
import type { PersonView } from '../../school/people/index.ts';
import { faultOfLateRegister, faultOfSpan, type SessionView } from '../../school/sessions/index.ts';
import { newId } from '../../kernel/ids.ts';
import { addDays, attach, dayOf, formatInstant, weekdayOf } from '../../kernel/days.ts';
import type { Actor } from '../../security/access/index.ts';
import type { MarkLine } from './marks.schema.ts';
import { type MarkFault, nameKeys, type Whom, type WrittenMark } from './read-marks.ts';
import { words } from './words/en.ts';

/** A mark with the lines that say it. */
export type PlannedMark = TakenMark & { lines: MarkLine[] };

export interface PlannedSession {
  id: string;
  startsAt: Date;
  endsAt: Date;
  fate: 'made' | 'held' | 'known';
  view: ClassView;
  marks: PlannedMark[];
}

export interface ClassPlan {
  sessions: PlannedSession[];
  lines: MarkLine[];
}

/** What a word of the file means in the class; null is no mark, undefined is unknown. */
export type ReadWord = (word: string) => { status: AttendanceStatus; ownStatus: string | null } | null | undefined;

export interface ClassStanding {
  /** Who brings the marks in. */
  actor: Pick<Actor, 'role'>;
  view: ClassView;
  /** Everybody who is or was on the roster. */
  people: readonly PersonView[];
  sessions: readonly SessionView[];
  standing: readonly StandingMark[];
  now: Date;
}

const wholeDay = { time: '00:00', end: '23:59' };
const usualMinutes = 60;
/** After so many marks others are let in: a term of a whole school is planned. */
const marksAtOnce = 2000;

export async function planClass(
  marks: readonly WrittenMark[],
  known: ClassStanding,
  readWord: ReadWord,
  overwrites: boolean,
): Promise<ClassPlan> {
  const findWhom = createFinder(known.people);
  const findSession = createSessionFinder(known);
  const stands = new Map(known.standing.map((mark) => [`${mark.sessionId} ${mark.personId}`, mark]));
  const sessions = new Map<string, PlannedSession>();
  const lines: MarkLine[] = [];
  const seen = new Map<string, { line: number; told: string; mark: PlannedMark | undefined }>();
  for (const [index, written] of marks.entries()) {
    if (index % marksAtOnce === 0) await setImmediate();
    const mark = onCampusClock(written, known.view.timeZone);
    const meant = readWord(mark.word);
    if (meant === null) continue;
    const person = findWhom(mark);
    const session = findSession(mark);
    const told = meant && (meant.ownStatus ?? meant.status);
    const fault = (field: string, reason: string): number => lines.push(lineOfFault({ ...mark, field, reason }));
    if ('fault' in person) {
      fault('name', person.fault);
      continue;
    }
    if (!meant || told === undefined) {
      fault('status', words.isNoStatus(mark.word));
      continue;
    }
    if ('field' in session) {
      fault(session.field, session.fault);
      continue;
    }
    const key = `${session.id} ${person.id}`;
    const earlier = seen.get(key);
    if (earlier && earlier.told !== told) {
      fault('status', words.isMarkedTwice(earlier.line));
      continue;
    }
    const { fate, from } = fateOf(stands.get(key), told, overwrites);
    const line = { ...lineOf(mark), name: person.name, fate, from, to: told, field: null, reason: mark.reason };
    lines.push(line);
    earlier?.mark?.lines.push(line);
    if (earlier) continue;
    const isWritten = fate !== 'same' && fate !== 'differs';
    const taken = isWritten ? { personId: person.id, ...meant, reason: mark.reason, lines: [line] } : undefined;
    seen.set(key, { line: mark.line, told, mark: taken });
    if (!taken) continue;
    const planned = sessions.get(session.id) ?? { ...session, view: known.view, marks: [] };
    planned.marks.push(taken);
    sessions.set(session.id, planned);
  }
  return { sessions: [...sessions.values()], lines };
}

/** What becomes of a mark where this stands. */
export function fateOf(
  before: Pick<StandingMark, 'status' | 'ownStatus'> | undefined,
  told: string | null,
  overwrites: boolean,
): { fate: 'new' | 'same' | 'overwritten' | 'differs'; from: string | null } {
  const from = before ? (before.ownStatus ?? before.status) : null;
  if (from === null) return { fate: 'new', from };
  return { fate: from === told ? 'same' : overwrites ? 'overwritten' : 'differs', from };
}

/** A mark whose day and times are those of the campus, with the instants where the file says them. */
interface LocalMark extends WrittenMark {
  startsAt: Date | null;
  endsAt: Date | null;
}

function onCampusClock(mark: WrittenMark, timeZone: string): LocalMark {
  const { day, time, end, zone, endZone } = mark;
  const startsAt = time === null || zone === null ? null : attach(`${day}T${time}:00`, zone);
  if (!startsAt) return { ...mark, startsAt, endsAt: null };
  const sameDay = end === null || endZone === null ? null : attach(`${day}T${end}:00`, endZone);
  const nextDay = end === null || endZone === null ? null : attach(`${addDays(day, 1)}T${end}:00`, endZone);
  return {
    ...mark,
    startsAt,
    endsAt: sameDay && sameDay < startsAt ? nextDay : sameDay,
    day: dayOf(startsAt, timeZone),
    time: formatInstant(startsAt, timeZone, 'HH:mm'),
  };
}

const lineOf = ({
  line,
  column,
  whom,
  day,
}: Pick<WrittenMark, 'line' | 'column' | 'whom'> & { day: string | null }) => ({
  ...{ line, column, day },
  name: whom.name || (whom.externalId ?? whom.email ?? ''),
});

export const lineOfFault = (fault: MarkFault): MarkLine => ({
  ...lineOf(fault),
  ...{ fate: 'fault', from: null, to: null, field: fault.field, reason: fault.reason },
});

/** By number first, then by address, then by name in any order. */
function createFinder(people: readonly PersonView[]) {
  const byNumber = new Map(people.map((person) => [person.externalId, person]));
  const byEmail = new Map(people.map((person) => [person.email, person]));
  const byName = new Map<string, Set<PersonView>>();
  for (const person of people)
    for (const key of [person.name, `${person.givenName ?? ''} ${person.familyName ?? ''}`].flatMap(nameKeys))
      if (key !== '') byName.set(key, (byName.get(key) ?? new Set<PersonView>()).add(person));
  const find = ({ externalId, email, name }: Whom): PersonView | { fault: string } => {
    const known = (externalId !== null && byNumber.get(externalId)) || (email !== null && byEmail.get(email));
    if (known) return known;
    const found =
      externalId === null && email === null ? nameKeys(name).flatMap((key) => [...(byName.get(key) ?? [])]) : [];
    const [one, ...others] = [...new Set(found)];
    if (!one) return { fault: words.nobodyIsSaid(externalId ?? email ?? name) };
    return others.length > 0 ? { fault: words.severalAreCalled(name) } : one;
  };
  // In a grid all marks of a row are of one.
  const found = new Map<Whom, PersonView | { fault: string }>();
  return ({ whom }: WrittenMark): PersonView | { fault: string } => {
    const person = found.get(whom) ?? find(whom);
    found.set(whom, person);
    return person;
  };
}

type Found = Omit<PlannedSession, 'view' | 'marks'> | { field: string; fault: string };

/** Marks of a session that is there: it was held, or counts as held now, or takes none. */
export function knownSession(
  { actor, view, now }: Pick<ClassStanding, 'actor' | 'view' | 'now'>,
  { id, startsAt, endsAt, status }: SessionView,
): Found {
  if (status === 'cancelled') return { field: 'date', fault: words.theSessionIsCancelled };
  if (status !== 'scheduled') return { id, startsAt, endsAt, fate: 'known' };
  const fault = endsAt > now ? words.isToCome : faultOfLateRegister(actor, { endsAt }, view.policy, now);
  return fault === undefined ? { id, startsAt, endsAt, fate: 'held' } : { field: 'date', fault };
}

/** The class's session of that day and time, in the time of its campus; else one that was held at its usual time. */
function createSessionFinder({ actor, view, sessions, now }: ClassStanding) {
  const byDay = new Map<string, SessionView[]>();
  for (const session of sessions) {
    const day = dayOf(session.startsAt, view.timeZone);
    const ofDay = byDay.get(day);
    if (ofDay) ofDay.push(session);
    else byDay.set(day, [session]);
  }
  const usual = createUsualTimes(
    sessions
      .filter(({ status }) => status !== 'cancelled')
      .map(({ startsAt, endsAt }) => ({
        weekday: weekdayOf(dayOf(startsAt, view.timeZone)),
        time: formatInstant(startsAt, view.timeZone, 'HH:mm'),
        minutes: (endsAt.getTime() - startsAt.getTime()) / 60_000,
      })),
  );
  const made = new Map<string, Found>();

  return (mark: LocalMark): Found => {
    const { day, time, end } = mark;
    const ofDay = byDay.get(day) ?? [];
    const held = ofDay.filter(({ status }) => status !== 'cancelled');
    const at = time === null ? undefined : (mark.startsAt ?? attach(`${day}T${time}:00`, view.timeZone));
    const fitting =
      at === undefined
        ? held
        : held.filter(({ startsAt, endsAt }) => startsAt.getTime() === at.getTime() || (startsAt <= at && at < endsAt));
    const exact = fitting.find(({ startsAt }) => startsAt.getTime() === at?.getTime()) ?? fitting[0];
    if (at === undefined && held.length > 1) return { field: 'time', fault: words.severalSessionsOnThisDay };
    if (exact) return knownSession({ actor, view, now }, exact);
    if (ofDay.length > 0 && held.length === 0) return { field: 'date', fault: words.theSessionIsCancelled };
    const key = [mark.startsAt?.getTime() ?? `${day} ${time}`, mark.endsAt?.getTime() ?? end].join(' ');
    const one = made.get(key) ?? makeSession(mark);
    made.set(key, one);
    return one;
  };

  function makeSession({ day, time, end, ...instants }: LocalMark): Found {
    const times = usual(weekdayOf(day));
    const start = time ?? times?.time ?? wholeDay.time;
    const startsAt = instants.startsAt ?? attach(`${day}T${start}:00`, view.timeZone);
    const minutes = times?.minutes ?? usualMinutes;
    const isWholeDay = time === null && times === undefined;
    const said = end ?? (isWholeDay ? wholeDay.end : null);
    // A lesson of the night ends on the next day.
    const lastDay = time !== null && said !== null && said < time ? addDays(day, 1) : day;
    const endsAt =
      instants.endsAt ??
      (said === null
        ? new Date(startsAt.getTime() + minutes * 60_000)
        : attach(`${lastDay}T${said}:00`, view.timeZone));
    if (startsAt > now) return { field: 'date', fault: words.isToCome };
    const fault = faultOfSpan(startsAt, endsAt, now);
    return fault
      ? { field: fault.field === 'endsAt' ? 'end' : 'date', fault: fault.detail }
      : { id: newId(), startsAt, endsAt, fate: 'made' };
  }
}

interface Meeting {
  weekday: number;
  /** HH:MM of the campus's clock. */
  time: string;
  minutes: number;
}

/** When the class most often meets: on that day of the week, else on any. */
function createUsualTimes(meetings: readonly Meeting[]) {
  const mostOften = (some: readonly Meeting[]): { time: string; minutes: number } | undefined => {
    const counts = new Map<string, { time: string; minutes: number; count: number }>();
    for (const { time, minutes } of some) {
      const found = counts.get(`${time} ${minutes}`) ?? { time, minutes, count: 0 };
      counts.set(`${time} ${minutes}`, { ...found, count: found.count + 1 });
    }
    return [...counts.values()].sort((a, b) => b.count - a.count)[0];
  };
  const found = new Map<number, ReturnType<typeof mostOften>>();
  return (weekday: number) => {
    if (!found.has(weekday))
      found.set(weekday, mostOften(meetings.filter((meeting) => meeting.weekday === weekday)) ?? mostOften(meetings));
    return found.get(weekday);
  };
}
