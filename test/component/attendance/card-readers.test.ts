/** Card readers: signed events check students in, once, and nothing else gets in by them. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let reader: { id: string; secret: string };
let sessionId: string;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
  reader = (await school.admin.post<typeof reader>('/api/v2/readers', { name: 'Door 1' })).body;
  for (const [index, student] of school.students.entries())
    await school.admin.post(`/api/v2/people/${student.id}/cards`, { card: `04:A2:0${index}` });
  sessionId = (
    await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
      durationMinutes: 60,
    })
  ).body.id;
});
afterAll(() => muster.end());

interface Sent {
  id?: string;
  secret?: string;
  at?: Date;
  body?: string;
  readerId?: string;
}

async function send(
  event: object,
  {
    id = 'evt_1',
    secret = reader.secret,
    at = muster.clock.now(),
    body = JSON.stringify(event),
    readerId = reader.id,
  }: Sent = {},
) {
  const response = await fetch(`${muster.url}/api/v2/readers/${readerId}/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, JSON.stringify(event)),
    },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const presence = async () =>
  (
    await school.teacher.get<{ status: string | null; leftAt: string | null }[]>(
      `/api/v2/sessions/${sessionId}/presence`,
    )
  ).body;

test('a card at the reader checks its student in, however often the event comes', async () => {
  const first = await send({ card: '04:a2:00' });
  expect(first).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  expect(await send({ card: '04:a2:00' })).toEqual(first);
  expect((await presence()).map(({ status }) => status)).toEqual(['present', null, null]);
});

test('a card going out checks its student out; who was never in is not', async () => {
  expect((await send({ card: '04:A2:00', direction: 'out' }, { id: 'evt_2' })).body['outcome']).toBe('left');
  expect((await send({ card: '04:A2:01', direction: 'out' }, { id: 'evt_3' })).body['outcome']).toBe('rejected');
  expect((await presence())[0]!.leftAt).not.toBeNull();
});

test('a card nobody has, and one without an open session, lead to nothing', async () => {
  expect((await send({ card: 'FF' }, { id: 'evt_4' })).body).toEqual({ outcome: 'unknownCard', checkInId: null });
  await school.admin.request('DELETE', `/api/v2/classes/${school.classId}/students/${school.students[2]!.id}`);
  expect((await send({ card: '04:A2:02' }, { id: 'evt_5' })).body).toEqual({ outcome: 'noSession', checkInId: null });
});

test("unsigned, changed, old, early, another reader's and an ended reader's events are refused, all with the same words", async () => {
  const other = (await school.admin.post<typeof reader>('/api/v2/readers', { name: 'Door 2' })).body;
  const minutes = (count: number) => new Date(muster.clock.now().getTime() + count * 60_000);
  const refused = [
    await send({ card: '04:A2:01' }, { id: 'evt_6', secret: other.secret }),
    await send({ card: '04:A2:01' }, { id: 'evt_6', body: '{"card":"04:A2:02"}' }),
    await send({ card: '04:A2:01' }, { id: 'evt_6', at: minutes(-6) }),
    await send({ card: '04:A2:01' }, { id: 'evt_6', at: minutes(6) }),
    await send({ card: '04:A2:01' }, { id: 'evt_6', readerId: '01890000-0000-7000-8000-000000000000' }),
  ];
  await school.admin.request('DELETE', `/api/v2/readers/${other.id}`);
  refused.push(await send({ card: '04:A2:01' }, { id: 'evt_7', secret: other.secret, readerId: other.id }));
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(new Set(refused.map(({ body }) => body['detail'])).size).toBe(1);
  expect((await presence())[1]!.status).toBeNull();
});

test('a reader stands at a place that is there: of one that is archived at the same moment, one of the two is refused', async () => {
  expect(
    await school.admin.post('/api/v2/readers', { name: 'Nowhere', placeId: '01890000-0000-7000-8000-000000000000' }),
  ).toMatchObject({ status: 404, body: { field: 'placeId' } });
  for (let round = 0; round < 8; round += 1) {
    const shape = { type: 'circle', latitude: 1, longitude: 1, radiusM: 50 };
    const placeId = (
      await school.admin.post<{ id: string }>('/api/v2/places', {
        campusId: school.campusId,
        kind: 'room',
        name: `Room ${round}`,
        shape,
      })
    ).body.id;
    const [made, archived] = await Promise.all([
      school.admin.post('/api/v2/readers', { name: `Reader ${round}`, placeId }),
      school.admin.request('DELETE', `/api/v2/places/${placeId}`),
    ]);
    expect([
      [201, 409],
      [404, 204],
    ]).toContainEqual([made.status, archived.status]);
    expect(await muster.db.autocommit.reader.count({ where: { placeId, place: { archivedAt: { not: null } } } })).toBe(
      0,
    );
  }
});

test('a body that is no event is refused by name, and a card belongs to one person', async () => {
  expect(await send({ direction: 'in' }, { id: 'evt_8' })).toMatchObject({ status: 400, body: { field: 'card' } });
  expect(await school.admin.post(`/api/v2/people/${school.students[1]!.id}/cards`, { card: '04:a2:00' })).toMatchObject(
    { status: 409, body: { field: 'card' } },
  );
});
