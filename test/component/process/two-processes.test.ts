/**
 * Two processes of the service on one PostgreSQL: races, what is kept in memory, live views, and work shared by ROLE.
 */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../../src/kernel/log.ts';
import { createVision } from '../../../src/recognition/vision/vision.ts';
import { createClient, type Client } from '../../support/client.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { inspectLedger, soundLedger } from '../../support/ledger.ts';
import { openStream } from '../../support/live.ts';
import { password } from '../../support/muster.ts';
import { createSmallSchoolAt, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';
import { endService, makeDataDir, startReadyService, type Service } from '../../support/service.ts';
import { film, portray, quickYawsOf } from '../../support/turning-head.ts';

let database: TestDatabase;
let dataDir: string;
let services: Service[];
let school: SmallSchool;
let sessionId: string;

const start = (role = 'all'): Promise<Service> =>
  startReadyService(dataDir, {
    DATABASE_URL: database.url,
    SECRET_KEY: 'a-test-secret-of-at-least-32-characters',
    ROLE: role,
    LOG_LEVEL: 'warn',
  });
/** The same person at each of the two. */
const atBoth = (email: string): Promise<Client[]> =>
  Promise.all(services.map((service) => createClient(service.url).signIn(email, password)));
const open = async (classId: string): Promise<string> =>
  (await school.teacher.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, { durationMinutes: 120 })).body
    .id;
