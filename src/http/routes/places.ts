/** Campuses, buildings and rooms on the map, and where an address is. */
import { z } from 'zod';
import {
  type Geofence,
  addressAnswer,
  featureCollectionView,
  importAnswer,
  importSchema,
  newPlaceSchema,
  placeChangeSchema,
  placeQuerySchema,
  placeView,
} from '../../school/places/index.ts';
import { signedInRoute, type Route } from '../route.ts';

const placeParams = z.object({ placeId: z.uuid() });

export function placeRoutes({ geofence }: { geofence: Geofence }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/places',
      tag: 'places',
      permission: 'places.read',
      summary: 'The places on the map',
      query: placeQuerySchema,
      success: { status: 200, schema: z.array(placeView) },
      handle: (actor, { query }) => geofence.list(actor, query),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/places/geojson',
      tag: 'places',
      permission: 'places.read',
      summary: 'The places as GeoJSON; a circle is a Point with properties.radiusM',
      query: placeQuerySchema,
      success: { status: 200, schema: featureCollectionView, contentType: 'application/geo+json' },
      handle: async (actor, { query, res }) => {
        const collection = await geofence.exportGeoJson(actor, query);
        res.type('application/geo+json');
        return collection;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/places/search',
      refuses: [409],
      tag: 'places',
      permission: 'places.manage',
      summary: 'Find the position of an address',
      query: z.object({ text: z.string().trim().min(3).max(200) }),
      success: { status: 200, schema: addressAnswer },
      handle: (actor, { query }) => geofence.searchAddress(actor, query.text),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/places',
      tag: 'places',
      permission: 'places.manage',
      summary: 'Draw a place',
      body: newPlaceSchema,
      success: { status: 201, schema: z.object({ id: z.uuid() }) },
      handle: (actor, { body }) => geofence.create(actor, body),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/places/import',
      tag: 'places',
      permission: 'places.manage',
      summary: 'Take GeoJSON (a FeatureCollection or a Feature), all of it or nothing',
      body: importSchema,
      jsonLimit: '4mb',
      success: {
        status: 200,
        schema: importAnswer,
      },
      handle: (actor, { body }) => geofence.importGeoJson(actor, body),
    }),
    signedInRoute({
      method: 'put',
      path: '/api/v2/places/{placeId}',
      tag: 'places',
      permission: 'places.manage',
      summary: 'Draw a place anew',
      params: placeParams,
      body: placeChangeSchema,
      success: { status: 204 },
      handle: async (actor, { params, body }) => {
        await geofence.change(actor, params.placeId, body);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/places/{placeId}',
      tag: 'places',
      permission: 'places.manage',
      summary: 'Archive a place that nothing names any more',
      params: placeParams,
      success: { status: 204 },
      handle: async (actor, { params }) => {
        await geofence.archive(actor, params.placeId);
        return undefined;
      },
    }),
  ];
}
