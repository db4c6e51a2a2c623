/** Places as GeoJSON: imported as a whole or not at all, and exported as they are. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  featureCollectionView,
  placeView,
  type FeatureCollection,
  type PlaceView,
} from '../../../src/school/places/geofence.schema.ts';
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

async function list(query = ''): Promise<PlaceView[]> {
  const answer = await school.teacher.get<PlaceView[]>(`/api/v2/places${query}`);
  expect(answer.status).toBe(200);
  expect(z.array(placeView).parse(answer.body)).toEqual(answer.body);
  return answer.body;
}

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
    for (const body of [{ type: 'Topology' }, point, {}])
      expect((await school.admin.post('/api/v2/places/import', body)).body).toMatchObject({
        status: 400,
        field: 'type',
        detail: 'type: is FeatureCollection or Feature',
      });
    expect((await send()).body).toMatchObject({ status: 400, field: 'features' });
  });
});
