/** The rules of leave, pure: which days, which sessions, and what was asked for already. */
import { AppError } from '../../kernel/errors.ts';
import { type Day, dayOf, daysBetween, spanOfDays } from '../../kernel/days.ts';
import type { LeaveStatus } from './leave.schema.ts';
import { words } from './words/en.ts';

const longestDays = 92;
/** As far as two zones can lie apart. */
const zonesApartMs = 26 * 3600_000;

/** A session with the zone of its campus, by whose calendar it falls on a day. */
export interface ZonedSession {
  id: string;
  classId: string;
  startsAt: Date;
  timeZone: string;
}

/** What a request is about: named sessions, or days. */
export interface LeaveScope {
  classId: string | null;
  sessions: readonly ZonedSession[];
  firstDay: Day | null;
  lastDay: Day | null;
}

/** Days with the instants from the begin of the first to the end of the last, in one zone. */
export interface LeaveDays {
  firstDay: Day;
  lastDay: Day;
  startsAt: Date;
  endsAt: Date;
}

/** @throws AppError `invalidInput` when they run backwards or are too many. */
export function readDays(from: Day, to: Day, timeZone: string): LeaveDays {
  if (to < from) throw new AppError('invalidInput', { field: 'to', detail: words.toTheLastDayComesBefore });
  if (daysBetween(from, to) >= longestDays)
    throw new AppError('invalidInput', { field: 'to', detail: words.toLeaveSpansDaysAtMost(longestDays) });
  const span = spanOfDays(from, to, timeZone);
  return { firstDay: from, lastDay: to, startsAt: span.from, endsAt: span.to };
}

/** Sessions with the zones of their classes; those of other classes are left out. */
export const inZones = (
  sessions: readonly { id: string; classId: string; startsAt: Date }[],
  classes: readonly { id: string; timeZone: string }[],
): ZonedSession[] =>
  sessions.flatMap(({ id, classId, startsAt }) => {
    const timeZone = classes.find((one) => one.id === classId)?.timeZone;
    return timeZone === undefined ? [] : [{ id, classId, startsAt, timeZone }];
  });

/** The instants between which these days lie in whatever zone: see `zonesApartMs`. */
export const aroundDays = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): { from: Date; to: Date } => ({
  from: new Date(startsAt.getTime() - zonesApartMs),
  to: new Date(endsAt.getTime() + zonesApartMs),
});

/** Whether the session begins on one of the days, by the calendar of its campus. */
function isWithin({ startsAt, timeZone }: ZonedSession, { firstDay, lastDay }: LeaveScope): boolean {
  if (firstDay === null || lastDay === null) return false;
  const day = dayOf(startsAt, timeZone);
  return day >= firstDay && day <= lastDay;
}

/** Whether a session falls under the leave: it is named, or begins within its days in its class. */
export const covers = (leave: LeaveScope, session: ZonedSession): boolean =>
  leave.sessions.some(({ id }) => id === session.id) ||
  ((leave.classId ?? session.classId) === session.classId && isWithin(session, leave));

/** Whether two requests of a student ask the same people about the same time. */
export function overlaps(a: LeaveScope, b: LeaveScope): boolean {
  if (a.classId !== b.classId) return false;
  const isNamedTwice = a.sessions.some(({ id }) => b.sessions.some((other) => other.id === id));
  const isDayOfOther =
    a.sessions.some((session) => isWithin(session, b)) || b.sessions.some((session) => isWithin(session, a));
  const shareDays =
    a.firstDay !== null &&
    a.lastDay !== null &&
    b.firstDay !== null &&
    b.lastDay !== null &&
    a.firstDay <= b.lastDay &&
    b.firstDay <= a.lastDay;
  return isNamedTwice || isDayOfOther || shareDays;
}

/** @throws AppError `conflict` when it was decided or withdrawn already. */
export function requirePending(status: LeaveStatus): void {
  if (status !== 'pending') throw new AppError('conflict', { detail: words.thisRequestWasAlready(status) });
}

/** @throws AppError `conflict` unless it may be withdrawn: staff take an approval back, and reject what is pending. */
export function requireWithdrawable(status: LeaveStatus, isStaff: boolean): void {
  if (status === 'approved' || (status === 'pending' && !isStaff)) return;
  throw new AppError('conflict', {
    detail: status === 'pending' ? words.thisRequestIsPendingReject : words.thisRequestWasAlready(status),
  });
}
