/** The rules of leave, pure: which days, which sessions, and what was asked for already. */
import { DateTime } from 'luxon';
import { AppError } from '../../kernel/errors.ts';
import type { LeaveStatus } from './leave.schema.ts';
import { words } from './words/en.ts';

const longestDays = 92;

/** What a request is about: named sessions, or days. */
export interface LeaveScope {
  classId: string | null;
  sessions: readonly { id: string; startsAt: Date }[];
  startsAt: Date | null;
  endsAt: Date | null;
}

/**
 * Instants from the begin of the first day to the end of the last. @throws AppError `invalidInput` when they run
 * backwards or are too many.
 */
export function spanOfDays(from: string, to: string, timeZone: string): { startsAt: Date; endsAt: Date } {
  if (to < from) throw new AppError('invalidInput', { field: 'to', detail: words.toTheLastDayComesBefore });
  const [first, last] = [
    DateTime.fromISO(from, { zone: timeZone }).startOf('day'),
    DateTime.fromISO(to, { zone: timeZone }).startOf('day'),
  ];
  if (last.diff(first, 'days').days >= longestDays)
    throw new AppError('invalidInput', { field: 'to', detail: words.toLeaveSpansDaysAtMost(longestDays) });
  return { startsAt: first.toJSDate(), endsAt: last.plus({ days: 1 }).toJSDate() };
}

const isWithin = (startsAt: Date, { startsAt: from, endsAt: to }: LeaveScope): boolean =>
  from !== null && to !== null && startsAt >= from && startsAt < to;

/** Whether a session falls under the leave: it is named, or begins within its days in its class. */
export const covers = (leave: LeaveScope, session: { id: string; classId: string; startsAt: Date }): boolean =>
  leave.sessions.some(({ id }) => id === session.id) ||
  ((leave.classId ?? session.classId) === session.classId && isWithin(session.startsAt, leave));

/** Whether two requests of a student ask the same people about the same time. */
export function overlaps(a: LeaveScope, b: LeaveScope): boolean {
  if (a.classId !== b.classId) return false;
  const isNamedTwice = a.sessions.some(({ id }) => b.sessions.some((other) => other.id === id));
  const isDayOfOther =
    a.sessions.some(({ startsAt }) => isWithin(startsAt, b)) ||
    b.sessions.some(({ startsAt }) => isWithin(startsAt, a));
  const shareDays =
    a.startsAt !== null &&
    a.endsAt !== null &&
    b.startsAt !== null &&
    b.endsAt !== null &&
    a.startsAt < b.endsAt &&
    b.startsAt < a.endsAt;
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
