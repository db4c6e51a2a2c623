/** Reminders: to whom the class's policy says, when it says, once, and never late. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminEmail } from '../../support/muster.ts';
import { startSlackSchool, type SlackSchool } from '../../support/chat-school.ts';
import { isNotification } from '../../support/notifications.ts';
import { until } from '../../support/until.ts';

let it: SlackSchool;
let sessionId: string;

beforeAll(async () => {
  it = await startSlackSchool();
});
afterAll(() => it.end());

const remind = (): Promise<number> => it.muster.modules.reminders.remindDue();
const settled = (): Promise<boolean> =>
  until(async () => (await it.muster.db.autocommit.outboundMessage.count({ where: { finishedAt: null } })) === 0);
/** Days pass here, and tokens with them. */
const policy = async (change: Record<string, unknown>): Promise<void> => {
  const { status } = await (
    await it.muster.signIn(adminEmail)
  ).request('PATCH', `/api/v2/classes/${it.school.classId}/policy`, change);
  expect(status).toBe(204);
};
/** What each student was reminded of since the test began. */
const remindersOf = (user: string): string[] =>
  it.slack
    .seenBy(user)
    .filter((one) => !isNotification(one))
    .map((one) => one.text);
const heard = (): string[][] => it.students.map((student, index) => remindersOf(student.user).slice(before[index]));
let before: number[];

beforeEach(async () => {
  // The day before is over; the next session starts at ten.
  it.muster.clock.set(new Date(it.muster.clock.now().getTime() + 24 * 3600_000));
  it.muster.clock.set(`${it.muster.clock.now().toISOString().slice(0, 10)}T09:00:00Z`);
  const day = it.muster.clock.now().toISOString().slice(0, 10);
  const teacher = await it.muster.signIn('grace@school.example');
  const made = await teacher.post<{ id: string }>(`/api/v2/classes/${it.school.classId}/sessions`, {
    startsAt: `${day}T10:00:00Z`,
    endsAt: `${day}T11:00:00Z`,
  });
  sessionId = made.body.id;
  await policy({ remindBeforeStartMinutes: 10, remindBeforeEndMinutes: 15 });
  before = it.students.map((student) => remindersOf(student.user).length);
});

test('before a session starts every linked student of the roster is told once, at the time of the policy and not before', async () => {
  it.muster.clock.advance(49);
  expect(await remind()).toBe(0);
  it.muster.clock.advance(1);
  expect((await Promise.all([remind(), remind(), remind()])).reduce((sum, count) => sum + count)).toBe(4);
  expect(await remind()).toBe(0);
  await settled();
  expect(heard()).toEqual(
    it.students.map(() => [
      'CS101 starts at 10:00. Once it is open, send me a selfie or the code shown in the room to check in.',
    ]),
  );
});

test('before it ends those who are missing are told, not who is here, excused or waiting for review', async () => {
  it.muster.clock.advance(60);
  const teacher = await it.muster.signIn('grace@school.example');
  await teacher.say('open CS101');
  const mark = (index: number, status: string) =>
    teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${it.school.students[index]!.id}`, { status });
  await mark(0, 'present');
  await mark(1, 'excused');
  await mark(2, 'absent');
  it.muster.clock.advance(44);
  expect(await remind()).toBe(0);
  it.muster.clock.advance(1);
  expect(await remind()).toBe(2);
  await settled();
  const sentence =
    'CS101 ends at 11:00, and you were not checked in a moment ago. If you are there, send me a selfie or the code shown in the room now.';
  expect(heard()).toEqual([[], [], [sentence], [sentence]]);
  await it.muster.modules.attendance.closeDueSessions();
});

describe('nobody is reminded', () => {
  test('when the policy says never', async () => {
    await policy({ remindBeforeStartMinutes: 0, remindBeforeEndMinutes: 0 });
    it.muster.clock.advance(59);
    expect(await remind()).toBe(0);
  });

  test('of a session that was opened early, cancelled or has begun', async () => {
    await it.muster.db.autocommit.session.update({ where: { id: sessionId }, data: { status: 'cancelled' } });
    it.muster.clock.advance(55);
    expect(await remind()).toBe(0);
    await it.muster.db.autocommit.session.update({ where: { id: sessionId }, data: { status: 'scheduled' } });
    it.muster.clock.advance(5);
    expect(await remind()).toBe(0);
  });

  test('who left the class, was deactivated or unlinked', async () => {
    const [first, second, third] = it.school.students;
    await it.muster.db.autocommit.enrolment.updateMany({
      where: { personId: first!.id },
      data: { leftAt: it.muster.clock.now(), endedBy: 'left' },
    });
    await it.muster.db.autocommit.person.update({ where: { id: second!.id }, data: { status: 'deactivated' } });
    const links = await it.muster.db.autocommit.linkedAccount.findMany({ where: { personId: third!.id } });
    await it.muster.db.autocommit.linkedAccount.updateMany({
      where: { personId: third!.id },
      data: { unlinkedAt: it.muster.clock.now() },
    });
    it.muster.clock.advance(52);
    expect(await remind()).toBe(1);
    await settled();
    expect(heard().map((list) => list.length)).toEqual([0, 0, 0, 1]);
    await it.muster.db.autocommit.enrolment.updateMany({
      where: { personId: first!.id },
      data: { leftAt: null, endedBy: null },
    });
    await it.muster.db.autocommit.person.update({ where: { id: second!.id }, data: { status: 'active' } });
    await it.muster.db.autocommit.linkedAccount.updateMany({
      where: { id: { in: links.map((link) => link.id) } },
      data: { unlinkedAt: null },
    });
  });
});

test('a reminder that could not be sent in time is not sent late', async () => {
  it.slack.trouble('chat.postMessage', ...Array.from({ length: 4 }, () => ({ status: 500 }) as const));
  it.muster.clock.advance(51);
  expect(await remind()).toBe(4);
  await until(
    async () =>
      (await it.muster.db.autocommit.outboundMessage.count({
        where: { finishedAt: null, workerNo: null, attempts: 1 },
      })) === 4,
  );
  it.muster.clock.advance(10);
  await settled();
  expect(heard()).toEqual([[], [], [], []]);
  expect(await it.muster.db.autocommit.outboundMessage.count({ where: { outcome: 'expired' } })).toBe(4);
});

test('times are those of the campus', async () => {
  await it.muster.db.autocommit.campus.updateMany({ data: { timeZone: 'Asia/Kolkata' } });
  it.muster.clock.advance(55);
  await remind();
  await settled();
  expect(heard()[0]![0]).toMatch(/^CS101 starts at 15:30\./);
});
