/** Places over HTTP: drawn, imported, named by classes, archived; who may; and what is refused. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  featureCollectionView,
  placeView,
  type FeatureCollection,
  type PlaceView,
} from '../../../src/school/places/geofence.schema.ts';
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
const ring = [
  [8.5, 47.4],
  [8.502, 47.4],
  [8.502, 47.401],
  [8.5, 47.401],
  [8.5, 47.4],
];
const polygon = { type: 'polygon', polygon: { type: 'Polygon', coordinates: [ring] } };

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

async function list(query = ''): Promise<PlaceView[]> {
  const answer = await school.teacher.get<PlaceView[]>(`/api/v2/places${query}`);
  expect(answer.status).toBe(200);
  expect(z.array(placeView).parse(answer.body)).toEqual(answer.body);
  return answer.body;
}

const find = async (id: string): Promise<PlaceView | undefined> => (await list()).find((place) => place.id === id);
const auditOf = async (subjectId: string): Promise<string[]> =>
  (await muster.database.db.autocommit.auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map(
    (entry) => entry.action,
  );

describe('a place', () => {
  test('comes back as it was drawn, as a circle or a polygon, and every change of it is audited', async () => {
    const campus = await draw({ kind: 'campus', name: named('Campus'), shape: polygon });
    const building = await draw({ kind: 'building', name: named('Building'), parentId: campus });
    const room = await draw({ parentId: building });
    expect(await find(campus)).toEqual({
      id: campus,
      campusId: school.campusId,
      parentId: null,
      kind: 'campus',
      name: named('Campus'),
      shape: polygon,
    });
    expect(await find(room)).toEqual({
      id: room,
      campusId: school.campusId,
      parentId: building,
      kind: 'room',
      name: named('Hall'),
      shape: circle,
    });
    expect(
      (
        await put(`/api/v2/places/${room}`, {
          parentId: campus,
          kind: 'building',
          name: named('Annex'),
          shape: polygon,
        })
      ).status,
    ).toBe(204);
    expect(await find(room)).toEqual({
      id: room,
      campusId: school.campusId,
      parentId: campus,
      kind: 'building',
      name: named('Annex'),
      shape: polygon,
    });
    expect((await remove(room)).status).toBe(204);
    expect(await find(room)).toBeUndefined();
    expect(await auditOf(room)).toEqual(['place.created', 'place.changed', 'place.archived']);
    expect((await school.admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true });
  });

  test('is listed by campus and by kind', async () => {
    const other = (await school.admin.post<{ id: string }>('/api/v2/campuses', { name: named('Other') })).body.id;
    const room = await draw({ campusId: other });
    const building = await draw({ campusId: other, kind: 'building', name: named('Building') });
    expect((await list(`?campusId=${other}`)).map(({ id }) => id).sort()).toEqual([room, building].sort());
    expect((await list(`?campusId=${other}&kind=room`)).map(({ id }) => id)).toEqual([room]);
    expect((await school.admin.get('/api/v2/places?kind=planet')).body).toMatchObject({ status: 400, field: 'kind' });
  });

  test('that was archived comes back under its name with its id', async () => {
    const id = await draw();
    await remove(id);
    expect((await put(`/api/v2/places/${id}`, { kind: 'room', name: 'X', shape: circle })).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
    const elsewhere = await draw({ name: named('Elsewhere') });
    expect(
      (await put(`/api/v2/places/${elsewhere}`, { kind: 'room', name: named('Hall'), shape: circle })).body,
    ).toMatchObject({ status: 409, field: 'name', detail: expect.stringContaining('archived') as string });
    expect(await draw({ shape: polygon })).toBe(id);
    expect(await find(id)).toMatchObject({ shape: polygon });
  });

  const open = ring.slice(0, 4);
  const asPolygon = (coordinates: unknown) => ({
    shape: { type: 'polygon', polygon: { type: 'Polygon', coordinates } },
  });
  test.each<[string, Record<string, unknown>, number, string, RegExp]>([
    ['a radius of nothing', { shape: { ...circle, radiusM: 0 } }, 400, 'shape.radiusM', /1 m at least/],
    ['a latitude beyond the pole', { shape: { ...circle, latitude: 91 } }, 400, 'shape.latitude', /between -90 and 90/],
    ['a ring that is open', asPolygon([open]), 400, 'shape.polygon', /not closed/],
    [
      'a ring that crosses itself',
      asPolygon([[ring[0], ring[2], ring[1], ring[3], ring[0]]]),
      400,
      'shape.polygon',
      /crosses/,
    ],
    [
      'a ring without an area',
      asPolygon([
        [
          [8, 47],
          [8, 47.1],
          [8, 47.2],
          [8, 47],
        ],
      ]),
      400,
      'shape.polygon',
      /area/,
    ],
    [
      'latitude and longitude mixed up',
      asPolygon([ring.map(([lon, lat]) => [lat! * 2, lon! * 20])]),
      400,
      'shape.polygon.coordinates.0.0.1',
      /latitude/,
    ],
    ['no ring', asPolygon([]), 400, 'shape.polygon.coordinates', /no ring/],
    ['a shape of another kind', { shape: { type: 'star' } }, 400, 'shape.type', /./],
    ['a name of blanks', { name: '  ' }, 400, 'name', /./],
    ['a campus that is not there', { campusId: randomUUID() }, 404, 'campusId', /no such campus/],
    ['a parent that is not there', { parentId: randomUUID() }, 404, 'parentId', /no such place/],
    ['a field that nobody knows', { colour: 'red' }, 400, '', /colour/],
  ])('with %s is refused, and the field is named', async (_name, over, status, field, says) => {
    const answer = await school.admin.post('/api/v2/places', draft(over));
    expect(answer.body).toMatchObject({
      status,
      detail: expect.stringMatching(says) as string,
      ...(field === '' ? {} : { field }),
    });
    expect((await list()).filter(({ name }) => name === named('Hall'))).toEqual([]);
  });

  test('lies in a larger one of its campus only, and holds smaller ones only', async () => {
    const building = await draw({ kind: 'building', name: named('Building') });
    const room = await draw({ parentId: building });
    expect(
      (await school.admin.post('/api/v2/places', draft({ kind: 'campus', name: named('Campus'), parentId: building })))
        .body,
    ).toMatchObject({ status: 400, field: 'parentId' });
    expect(
      (await put(`/api/v2/places/${room}`, { parentId: room, kind: 'room', name: named('Hall'), shape: circle })).body,
    ).toMatchObject({ status: 400, field: 'parentId' });
    expect(
      (await put(`/api/v2/places/${building}`, { kind: 'room', name: named('Building'), shape: circle })).body,
    ).toMatchObject({ status: 409, field: 'kind' });
    const other = (await school.admin.post<{ id: string }>('/api/v2/campuses', { name: named('Other') })).body.id;
    expect(
      (await school.admin.post('/api/v2/places', draft({ campusId: other, parentId: building }))).body,
    ).toMatchObject({ status: 404, field: 'parentId' });
  });

  test('has a name of its own on its campus, also when two draw it at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => school.admin.post('/api/v2/places', draft())));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ field: 'name' });
  });

  test('is not archived while a class, a session to come, a reader or a smaller place names it', async () => {
    const { autocommit } = muster.database.db;
    const refusal = async (id: string) => (await remove(id)).body;
    const building = await draw({ kind: 'building', name: named('Building') });
    const room = await draw({ parentId: building });
    expect(await refusal(building)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('1 smaller place') as string,
    });
    await put(`/api/v2/classes/${school.classId}/place`, { placeId: room });
    expect(await refusal(room)).toMatchObject({ status: 409, detail: expect.stringContaining('1 class.') as string });
    await put(`/api/v2/classes/${school.classId}/place`, { placeId: null });
    const session = (
      await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions`, {
        startsAt: '2026-11-20T09:00:00Z',
        endsAt: '2026-11-20T10:00:00Z',
      })
    ).body.id;
    await autocommit.session.update({ where: { id: session }, data: { placeId: room } });
    expect(await refusal(room)).toMatchObject({ status: 409, detail: expect.stringContaining('1 session.') as string });
    await autocommit.session.update({ where: { id: session }, data: { status: 'cancelled' } });
    await autocommit.reader.create({
      data: { id: randomUUID(), name: named('Door'), placeId: room, secret: Buffer.alloc(1), createdAt: new Date() },
    });
    expect(await refusal(room)).toMatchObject({ status: 409, detail: expect.stringContaining('1 reader.') as string });
    await autocommit.reader.updateMany({ where: { placeId: room }, data: { revokedAt: new Date() } });
    expect((await remove(room)).status).toBe(204);
    expect((await remove(building)).status).toBe(204);
  });
});

describe('GeoJSON', () => {
  const feature = (
    properties: Record<string, unknown>,
    geometry: unknown = { type: 'Polygon', coordinates: [ring] },
    id?: string,
  ) => ({
    type: 'Feature',
    ...(id === undefined ? {} : { id }),
    geometry,
    properties: { campusId: school.campusId, kind: 'room', ...properties },
  });
  const send = <T = Record<string, unknown>>(...features: unknown[]) =>
    school.admin.post<T>('/api/v2/places/import', { type: 'FeatureCollection', features });
  const point = { type: 'Point', coordinates: [8.5, 47.4] };

  async function exportAll(campusId: string): Promise<FeatureCollection> {
    const answer = await school.teacher.get<FeatureCollection>(`/api/v2/places/geojson?campusId=${campusId}`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/geo\+json/);
    expect(featureCollectionView.parse(answer.body)).toEqual(answer.body);
    return answer.body;
  }

  test('goes out and comes in again: parts find what they lie in, and a second time nothing is doubled', async () => {
    const there = (await school.admin.post<{ id: string }>('/api/v2/campuses', { name: named('There') })).body.id;
    const properties = (over: Record<string, unknown>) => ({ campusId: there, ...over });
    const first = await send<{ ids: string[] }>(
      feature(properties({ name: 'Lab', radiusM: 12.5, parentId: 'house' }), {
        type: 'Point',
        coordinates: [8.5, 47.4, 400],
      }),
      feature(properties({ kind: 'building', name: 'House' }), undefined, 'house'),
    );
    expect(first).toMatchObject({ status: 200, body: { created: 2, changed: 0 } });
    const [lab, house] = first.body.ids;
    const exported = await exportAll(there);
    expect(exported.features).toEqual([
      {
        type: 'Feature',
        id: house,
        geometry: { type: 'Polygon', coordinates: [ring] },
        properties: { campusId: there, parentId: null, kind: 'building', name: 'House' },
      },
      {
        type: 'Feature',
        id: lab,
        geometry: point,
        properties: { campusId: there, parentId: house, kind: 'room', name: 'Lab', radiusM: 12.5 },
      },
    ]);
    exported.features[1]!.properties.name = 'Laboratory';
    const again = await send(...exported.features);
    expect(again).toMatchObject({ status: 200, body: { ids: [house, lab], created: 0, changed: 2 } });
    expect(await exportAll(there)).toEqual(exported);
  });

  test('with a wrong feature is not taken at all, and each wrong one is named by its index', async () => {
    const before = await list();
    const { status, body } = await send(
      feature({ name: named('Right') }),
      feature({ name: named('Open') }, { type: 'Polygon', coordinates: [ring.slice(0, 4)] }),
      feature({ name: named('Circle') }, point),
      feature({ name: named('Line') }, { type: 'LineString', coordinates: ring }),
      feature({ name: '' }),
      { type: 'Feature' },
      'nonsense',
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ field: 'features.1.geometry' });
    for (const words of [
      'features.1.geometry: ',
      'features.2.properties.radiusM: ',
      'features.3.geometry: ',
      'features.4.properties.name: ',
      'features.5.geometry: ',
      'features.6: ',
    ])
      expect(body['detail']).toContain(words);
    expect(body['detail']).not.toContain('features.0');
    expect(await list()).toEqual(before);
  });

  test('that fits nothing that is there is not taken at all either', async () => {
    const taken = await draw({ name: named('Taken') });
    const before = await list();
    const { status, body } = await send(
      feature({ name: named('Right') }),
      feature({ name: named('Taken') }),
      feature({ name: named('Twice') }),
      feature({ name: named('Twice') }),
      feature({ name: named('Lost'), campusId: randomUUID() }),
      feature({ name: named('Orphan'), parentId: 'nowhere' }),
      feature({ name: named('Child'), parentId: taken }),
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ field: 'features.1.properties.name' });
    for (const words of [
      'features.3.properties.name: ',
      'features.4.properties.campusId: ',
      'features.5.properties.parentId: ',
      'features.6.properties.parentId: ',
    ])
      expect(body['detail']).toContain(words);
    for (const words of ['features.0', 'features.2.']) expect(body['detail']).not.toContain(words);
    expect(await list()).toEqual(before);
  });

  test('of a hundred rooms is taken in one go', async () => {
    const there = (await school.admin.post<{ id: string }>('/api/v2/campuses', { name: named('Large') })).body.id;
    const answer = await send<{ created: number }>(
      ...Array.from({ length: 100 }, (_, index) =>
        feature({ campusId: there, name: `Room ${index}`, radiusM: 10 }, point),
      ),
    );
    expect(answer.body.created).toBe(100);
    expect(await list(`?campusId=${there}`)).toHaveLength(100);
  });

  test('that is no collection is refused', async () => {
    expect((await school.admin.post('/api/v2/places/import', { type: 'Feature' })).body).toMatchObject({
      status: 400,
      field: 'type',
    });
    expect((await send()).body).toMatchObject({ status: 400, field: 'features' });
  });
});

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
