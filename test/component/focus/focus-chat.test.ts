/**
 * The focus index in chat: turned on by an admin who confirms, measured and asked for by the teacher, agreed to by the
 * student.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, readPortraits, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let room: Buffer;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 2);
  ada = await muster.signIn(school.students[0]!.email);
  room = await composeClassPhoto(await readPortraits(10));
  await school.teacher.post(`/api/v2/classes/${school.classId}/sessions/open`, { durationMinutes: 90 });
});
afterAll(() => muster.end());

const settings = (): Promise<number> => muster.db.autocommit.focusSetting.count();

test('it is off at first: the teacher is told who turns it on and why, with a photo and without', async () => {
  for (const photos of [[], [room]]) {
    expect((await school.teacher.say('focus of CS101 today', photos)).text).toMatch(
      /The focus index of CS101 is off\. It judges people from photos, so it stays off until an admin turns it on/,
    );
  }
  expect((await school.teacher.say('turn on focus for CS101, DPIA 2026-14')).text).toContain(
    'not something you can do here',
  );
  expect(await settings()).toBe(0);
});

test('an admin turns it on by naming the assessment and confirming, and not without', async () => {
  expect((await school.admin.say('turn on focus for CS101')).text).toMatch(
    /there has to be an impact assessment \(DPIA\)/,
  );
  const asked = await school.admin.say('turn on focus for CS101, DPIA 2026-14');
  expect([asked.text, await settings()]).toEqual([
    expect.stringMatching(
      /by the impact assessment 2026-14\? .* of the class as a whole only, and of 8 people or more/,
    ),
    0,
  ]);
  expect((await school.admin.press('Confirm')).text).toBe(
    'The focus index of CS101 is on, by the impact assessment 2026-14: of 8 people or more, never of a single person. An admin can turn it off.',
  );
});

test('a photo gives the figure, which can be undone; asked for, the session is told with its chart', async () => {
  expect((await school.teacher.say('focus of CS101')).text).toContain('no photo was sent yet');
  const measured = await school.teacher.say('focus of CS101', [room]);
  expect(measured.text).toMatch(
    /^CS101, Wed 18 Nov, 09:00: focus index now: \d+ of 100 \(95 % interval \d+ to \d+\), of 10 people.*\nIt says where heads were turned/,
  );
  const reply = await school.teacher.say('focus of CS101 today');
  expect(reply.text).toMatch(/focus index \d+ of 100 over 1 photo/);
  expect(reply.files.map(({ name, mimeType }) => [name, mimeType])).toEqual([['focus-CS101.png', 'image/png']]);
  const chart = await fetch(reply.files[0]!.url);
  expect([chart.status, (await chart.arrayBuffer()).byteLength > 5000]).toEqual([200, true]);
  muster.clock.advance(1);
  await school.teacher.say('how focused is CS101?', [room]);
  expect((await school.teacher.press('Undo')).text).toContain('Taken back');
  expect(await muster.db.autocommit.focusFrame.count()).toBe(1);
});

test('two photos at once are not taken, since who is in both would count twice', async () => {
  expect((await school.teacher.say('focus of CS101', [room, room])).text).toContain('one photo of the room at a time');
});

test('a student reads what they agree to, agrees, and withdraws', async () => {
  expect((await ada.say('I agree to the focus index')).text).toMatch(
    /a number from 0 to 100[\s\S]*Nobody has to agree[\s\S]*Do you agree\?/,
  );
  await ada.press('Confirm');
  const standing = (): Promise<number> =>
    muster.db.autocommit.consent.count({ where: { kind: 'focus_index', withdrawnAt: null } });
  expect(await standing()).toBe(1);
  expect((await ada.say('I agree to the focus index')).text).toContain('You have agreed to it already');
  await ada.say('stop my focus index');
  expect((await ada.press('Confirm')).text).toContain('no focus figures of yours are kept');
  expect(await standing()).toBe(0);
});

test('in the eu profile figures per student are refused before there is anything to confirm', async () => {
  await school.admin.request('PATCH', '/api/v2/institution', { profile: 'eu' });
  const reply = await school.admin.say('turn on focus for CS101 per student, DPIA 2026-14');
  expect([reply.text, reply.actions]).toEqual([
    expect.stringContaining('never worked out for a single person (AI Act, Article 5(1)(f))'),
    [],
  ]);
});

test('turned off by an admin who confirms, its figures are gone', async () => {
  expect((await school.admin.say('turn off focus for CS101')).text).toContain('delete all its figures');
  expect((await school.admin.press('Confirm')).text).toBe(
    'The focus index of CS101 is off; the figures of 1 photo were deleted.',
  );
  expect([await settings(), await muster.db.autocommit.focusFrame.count()]).toEqual([0, 0]);
  expect((await school.admin.say('turn off focus for CS101')).text).toContain('is off');
});
