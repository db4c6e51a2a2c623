/** The focus index student by student: only of those who agreed, and shown to nobody else. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import { focusConsent } from '../../../src/focus/focus.schema.ts';
import type { FocusState } from '../../../src/focus/focus.schema.ts';
import type { Measured } from '../../../src/focus/focus.schema.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { until } from '../../support/until.ts';

interface Refusal {
  detail: string;
  field?: string;
  code: string;
}

let muster: TestMuster;
let school: SmallSchool;
let ada: Client;
let blaise: Client;
let portraits: Buffer[];
let room: Buffer;
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  portraits = await readPortraits(12);
  room = await composeClassPhoto(portraits);
  ada = await muster.signIn(school.students[0]!.email);
  blaise = await muster.signIn(school.students[1]!.email);
  await enrolFace(ada, portraits[0]!);
  await enrolFace(blaise, portraits[1]!);
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 90,
    })
  ).body.id;
});
afterAll(() => muster.end());

const switchPath = (): string => `/api/v2/classes/${school.classId}/focus`;
const path = (rest = ''): string => `/api/v2/sessions/${sessionId}/focus${rest}`;
const turnOn = (setting: Record<string, unknown> = {}, who: Client = school.admin) =>
  who.request<FocusState & Refusal>('PUT', switchPath(), { dpiaReference: 'DPIA 2026-14', ...setting });
const turnOff = () => school.admin.request<{ deleted: number }>('DELETE', switchPath());
const measure = (photo: Buffer = room, who: Client = school.teacher) =>
  who.upload<Measured & Refusal>(path(), 'photo', [photo]);
const setProfile = (profile: string) => school.admin.request('PATCH', '/api/v2/institution', { profile });
const agree = (client: Client) => client.post('/api/v2/me/focus-consent', { textVersion: focusConsent.version });
const withdraw = (client: Client) => client.request('DELETE', '/api/v2/me/focus-consent');

beforeEach(async () => {
  muster.clock.set('2026-11-18T09:05:00Z');
  await setProfile('standard');
  await turnOff();
  for (const client of [ada, blaise]) await withdraw(client);
});

describe('student by student', () => {
  const students = (who: Client = school.teacher) =>
    who.get<{ name: string; index: number; frames: number }[] & Refusal>(path('/students'));
  const kept = (): Promise<number> => muster.db.autocommit.focusReading.count();

  test('nothing is told or kept unless an admin turned that on too', async () => {
    await turnOn();
    await agree(ada);
    expect((await measure()).body.people).toBe(null);
    const { status, body } = await students();
    expect([status, body.detail, await kept()]).toEqual([
      409,
      expect.stringContaining('An admin can turn it on per student'),
      0,
    ]);
  });

  test('only those are named who agreed to it and to face recognition, and they read the same', async () => {
    await turnOn({ perStudent: true });
    expect((await measure()).body.people).toEqual([]);
    await agree(ada);
    muster.clock.advance(1);
    const { people } = (await measure()).body;
    expect(people!.map(({ name }) => name)).toEqual(['Ada Lovelace']);
    expect((await students()).body).toMatchObject([{ name: 'Ada Lovelace', index: people![0]!.index, frames: 1 }]);
    expect((await ada.get<unknown[]>('/api/v2/me/focus')).body).toMatchObject([
      { sessionId, index: people![0]!.index },
    ]);
    expect((await blaise.get<unknown[]>('/api/v2/me/focus')).body).toEqual([]);
    expect((await students(ada)).status).toBe(403);
  });

  test('what was kept stays when either agreement moves to a later text', async () => {
    await turnOn({ perStudent: true });
    await agree(ada);
    await measure();
    expect(await kept()).toBe(1);
    await muster.db.autocommit.consent.updateMany({
      where: { personId: (await ada.get<{ id: string }>('/api/v2/me')).body.id, withdrawnAt: null },
      data: { textVersion: '2026-10' },
    });
    const { body } = await ada.get<{ version: string; isGranted: boolean }>('/api/v2/me/face-consent');
    await ada.post('/api/v2/me/face-consent', { textVersion: body.version });
    await agree(ada);
    expect([
      body.isGranted,
      (await ada.get<{ isGranted: boolean }>('/api/v2/me/focus-consent')).body.isGranted,
      await kept(),
    ]).toEqual([false, true, 1]);
  });

  test('what was kept goes with the agreement, with the face, with the setting, and with the class', async () => {
    const again = async (): Promise<void> => {
      await turnOff();
      await turnOn({ perStudent: true });
      for (const client of [ada, blaise]) await agree(client);
      await measure();
      expect(await kept()).toBe(2);
    };
    await again();
    await withdraw(ada);
    expect([await kept(), (await ada.get<unknown[]>('/api/v2/me/focus')).body]).toEqual([1, []]);
    await again();
    await blaise.request('DELETE', '/api/v2/me/faces');
    expect(await kept()).toBe(1);
    await enrolFace(blaise, portraits[1]!);
    await turnOn({ perStudent: false });
    expect(await kept()).toBe(0);
    await again();
    await turnOff();
    expect([await kept(), await muster.db.autocommit.focusFrame.count()]).toEqual([0, 0]);
  });

  test('nothing is kept or told of who takes their face back while the photo is looked at', async () => {
    await turnOn({ perStudent: true });
    for (const client of [ada, blaise]) await agree(client);
    const other = new pg.Client({ connectionString: muster.database.url });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT 1 FROM focus_setting FOR UPDATE');
      const measured = measure();
      // The faces are named by then, and what is to be kept waits.
      await until(
        async () =>
          (
            await muster.db.autocommit.$queryRaw<
              unknown[]
            >`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%focus_setting%' AND datname = current_database()`
          ).length > 0,
      );
      await ada.request('DELETE', '/api/v2/me/faces');
      await other.query('COMMIT');
      expect([(await measured).body.people!.map(({ name }) => name), await kept()]).toEqual([['Blaise Pascal'], 1]);
    } finally {
      await other.end();
    }
    await enrolFace(ada, portraits[0]!);
  });

  test('the eu profile forbids it whatever is asked, deletes what there was, and raises the minimum', async () => {
    await turnOn({ perStudent: true, minimumPeople: 5 });
    await agree(ada);
    await measure();
    expect(await kept()).toBe(1);
    await setProfile('eu');
    expect([await kept(), await muster.db.autocommit.focusFrame.count()]).toEqual([0, 1]);
    expect((await school.teacher.get<FocusState>(switchPath())).body).toMatchObject({
      profile: 'eu',
      setting: { perStudent: false, minimumPeople: 8 },
    });
    const refused = await turnOn({ perStudent: true });
    expect([refused.status, refused.body.field, refused.body.detail]).toEqual([
      403,
      'perStudent',
      expect.stringContaining('AI Act, Article 5(1)(f)'),
    ]);
    expect((await turnOn({ minimumPeople: 7 })).body).toMatchObject({ field: 'minimumPeople', code: 'invalidInput' });
    muster.clock.advance(1);
    expect((await measure()).body.people).toBe(null);
    expect([(await students()).status, await kept()]).toEqual([403, 0]);
  });
});