const codeOf = async (id: string): Promise<string> =>
  (await school.teacher.post<{ code: string }>(`/api/v2/sessions/${id}/code`)).body.code;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = makeDataDir();
  services = [await start()];
  services.push(await start());
  school = await createSmallSchoolAt(services[0]!.url, 4);
  sessionId = await open(school.classId);
});
afterAll(async () => {
  for (const service of services) await endService(service, 'SIGTERM');
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('races', () => {
  test('fifty check-ins of one student at both at once make one record with one change', async () => {
    const [here, there] = await atBoth(school.students[0]!.email);
    const code = await codeOf(sessionId);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? here : there)!.post<{ receipt: { decision: string } }>('/api/v2/check-ins', {
          sessionId,
          code,
        }),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.receipt.decision}`))).toEqual(
      new Set(['200 accepted']),
    );
    expect(await inspectLedger(database.url)).toEqual(soundLedger);
    const history = await school.teacher.get<unknown[]>(
      `/api/v2/sessions/${sessionId}/records/${school.students[0]!.id}/history`,
    );
    expect(history.body).toHaveLength(1);
  });

  test('a challenge answered at both at once is taken by one of them, and by none afterwards', async () => {
    const clients = await atBoth(school.students[3]!.email);
    const [photo] = await readPortraits(1, 1);
    await enrolFace(clients[0]!, photo!);
    const vision = await createVision({ threads: 1, log: createLog('silent') });
    const sitter = await portray((frames) => vision.analyseFilm(frames), photo!);
    await vision.close();
    // Drawn beforehand: the clock of a real service does not wait.
    await film(sitter, quickYawsOf(['left', 'right']));
    const { id, turns } = (
      await clients[0]!.post<{ id: string; turns: ('left' | 'right')[] }>('/api/v2/check-ins/challenge', { sessionId })
    ).body;
    const films = await Promise.all([10, 11].map((take) => film(sitter, quickYawsOf(turns), { take })));
    const answers = await Promise.all(
      clients.map((client, index) =>
        client.upload<{ receipt?: { decision: string } }>(`/api/v2/check-ins/challenge/${id}`, 'frames', films[index]!),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.receipt?.decision]).sort()).toEqual([
      [200, 'accepted'],
      [410, undefined],
    ]);
    expect(
      (
        await clients[1]!.upload(
          `/api/v2/check-ins/challenge/${id}`,
          'frames',
          await film(sitter, quickYawsOf(turns), { take: 12 }),
        )
      ).status,
    ).toBe(410);
  });

  test('two teachers correcting one record are both in its history', async () => {
    const teachers = await atBoth('grace@school.example');
    const record = `/api/v2/sessions/${sessionId}/records/${school.students[1]!.id}`;
    await Promise.all(
      teachers.map((teacher, index) => teacher.request('PUT', record, { status: index === 0 ? 'late' : 'excused' })),
    );
    const history = await school.teacher.get<{ before: string | null; after: string }[]>(`${record}/history`);
    expect(history.body.map(({ after }) => after).sort()).toEqual(['excused', 'late']);
    expect(history.body[1]!.before).toBe(history.body[0]!.after);
  });

  test('a code used while it is replaced is either in or out, and out for good after it', async () => {
    const [last, ...others] = school.students;
    const hasty = (await Promise.all(others.map((student) => atBoth(student.email)))).flat();
    const [slow] = await atBoth(last!.email);
    // A class of its own, in whose register nothing stands yet: what is decided is then decided by the code.
    const { body: fresh } = await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'CS102',
      title: 'Codes',
      campusId: school.campusId,
    });
    await school.admin.post(`/api/v2/classes/${fresh.id}/teachers`, { personId: school.teacher.id });
    await school.admin.post(`/api/v2/classes/${fresh.id}/students`, { personIds: school.students.map(({ id }) => id) });
    const other = await open(fresh.id);
    const old = await codeOf(other);
    const [made, ...tried] = await Promise.all([
      codeOf(other),
      ...hasty.map((student) =>
        student.post<{ receipt: { decision: string } }>('/api/v2/check-ins', { sessionId: other, code: old }),
      ),
    ]);
    for (const { status, body } of tried)
      expect([status, ['accepted', 'rejected'].includes(body.receipt.decision)]).toEqual([200, true]);
    expect(made).not.toBe(old);
    // Somebody who was not in the race: who got in with the old code is told so again for the same code.
    const late = await slow!.post<{ receipt: { decision: string } }>('/api/v2/check-ins', {
      sessionId: other,
      code: old,
    });
    expect(late.body.receipt.decision).toBe('rejected');
    expect(await inspectLedger(database.url)).toEqual(soundLedger);
  });
});

describe('what is kept in memory', () => {
  test('of a roster is forgotten when the other process changes it', async () => {
    const [here, there] = await atBoth('grace@school.example');
    const seen = async (client: Client): Promise<number> =>
      (await client.get<{ isEnrolled: boolean }[]>(`/api/v2/sessions/${sessionId}/presence`)).body.filter(
        ({ isEnrolled }) => isEnrolled,
      ).length;
    expect([await seen(here!), await seen(there!)]).toEqual([4, 4]);
    await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${school.students[3]!.id}`);
    await expect.poll(() => seen(there!)).toBe(3);
    await school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds: [school.students[3]!.id] });
    await expect.poll(() => seen(there!)).toBe(4);
  });

  test('of a face is not compared any more once it was forgotten at the other', async () => {
    const [here, there] = await atBoth(school.students[2]!.email);
    const [photo] = await readPortraits(1);
    await enrolFace(here!, photo!);
    const show = () =>
      there!.upload<{ receipt: { decision: string; reasons: { sentence: string }[] } }>(
        '/api/v2/check-ins',
        'photo',
        [photo!],
        { sessionId },
      );
    expect((await show()).body.receipt.decision).toBe('accepted');
    await here!.request('DELETE', '/api/v2/me/faces');
    const refused = await there!.upload<{ receipt: { decision: string; reasons: { sentence: string }[] } }>(
      '/api/v2/check-ins',
      'photo',
      [photo!],
      { sessionId, deviceId: 'x', code: '000000' },
    );
    expect(refused.body.receipt.reasons[0]!.sentence).toContain('not enrolled');
  });
});

