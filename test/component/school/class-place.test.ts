/** The place of a class: who names it, and who sees and draws places. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1);
});
beforeEach(() => {
  count += 1;
});
afterAll(() => muster.end());

const circle = { type: 'circle', latitude: 47.3765, longitude: 8.5481, radiusM: 60 };

/** A name that no other test uses. */
const named = (name: string): string => `${name} ${count}`;
const draft = (over: Record<string, unknown> = {}) => ({
  campusId: school.campusId,
  kind: 'room',
  name: named('Hall'),
  shape: circle,
  ...over,
});

async function draw(over: Record<string, unknown> = {}): Promise<string> {
  const answer = await school.admin.post<{ id: string }>('/api/v2/places', draft(over));
  expect(answer, JSON.stringify(answer.body)).toMatchObject({
    status: 201,
    body: { id: expect.any(String) as string },
  });
  return answer.body.id;
}

const put = (path: string, body: unknown): Promise<Answer> => school.admin.request('PUT', path, body);
const remove = (id: string): Promise<Answer> => school.admin.request('DELETE', `/api/v2/places/${id}`);
const auditOf = async (subjectId: string): Promise<string[]> =>
  (await muster.database.db.autocommit.auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map(
    (entry) => entry.action,
  );

describe('the place of a class', () => {
  const ofClass = async (): Promise<unknown> =>
    (await school.teacher.get<{ placeId: string | null }[]>('/api/v2/classes')).body[0]?.placeId;

  test('is set and taken away by its teacher, and audited', async () => {
    const room = await draw();
    const set = (placeId: string | null) =>
      school.teacher.request('PUT', `/api/v2/classes/${school.classId}/place`, { placeId });
    expect((await set(room)).status).toBe(204);
    expect(await ofClass()).toBe(room);
    expect((await set(null)).status).toBe(204);
    expect(await ofClass()).toBeNull();
    expect((await auditOf(school.classId)).slice(-2)).toEqual(['class.placeChanged', 'class.placeChanged']);
  });

  test('is one that stands', async () => {
    const archived = await draw();
    await remove(archived);
    for (const placeId of [archived, randomUUID()])
      expect((await put(`/api/v2/classes/${school.classId}/place`, { placeId })).body).toMatchObject({
        status: 404,
        field: 'placeId',
      });
    expect((await put(`/api/v2/classes/${randomUUID()}/place`, { placeId: null })).status).toBe(404);
    expect((await put(`/api/v2/classes/${school.classId}/place`, {})).body).toMatchObject({
      status: 400,
      field: 'placeId',
    });
    expect(await ofClass()).toBeNull();
  });

  test('cannot vanish while it is named: of archiving and naming at once, one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const room = await draw({ name: named(`Round ${round}`) });
      const [named_, archived] = await Promise.all([
        put(`/api/v2/classes/${school.classId}/place`, { placeId: room }),
        remove(room),
      ]);
      expect([
        [204, 409],
        [404, 204],
      ]).toContainEqual([named_.status, archived.status]);
      await put(`/api/v2/classes/${school.classId}/place`, { placeId: null });
    }
  });
});

test('places are seen by students and staff, drawn by admins, and named for a class by who teaches it', async () => {
  await createPerson(school.admin, 'Other Teacher', 'other@school.example', 'teacher');
  await createPerson(school.admin, 'Guar Dian', 'guardian@school.example', 'guardian');
  const room = await draw();
  const people = {
    admin: school.admin,
    teacher: school.teacher,
    colleague: await muster.signIn('other@school.example'),
    student: await muster.signIn(school.students[0]!.email),
    guardian: await muster.signIn('guardian@school.example'),
  };
  const asked: Record<string, number[]> = {};
  for (const [who, client] of Object.entries(people)) {
    const body = draft({ name: named(who) });
    const answers = [
      await client.get('/api/v2/places'),
      await client.get('/api/v2/places/geojson'),
      await client.post('/api/v2/places', body),
      await client.post('/api/v2/places/import', { type: 'FeatureCollection', features: [] }),
      await client.request('PUT', `/api/v2/places/${randomUUID()}`, { kind: 'room', name: 'X', shape: circle }),
      await client.request('DELETE', `/api/v2/places/${randomUUID()}`),
      await client.get('/api/v2/places/search?text=Main+Street'),
      await client.request('PUT', `/api/v2/classes/${school.classId}/place`, { placeId: room }),
    ];
    asked[who] = answers.map(({ status }) => status);
  }
  expect(asked).toEqual({
    admin: [200, 200, 201, 400, 404, 404, 409, 204],
    teacher: [200, 200, 403, 403, 403, 403, 403, 204],
    colleague: [200, 200, 403, 403, 403, 403, 403, 404],
    student: [200, 200, 403, 403, 403, 403, 403, 403],
    guardian: [403, 403, 403, 403, 403, 403, 403, 403],
  });
});
