/** Lessons that nobody opened, by talking: opened on their day, marked and closed, or cancelled with the reason. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SessionView } from '../../../src/school/sessions/sessions.schema.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;

beforeAll(async () => {
  muster = await startTestMuster({}, '2026-11-16T08:00:00Z');
  school = await createSmallSchool(muster, 2);
  await school.teacher.say('help');
});
afterAll(() => muster.end());

/** Two hours of a day, and the clock on the next. */
async function forget(day: number, hours: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const hour of hours) {
    const startsAt = new Date(Date.UTC(2026, 10, day, hour));
    const endsAt = new Date(startsAt.getTime() + 3_600_000);
    const planned = await school.teacher.post<SessionView>(`/api/v2/classes/${school.classId}/sessions`, {
      startsAt,
      endsAt,
    });
    ids.push(planned.body.id);
  }
  muster.clock.set(new Date(Date.UTC(2026, 10, day + 1, 8)).toISOString());
  await school.teacher.signIn('grace@school.example', password);
  return ids;
}
const read = async (id: string | undefined): Promise<SessionView> =>
  (await school.teacher.get<SessionView>(`/api/v2/sessions/${id}`)).body;
const say = async (text: string): Promise<string> => (await school.teacher.say(text)).text;

test('a register is taken late by opening the lesson on its day, as the list of missing ones says', async () => {
  const [id] = await forget(16, [9]);
  const listed = await say('which registers are missing?');
  expect(listed).toContain('"open CLASS on DAY"');
  const opened = await say('open CS101 on Mon 16 Nov');
  expect(opened).toContain('CS101, Mon 16 Nov, 09:00 to 10:00 is open');
  expect(await read(id)).toMatchObject({ status: 'open', startsAt: '2026-11-16T09:00:00.000Z' });
  expect(await say('open CS101 yesterday')).toContain('is open already');
  await say('mark Ada present in CS101 yesterday');
  await school.teacher.press('Confirm');
  const [, closing = ''] = /"(close [^"]+)"/.exec(opened) ?? [];
  expect(await say(closing)).toMatch(/^Close CS101, Mon 16 Nov, 09:00\? 1 student will be absent: Blaise Pascal\./);
  await school.teacher.press('Confirm');
  expect((await read(id)).status).toBe('closed');
  expect(await say('open CS101 yesterday')).toContain('CS101 has no session planned on Mon 16 November 2026');
});

test('of several lessons of that day the hour is asked for, and nothing else is opened', async () => {
  const [first, second] = await forget(18, [9, 14]);
  expect(await say('open CS101 yesterday')).toContain('several sessions on Wed 18 November 2026: 09:00, 14:00');
  expect(await say('14:00')).toContain('CS101, Wed 18 Nov, 14:00 to 15:00 is open');
  expect([(await read(first)).status, (await read(second)).status]).toEqual(['scheduled', 'open']);
});

test('a lesson that was not held is cancelled with the reason that was said', async () => {
  const [id] = await forget(23, [9]);
  expect(await say('cancel CS101 yesterday because of snow')).toMatch(
    /^Cancel CS101, Mon 23 Nov, 09:00 to 10:00\? .*Reason: snow\./,
  );
  await school.teacher.press('Confirm');
  expect(await read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'snow' });
  expect(await say('which registers are missing?')).not.toContain('Mon 23 Nov');
});

test('a lesson to come is not opened, and no other in its place', async () => {
  const [id] = await forget(25, [9]);
  expect(await say('open CS101 tomorrow')).toContain('not ahead of time');
  const { sessions } = (
    await school.teacher.get<{ sessions: SessionView[] }>(`/api/v2/sessions?classId=${school.classId}&status=open`)
  ).body;
  expect(sessions.filter(({ startsAt }) => String(startsAt) > '2026-11-19')).toEqual([]);
  expect((await read(id)).status).toBe('scheduled');
});