describe('who is let in', () => {
  const me = async (client: Client): Promise<number> => (await client.get('/api/v2/me')).status;
  const change = (id: string, body: object) => school.admin.request('PATCH', `/api/v2/people/${id}`, body);

  // No waiting and no second try: the very next request at the other process meets the change.
  test('is as the other process has just decided: signed out, deactivated, given another role', async () => {
    const { id, email } = school.students[3]!;
    for (let time = 0; time < 10; time += 1) {
      const [here, there] = await atBoth(email);
      expect(await me(there!)).toBe(200);
      await here!.post('/api/v2/auth/sign-out');
      expect(await me(there!)).toBe(401);
    }
    const [, deactivated] = await atBoth(email);
    expect(await me(deactivated!)).toBe(200);
    await change(id, { status: 'deactivated' });
    expect(await me(deactivated!)).toBe(401);
    await change(id, { status: 'active' });
    const [, promoted] = await atBoth(email);
    await change(id, { role: 'teacher' });
    expect(await me(promoted!)).toBe(401);
    await change(id, { role: 'student' });
  });
});

describe('live views', () => {
  test('of the register and of notifications show at one what happened at the other, and end with the process', async () => {
    const third = await start();
    const [teacher, student] = await Promise.all(
      ['grace@school.example', school.students[3]!.email].map((email) =>
        createClient(third.url).signIn(email, password),
      ),
    );
    const register = await openStream(third.url, teacher!, `/api/v2/sessions/${sessionId}/presence/live`);
    const notifications = await openStream(third.url, student!, '/api/v2/me/notifications/live');
    await expect.poll(() => register.events().length).toBeGreaterThan(0);
    await school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${school.students[3]!.id}`, {
      status: 'excused',
      reason: 'concert',
    });
    const standing = () =>
      register
        .latest<{ students: { personId: string; status: string | null }[] }>()
        .students.find(({ personId }) => personId === school.students[3]!.id)?.status;
    await expect.poll(standing).toBe('excused');
    await expect
      .poll(() => notifications.latest<{ notifications: { text: string }[] }>()?.notifications[0]?.text)
      .toContain('excused (concert)');
    expect((await endService(third, 'SIGTERM')).code).toBe(0);
    await Promise.all([register.ended, notifications.ended]);
  });
});

describe('ROLE', () => {
  test('web takes in and worker decides; a worker told to stop lets what runs end, and what waits stays for the next', async () => {
    const [web, worker] = [await start('web'), await start('worker')];
    expect((await fetch(`${worker.url}/api/v2/classes`)).status).toBe(404);
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
    // Only these two, so that nobody else decides.
    for (const service of services.splice(0)) await endService(service, 'SIGTERM');
    const student = await createClient(web.url).signIn(school.students[1]!.email, password);
    const [photo] = await readPortraits(1, 3);
    await enrolFace(student, photo!);
    const post = async (): Promise<string> => {
      const form = new FormData();
      form.set('sessionId', sessionId);
      form.append('photo', new Blob([Uint8Array.from(photo!)], { type: 'image/jpeg' }), 'selfie.jpg');
      const taken = await student.request('POST', '/api/v2/check-ins', form, { prefer: 'respond-async' });
      expect(taken.status).toBe(202);
      return taken.headers.get('location') ?? '';
    };
    const statusOf = async (where: string): Promise<string> =>
      (await student.get<{ status: string }>(where)).body.status;
    const first = await post();
    await expect.poll(() => statusOf(first)).toBe('done');
    // As many as may wait of one person.
    const many = await Promise.all(Array.from({ length: 5 }, post));
    expect((await endService(worker, 'SIGTERM')).code).toBe(0);
    for (const where of many) expect(['waiting', 'done']).toContain(await statusOf(where));
    services.push(await start('worker'), web);
    for (const where of many) await expect.poll(() => statusOf(where)).toBe('done');
    expect(await inspectLedger(database.url)).toEqual(soundLedger);
  });
});
