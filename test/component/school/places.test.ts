/** Places over HTTP: drawn, changed, archived, and named by one name on their campus. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { placeView, type PlaceView } from '../../../src/school/places/geofence.schema.ts';
import type { Answer } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

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
