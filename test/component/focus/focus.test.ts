/**
 * The focus index through the API: off until an admin turns it on, the figure of a class from a photo of the room or
 * frames of a lesson.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { composeClassPhoto } from '../../../models/photo-studio.ts';
import type { FocusState } from '../../../src/focus/focus.schema.ts';
import type { Measured } from '../../../src/focus/focus.schema.ts';
import type { TaskView } from '../../../src/delivery/tasks/tasks.schema.ts';
import type { Client } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { filesUnder } from '../../support/stored.ts';
import { until } from '../../support/until.ts';

interface Refusal {
  detail: string;
  field?: string;
  code: string;
}
interface Timeline {
  figure: number | null;
  perStudent: boolean;
  frames: { id: string; takenAt: string; seen: number; judged: number; figure: number | null }[];
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
const timeline = async () => (await school.teacher.get<Timeline>(path())).body;
const setProfile = (profile: string) => school.admin.request('PATCH', '/api/v2/institution', { profile });
const withdraw = (client: Client) => client.request('DELETE', '/api/v2/me/focus-consent');
const audited = (action: string): Promise<number> => muster.db.autocommit.auditEntry.count({ where: { action } });

beforeEach(async () => {
  muster.clock.set('2026-11-18T09:05:00Z');
  await setProfile('standard');
  await turnOff();
  for (const client of [ada, blaise]) await withdraw(client);
});

describe('while it is off', () => {
  test('nothing is worked out or read, and the refusal says who can turn it on and why it is off', async () => {
    for (const answer of [
      await measure(),
      await school.teacher.upload<Refusal>(path('/frames'), 'frames', [room]),
      await school.admin.get<Refusal>(path()),
      await school.teacher.get<Refusal>(path('/chart')),
    ]) {
      expect([answer.status, answer.body.detail]).toEqual([
        409,
        'The focus index of CS101 is off. It judges people from photos, so it stays off until an admin turns it on with a reference to the impact assessment (DPIA).',
      ]);
    }
    expect((await school.teacher.get<FocusState>(switchPath())).body).toMatchObject({
      isOn: false,
      setting: null,
      profile: 'standard',
    });
    expect(await muster.db.autocommit.focusFrame.count()).toBe(0);
  });

  test('only an admin turns it on, and not without naming the assessment', async () => {
    expect((await turnOn({}, school.teacher)).status).toBe(403);
    expect((await turnOn({}, ada)).status).toBe(403);
    for (const dpiaReference of ['', '  ', 'no', undefined]) {
      const { status, body } = await turnOn({ dpiaReference });
      expect([status, body.field]).toEqual([400, 'dpiaReference']);
    }
    expect(await muster.db.autocommit.focusSetting.count()).toBe(0);
  });

  test('turning it on and off is audited with what was set, and turning it off twice is told', async () => {
    const before = [
      await audited('focus.turned_on'),
      await audited('focus.changed'),
      await audited('focus.turned_off'),
    ];
    expect((await turnOn()).body).toMatchObject({
      isOn: true,
      setting: { dpiaReference: 'DPIA 2026-14', minimumPeople: 8, front: 'camera', perStudent: false },
    });
    await turnOn({ minimumPeople: 12 });
    expect([(await turnOff()).status, (await turnOff()).status]).toEqual([200, 404]);
    expect([
      await audited('focus.turned_on'),
      await audited('focus.changed'),
      await audited('focus.turned_off'),
    ]).toEqual(before.map((count) => count + 1));
    const [entry] = await muster.db.autocommit.auditEntry.findMany({
      where: { action: 'focus.changed' },
      orderBy: { id: 'desc' },
      take: 1,
    });
    expect(entry?.facts).toMatchObject({ dpiaReference: 'DPIA 2026-14', minimumPeople: 12 });
  });
});

describe('a photo of the room', () => {
  test('gives the figure of the class with how many were judged; of the photo nothing is kept, and of no person anything', async () => {
    await turnOn();
    const files = filesUnder(muster.dataDir).length;
    const { status, body } = await measure();
    expect(status).toBe(200);
    expect(body.frame).toMatchObject({ judged: 12, seen: 12 });
    expect(body.frame.low! <= body.frame.figure! && body.frame.figure! <= body.frame.high!).toBe(true);
    expect(body.people).toBe(null);
    expect([filesUnder(muster.dataDir).length, await muster.db.autocommit.focusReading.count()]).toEqual([files, 0]);
    expect(await timeline()).toMatchObject({ figure: body.frame.figure, frames: [{ id: body.frame.id, judged: 12 }] });
  });

  test('of fewer than the minimum has no figure, but says how many it saw', async () => {
    await turnOn();
    const { body } = await measure(await composeClassPhoto(portraits.slice(0, 7)));
    expect(body.frame).toMatchObject({ seen: 7, judged: 7, figure: null, low: null, high: null });
    expect((await timeline()).figure).toBe(null);
    await turnOn({ minimumPeople: 5 });
    muster.clock.advance(1);
    expect((await measure(await composeClassPhoto(portraits.slice(0, 7)))).body.frame.figure).not.toBe(null);
  });

  test('loses its figure when fewer were judged than an admin asks for later, and than the eu profile does', async () => {
    await turnOn({ minimumPeople: 5 });
    await measure();
    muster.clock.advance(1);
    await measure(await composeClassPhoto(portraits.slice(0, 7)));
    const shown = async (): Promise<[number, boolean][]> =>
      (await timeline()).frames.map(({ judged, figure }) => [judged, figure !== null]);
    expect(await shown()).toEqual([
      [12, true],
      [7, true],
    ]);
    await setProfile('eu');
    expect(await shown()).toEqual([
      [12, true],
      [7, false],
    ]);
    await turnOn({ minimumPeople: 13 });
    expect([await shown(), (await timeline()).figure]).toEqual([
      [
        [12, false],
        [7, false],
      ],
      null,
    ]);
  });

  test('is refused without a photo, from who does not teach the class, and when it cannot be read', async () => {
    await turnOn();
    await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
    expect((await measure(room, await muster.signIn('alan@school.example'))).status).toBe(404);
    expect((await measure(room, ada)).status).toBe(403);
    const none = await school.teacher.upload<Refusal>(path(), 'photo', []);
    expect([none.status, none.body.field]).toEqual([400, 'photo']);
    expect((await measure(Buffer.from('no picture'))).status).toBe(415);
    expect(await muster.db.autocommit.focusFrame.count()).toBe(0);
  });

  test('taken before or long after the session is none of it', async () => {
    await turnOn();
    muster.clock.set('2026-11-18T11:00:00Z');
    // Of the teacher's token nothing is left by then.
    const { status, body } = await measure(room, await muster.signIn('grace@school.example'));
    expect([status, body.field]).toEqual([400, 'takenAt']);
  });

  test('can be taken back', async () => {
    await turnOn();
    const { body } = await measure();
    expect((await school.teacher.request('DELETE', path(`/frames/${body.frame.id}`))).status).toBe(204);
    expect((await school.teacher.request('DELETE', path(`/frames/${body.frame.id}`))).status).toBe(404);
    expect((await timeline()).frames).toEqual([]);
  });
});

describe('frames of a lesson', () => {
  const post = (frames: Buffer[], takenAt?: string) =>
    school.teacher.upload<TaskView & Refusal>(
      path('/frames'),
      'frames',
      frames,
      takenAt === undefined ? {} : { takenAt },
    );

  async function finished(id: string): Promise<TaskView> {
    return until(async () => {
      const { body } = await school.teacher.get<TaskView>(`/api/v2/tasks/${id}`);
      return body.status === 'done' || body.status === 'failed' ? body : false;
    });
  }

  test('are worked on as a task, stand in the timeline in their order, are drawn, and are not kept', async () => {
    await turnOn();
    const files = filesUnder(muster.dataDir).length;
    const few = await composeClassPhoto(portraits.slice(0, 4));
    const answer = await post(
      [room, Buffer.from('\xff\xd8\xffbroken', 'latin1'), few],
      '2026-11-18T09:04:00Z, 2026-11-18T09:03:00Z,2026-11-18T09:01:00Z',
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/v2/tasks/${answer.body.id}`]);
    const task = await finished(answer.body.id);
    expect(task).toMatchObject({
      status: 'done',
      done: 3,
      total: 3,
      result: { unreadable: [{ takenAt: '2026-11-18T09:03:00.000Z' }] },
    });
    const { frames } = await timeline();
    expect(frames.map(({ takenAt, judged, figure }) => [takenAt, judged, figure !== null])).toEqual([
      ['2026-11-18T09:01:00.000Z', 4, false],
      ['2026-11-18T09:04:00.000Z', 12, true],
    ]);
    expect(filesUnder(muster.dataDir).length).toBe(files);
    const png = await school.teacher.get(path('/chart'));
    expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await school.teacher.get<string>(path('/chart?format=svg'))).headers.get('content-type')).toContain(
      'image/svg+xml',
    );
  });

  test('sent a second time change nothing but their place: one photo a moment', async () => {
    await turnOn();
    for (let count = 0; count < 2; count += 1) await finished((await post([room], '2026-11-18T09:02:00Z')).body.id);
    expect((await timeline()).frames).toHaveLength(1);
  });

  test('are refused without their times, with too few of them, with one twice, and outside of the session', async () => {
    await turnOn();
    for (const takenAt of [
      undefined,
      '2026-11-18T09:01:00Z',
      'now,then',
      '2026-11-18T09:01:00Z,2026-11-18T09:01:00Z',
      '2026-11-18T09:01:00Z,2026-11-17T09:01:00Z',
    ]) {
      const { status, body } = await post([room, room], takenAt);
      expect([takenAt, status, body.field]).toEqual([takenAt, 400, 'takenAt']);
    }
    expect((await post([])).status).toBe(400);
  });

  test('are not worked on any more when it was turned off meanwhile', async () => {
    await turnOn();
    const { body } = await post([room]);
    await turnOff();
    expect((await finished(body.id)).status).toMatch(/done|failed/);
    expect(await muster.db.autocommit.focusFrame.count()).toBe(0);
  });
});
