/** The rules of leave: days, what they cover, and what was asked for already. */
import { describe, expect, test } from 'vitest';
import {
  covers,
  overlaps,
  requirePending,
  requireWithdrawable,
  readDays,
  type LeaveScope,
  type ZonedSession,
} from '../../../src/attendance/leave/leave.policy.ts';
import { newLeaveSchema } from '../../../src/attendance/leave/leave.schema.ts';

const at = (time: string): Date => new Date(`2026-11-${time}:00Z`);
const days = (from: string, to: string, classId: string | null = 'a'): LeaveScope => ({
  classId,
  sessions: [],
  firstDay: `2026-11-${from}`,
  lastDay: `2026-11-${to}`,
});
const zoned = (id: string, startsAt: string, timeZone = 'UTC'): ZonedSession => ({
  id,
  classId: 'a',
  startsAt: at(startsAt),
  timeZone,
});
const named = (id: string, startsAt: string): LeaveScope => ({
  classId: 'a',
  sessions: [zoned(id, startsAt)],
  firstDay: null,
  lastDay: null,
});

describe('days', () => {
  test('a day runs from midnight to midnight of the campus, also when the clocks change', () => {
    expect(readDays('2026-11-20', '2026-11-20', 'Europe/Zurich')).toMatchObject({
      startsAt: new Date('2026-11-19T23:00:00Z'),
      endsAt: new Date('2026-11-20T23:00:00Z'),
    });
    expect(readDays('2026-10-25', '2026-10-25', 'Europe/Zurich')).toMatchObject({
      startsAt: new Date('2026-10-24T22:00:00Z'),
      endsAt: new Date('2026-10-25T23:00:00Z'),
    });
  });

  test('92 days are the most, and they run forwards', () => {
    expect(() => readDays('2026-09-01', '2026-12-01', 'Europe/Zurich')).not.toThrow();
    expect(() => readDays('2026-09-01', '2026-12-02', 'Europe/Zurich')).toThrow(/92 days at most/);
    expect(() => readDays('2026-09-02', '2026-09-01', 'UTC')).toThrow(/before the first/);
  });
});

test('leave covers the sessions that it names, and those that begin on its days in its class or in all', () => {
  const session = zoned('s', '20T09:00');
  expect(covers(named('s', '20T09:00'), session)).toBe(true);
  expect(covers(named('other', '20T09:00'), session)).toBe(false);
  expect(covers(days('20', '20'), session)).toBe(true);
  expect(covers(days('20', '20', null), session)).toBe(true);
  expect(covers(days('20', '20', 'b'), session)).toBe(false);
  expect(covers(days('18', '19'), session)).toBe(false);
});

test('a day of leave from all classes is that of the campus of each', () => {
  const evening = (timeZone: string): ZonedSession => zoned('s', '20T21:00', timeZone);
  expect(
    ['Pacific/Honolulu', 'Europe/Berlin', 'Pacific/Auckland'].map((zone) =>
      covers(days('20', '20', null), evening(zone)),
    ),
  ).toEqual([true, true, false]);
  expect(covers(days('21', '21', null), evening('Pacific/Auckland'))).toBe(true);
});

test('two requests overlap when they share a day or a session of the same class', () => {
  expect(overlaps(days('20', '21'), days('21', '22'))).toBe(true);
  expect(overlaps(days('20', '20'), days('21', '21'))).toBe(false);
  expect(overlaps(days('20', '20', 'a'), days('20', '20', 'b'))).toBe(false);
  expect(overlaps(named('s', '20T09:00'), named('s', '20T09:00'))).toBe(true);
  expect(overlaps(named('s', '20T09:00'), named('t', '20T09:00'))).toBe(false);
  expect(overlaps(days('20', '20'), named('s', '20T09:00'))).toBe(true);
  expect(overlaps(named('s', '20T09:00'), days('21', '21'))).toBe(false);
});

test('only what is pending is decided; students withdraw what stands, staff only what was approved', () => {
  expect(() => requirePending('approved')).toThrow(/approved already/);
  expect(() => requireWithdrawable('pending', false)).not.toThrow();
  expect(() => requireWithdrawable('pending', true)).toThrow(/reject it/);
  expect(() => requireWithdrawable('approved', true)).not.toThrow();
  expect(() => requireWithdrawable('rejected', false)).toThrow(/rejected already/);
});

test('a form says with commas and empty fields what JSON says with a list and with nothing', () => {
  const [a, b] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];
  expect(newLeaveSchema.parse({ sessionIds: `${a}, ${b}`, classId: '', from: '', reason: ' ill ' })).toEqual({
    sessionIds: [a, b],
    reason: 'ill',
  });
  expect(newLeaveSchema.safeParse({ sessionIds: [], reason: 'ill' }).success).toBe(false);
  expect(newLeaveSchema.safeParse({ from: '2026-11-20', reason: ' ' }).success).toBe(false);
});
