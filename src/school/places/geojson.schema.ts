/**
 * GeoJSON as it comes in: what RFC 7946 allows of it, and what programs write besides. Its features are read one by
 * one, so that every wrong one can be named.
 */
import { z } from 'zod';
import { corner, kind, name, polygonSchema, radiusM, type Shape } from './geofence.schema.ts';
import { words } from './words/en.ts';

/** What one FeatureCollection may hold. */
const mostFeatures = 500;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A file with one Feature is GeoJSON, too. */
const toCollection = (value: unknown): unknown =>
  isObject(value) && value['type'] === 'Feature'
    ? { type: 'FeatureCollection', crs: value['crs'], features: [value] }
    : value;

/** Of before RFC 7946; other programs still write it. */
const isWgs84 = /CRS:?:?84$|EPSG:(\d*(\.\d+)*:)?4326$/i;
const crs = z
  .unknown()
  .superRefine((value, context) => {
    const { properties } = isObject(value) ? value : {};
    const called = isObject(properties) ? properties['name'] : undefined;
    if (typeof called === 'string' && !isWgs84.test(called))
      context.addIssue({ code: 'custom', message: words.isAnotherReferenceSystem(called) });
  })
  .optional();

export const importSchema = z.preprocess(
  toCollection,
  z.looseObject({
    type: z.literal('FeatureCollection', words.isAFeatureCollectionOrAFeature),
    crs,
    features: z
      .array(z.unknown())
      .min(1, words.hasNoFeature)
      .max(mostFeatures, words.hasFeaturesAtMost(mostFeatures))
      .describe(
        'As the export writes them: a Polygon, or a Point with properties.radiusM; properties campusId, parentId, kind and name. A feature with the id of a place changes that place. A lone Feature is taken as well.',
      ),
  }),
);
export type Import = z.infer<typeof importSchema>;

/** Multi… of one part, as QGIS writes every layer, and a collection of one geometry are that part. */
function unwrap(value: unknown, context: z.RefinementCtx): unknown {
  if (!isObject(value)) return value;
  const { type, coordinates, geometries } = value;
  const parts = type === 'GeometryCollection' ? geometries : coordinates;
  const single = { MultiPolygon: 'Polygon', MultiPoint: 'Point', GeometryCollection: '' }[String(type)];
  if (single === undefined || !Array.isArray(parts)) return value;
  const [part, ...others] = parts as unknown[];
  if (others.length > 0) {
    context.addIssue({ code: 'custom', message: words.hasSeveralParts(parts.length) });
    return z.NEVER;
  }
  return single === '' ? unwrap(part, context) : { type: single, coordinates: part };
}

/** Tables write numbers as text, and texts as numbers. */
const toText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*\d+([.,]\d+)?\s*$/.test(value) ? Number(value.replace(',', '.')) : value;
const label = z.preprocess((value) => (value === '' ? null : toText(value)), z.string().max(100).nullish());

export const featureSchema = z
  .object({
    type: z.literal('Feature'),
    id: label,
    geometry: z.preprocess(
      unwrap,
      z.discriminatedUnion(
        'type',
        [z.object({ type: z.literal('Point'), coordinates: corner }), polygonSchema],
        words.isAPolygonOrAPoint,
      ),
    ),
    properties: z.object({
      campusId: z.uuid(),
      parentId: label,
      kind,
      name: z.preprocess(toText, name),
      radiusM: z.preprocess(toNumber, radiusM.nullish()),
    }),
  })
  .transform(
    (
      { id, geometry, properties: { radiusM: radius, parentId, ...properties } },
      context,
    ): { id: string | undefined; place: typeof properties & { parentId: string | null; shape: Shape } } => {
      const place = { ...properties, parentId: parentId ?? null };
      if (geometry.type === 'Polygon')
        return { id: id ?? undefined, place: { ...place, shape: { type: 'polygon', polygon: geometry } } };
      const [east, north] = geometry.coordinates;
      if (typeof radius === 'number')
        return {
          id: id ?? undefined,
          place: { ...place, shape: { type: 'circle', latitude: north, longitude: east, radiusM: radius } },
        };
      context.addIssue({ code: 'custom', path: ['properties', 'radiusM'], message: words.isMissingAPoint });
      return z.NEVER;
    },
  );
export type Feature = z.infer<typeof featureSchema>;

export const importAnswer = z.object({
  ids: z.array(z.uuid()),
  created: z.number().int(),
  changed: z.number().int(),
  warnings: z
    .array(z.object({ index: z.number().int(), field: z.string(), detail: z.string() }))
    .describe('What was taken and looks wrong all the same; `index` counts the features from 0.'),
});
export type ImportAnswer = z.infer<typeof importAnswer>;
