/** GeoJSON as programs write it: what RFC 7946 allows, and what is told of the rest. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PlaceView } from '../../../src/school/places/geofence.schema.ts';
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

const ring = [
  [8.5, 47.4],
  [8.502, 47.4],
  [8.502, 47.401],
  [8.5, 47.401],
  [8.5, 47.4],
];
/** A name that no other test uses. */
const named = (name: string): string => `${name} ${count}`;
const list = async (): Promise<PlaceView[]> => (await school.teacher.get<PlaceView[]>('/api/v2/places')).body;
const feature = (
  properties: Record<string, unknown>,
  geometry: unknown = { type: 'Polygon', coordinates: [ring] },
) => ({
  type: 'Feature',
  geometry,
  properties: { campusId: school.campusId, kind: 'room', ...properties },
});
const send = <T = Record<string, unknown>>(...features: unknown[]) =>
  school.admin.post<T>('/api/v2/places/import', { type: 'FeatureCollection', features });

describe('GeoJSON', () => {
  describe('as programs write it, is taken', () => {
    const polygon = { type: 'Polygon', coordinates: [ring] };
    const shapeOf = async (id: string) => (await list()).find((place) => place.id === id)?.shape;
    const hole = [
      [8.5005, 47.4002],
      [8.5005, 47.4005],
      [8.501, 47.4005],
      [8.501, 47.4002],
      [8.5005, 47.4002],
    ];
    test.each<[string, () => unknown]>([
      ['with a number as its id', () => ({ ...feature({ name: named('Hall') }), id: 12 })],
      ['with no id, said by null', () => ({ ...feature({ name: named('Hall') }), id: null })],
      ['with a name that is a number', () => feature({ name: 12 * 1000 + count })],
      [
        'as a MultiPolygon of one part',
        () => feature({ name: named('Hall') }, { type: 'MultiPolygon', coordinates: [[ring]] }),
      ],
      [
        'as a collection of one geometry',
        () => feature({ name: named('Hall') }, { type: 'GeometryCollection', geometries: [polygon] }),
      ],
      [
        'as a MultiPoint of one, with a radius in text',
        () => feature({ name: named('Hall'), radiusM: ' 60,5' }, { type: 'MultiPoint', coordinates: [[8.5, 47.4]] }),
      ],
      [
        'with heights',
        () =>
          feature(
            { name: named('Hall') },
            { type: 'Polygon', coordinates: [ring.map((at, n) => [...at, n % 2 ? null : 400])] },
          ),
      ],
      ['with a hole', () => feature({ name: named('Hall') }, { type: 'Polygon', coordinates: [ring, hole] })],
      [
        'with members and properties that nobody knows',
        () => ({
          ...feature({ name: named('Hall'), OBJECTID: 7, note: null }),
          bbox: [8, 47, 9, 48],
          tippecanoe: { layer: 'x' },
        }),
      ],
      ['with an empty parent', () => feature({ name: named('Hall'), parentId: '' })],
      [
        'beyond the date line',
        () =>
          feature(
            { name: named('Hall') },
            { type: 'Polygon', coordinates: [ring.map(([lon, lat]) => [lon! + 360, lat])] },
          ),
      ],
    ])('%s', async (_how, one) => {
      const answer = await send<{ ids: string[]; created: number }>(one());
      expect([answer.status, answer.body]).toMatchObject([200, { created: 1 }]);
      expect(JSON.stringify(await shapeOf(answer.body.ids[0]!))).toMatch(/8\.5/);
    });

    test('as a lone Feature, with a reference system that is WGS 84, and members of its own', async () => {
      const one = {
        ...feature({ name: named('Alone') }),
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } },
      };
      expect((await school.admin.post('/api/v2/places/import', one)).body).toMatchObject({ created: 1 });
      const many = {
        type: 'FeatureCollection',
        name: 'rooms',
        generator: 'x',
        crs: { properties: { name: 'EPSG:4326' } },
        features: [feature({ name: named('One of many') })],
      };
      expect((await school.admin.post('/api/v2/places/import', many)).body).toMatchObject({ created: 1 });
    });

    test('on both sides of the date line, it is one place', async () => {
      const across = [
        [179.999, -16.8],
        [180.001, -16.8],
        [180.001, -16.799],
        [179.999, -16.799],
        [179.999, -16.8],
      ];
      const { body } = await send<{ ids: string[] }>(
        feature({ name: named('Taveuni') }, { type: 'Polygon', coordinates: [across] }),
      );
      expect(await shapeOf(body.ids[0]!)).toMatchObject({ type: 'polygon' });
      expect(JSON.stringify(await shapeOf(body.ids[0]!))).toContain('-179.999');
    });

    test('with numbers that name each other, parts find what they lie in', async () => {
      const { body } = await send<{ ids: string[] }>(feature({ name: named('Lab'), parentId: 7 }), {
        ...feature({ name: named('House'), kind: 'building' }),
        id: 7,
      });
      expect((await list()).find(({ id }) => id === body.ids[0])?.parentId).toBe(body.ids[1]);
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['several parts', { type: 'MultiPolygon', coordinates: [[ring], [ring]] }, /has 2 parts/],
    ['no geometry', null, /./],
    [
      'metres of a map',
      { type: 'Polygon', coordinates: [ring.map(([lon, lat]) => [lon! * 50_000, lat! * 100_000])] },
      /latitude between/,
    ],
    [
      'a swapped pair that is no latitude',
      { type: 'Point', coordinates: [-33.8, 151.2] },
      /longitude first, and these two are perhaps swapped/,
    ],
  ])('with %s is refused with its index', async (_what, geometry, says) => {
    const { status, body } = await send(
      feature({ name: named('Right') }),
      feature({ name: named('Wrong'), radiusM: 5 }, geometry),
    );
    expect([status, body['field']]).toEqual([400, 'features.1.geometry']);
    expect(body['detail']).toMatch(says);
  });

  test('in another reference system is refused before its features are', async () => {
    const body = {
      type: 'FeatureCollection',
      crs: { properties: { name: 'urn:ogc:def:crs:EPSG::25832' } },
      features: [feature({})],
    };
    expect((await school.admin.post('/api/v2/places/import', body)).body).toMatchObject({ status: 400, field: 'crs' });
  });

  test('with longitude and latitude swapped is taken, and warned of', async () => {
    const campusId = (
      await school.admin.post<{ id: string }>('/api/v2/campuses', { name: named('Berlin'), timeZone: 'Europe/Berlin' })
    ).body.id;
    const at = (name: string, coordinates: number[]) =>
      feature({ campusId, name: named(name), radiusM: 30 }, { type: 'Point', coordinates });
    const warned = async (...features: unknown[]) =>
      (await send<{ warnings: { index: number; field: string }[] }>(...features)).body.warnings;
    // By the clocks of the campus, while nothing else is known of where it is.
    expect(await warned(at('right', [13.3, 52.5]), at('swapped', [52.5, 13.3]))).toMatchObject([
      { index: 1, field: 'geometry' },
    ]);
    const other = (await school.admin.post<{ id: string }>('/api/v2/campuses', { name: named('Quito') })).body.id;
    const quito = (name: string, coordinates: number[]) =>
      feature({ campusId: other, name: named(name), radiusM: 30 }, { type: 'Point', coordinates });
    expect(await warned(quito('first', [-78.5, -0.2]))).toEqual([]);
    // By the places that it has.
    expect(await warned(quito('again', [-0.2, -78.5]), quito('near', [-78.51, -0.21]))).toMatchObject([{ index: 0 }]);
  });
});
