/** The sentences of a check-in say what was measured, and never contradict the limit beside them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideCheckIn, type CheckInFacts } from '../../../src/attendance/register/attendance.policy.ts';
import { minuteMs, tellMinutes } from '../../../src/attendance/register/index.ts';
import { classPolicySchema } from '../../../src/school/classes/index.ts';

const startsAt = new Date('2026-11-18T08:00:00Z');
const policy = classPolicySchema.parse({
  checkInWays: ['code', 'selfie'],
  selfiePolicy: 'accept',
  lateAfterMinutes: 7,
  oneStrangerIn: 1000,
  minimumPercentage: 80,
  earlyLeaveMinutes: 15,
  earlyCheckInMinutes: 10,
  lateRegisterDays: 14,
  percentageBase: 'held',
  excusedRule: 'left_out',
  freeAbsences: 0,
  ownStatuses: [],
  remindBeforeStartMinutes: 0,
  remindBeforeEndMinutes: 0,
});

/** A check-in by code so long after the start of a session that was opened early. */
const afterStart = (ms: number, changed: Partial<CheckInFacts> = {}): CheckInFacts => ({
  now: new Date(startsAt.getTime() + ms),
  session: {
    status: 'open',
    startsAt,
    endsAt: new Date(startsAt.getTime() + 90 * minuteMs),
    openedAt: new Date(startsAt.getTime() - 15 * minuteMs),
    closedAt: null,
  },
  policy,
  selfie: { kind: 'none' },
  challenge: null,
  code: 'right',
  qr: 'none',
  place: { kind: 'none' },
  travel: null,
  card: false,
  ...changed,
});
const timeOf = (ms: number) => decideCheckIn(afterStart(ms)).reasons.find(({ rule }) => rule === 'time');

describe('the time of a check-in', () => {
  test.each([
    [0, '0 min after the start: on time'],
    [3.7 * minuteMs, '3 min after the start: on time'],
    [7 * minuteMs, '7 min after the start: on time'],
    [7 * minuteMs + 1, '7 min 0.001 s after the start: late'],
    [7 * minuteMs + 25_300, '7 min 25.3 s after the start: late'],
    [8 * minuteMs + 400, '8 min after the start: late'],
    [-4 * minuteMs, '4 min before the start: on time'],
    [-20_000, '0 min 20 s before the start: on time'],
  ])('after %d ms reads as it was measured', (ms, sentence) => {
    expect(timeOf(ms)?.sentence).toBe(sentence);
    expect(timeOf(ms)?.figures).toBe(`${sentence} (late after 7 min)`);
    expect(timeOf(ms)?.measured).toBe(ms / minuteMs);
  });

  test('is never said in figures that speak against the decision', () => {
    fc.assert(
      fc.property(fc.integer({ min: -15 * minuteMs, max: 80 * minuteMs }), (ms) => {
        const { status } = decideCheckIn(afterStart(ms));
        const [, minutes = '', seconds = '0', side] =
          /^(\d+) min(?: ([\d.]+) s)? (after|before)/.exec(timeOf(ms)?.sentence ?? '') ?? [];
        const said = (Number(minutes) + Number(seconds) / 60) * (side === 'before' ? -1 : 1);
        expect(said > 7).toBe(status === 'late');
      }),
      { numRuns: 1000 },
    );
  });
});

test('leaving early is told to the second where whole minutes are the limit, and in whole minutes elsewhere', () => {
  const whole = (minutes: number): string => `${minutes} minutes`;
  expect(tellMinutes(15 * minuteMs + 250, 15 * minuteMs, whole)).toBe('15 minutes 0.25 s');
  expect(tellMinutes(16 * minuteMs + 250, 15 * minuteMs, whole)).toBe('16 minutes');
  expect(tellMinutes(15 * minuteMs, 15 * minuteMs, whole)).toBe('15 minutes');
});

test.each([
  [0.3999, 'face 0.3999 < 0.4000'],
  [0.4, 'face 0.40 ≥ 0.40'],
  [0.61, 'face 0.61 ≥ 0.40'],
])('a face of %d is written with as many figures as it takes to tell it from the threshold', (score, figures) => {
  const { reasons } = decideCheckIn(
    afterStart(0, {
      code: 'none',
      selfie: { kind: 'compared', score, threshold: 0.4, liveness: 0.9, suspiciousBelow: 0.5 },
    }),
  );
  expect(reasons.find(({ rule }) => rule === 'face')?.figures).toBe(figures);
});
