/** Shapes of places as they come in and go out, GeoJSON among them. */
import { z } from 'zod';
import { latitude, longitude } from '../../kernel/position.ts';
import { largestReachM, tidyPolygon } from './geometry.ts';
import { words } from './words/en.ts';

/** From the large to the small: a place lies in a larger one. */
export const placeKinds = ['campus', 'building', 'room'] as const;
const kind = z.enum(placeKinds);
export type PlaceKind = z.infer<typeof kind>;

const radiusM = z.number().min(1, words.isARadiusOf1M).max(largestReachM, words.isARadiusOfM(largestReachM));

/** Positions are [longitude, latitude]; a height behind them is dropped. */
const corner = z.tuple([longitude, latitude], z.number()).transform(([east, north]): [number, number] => [east, north]);

const polygonSchema = z
  .object({ type: z.literal('Polygon'), coordinates: z.array(z.array(corner)).min(1, words.hasNoRing) })
  .transform((polygon, context) => {
    const tidied = tidyPolygon(polygon.coordinates);
    if ('rings' in tidied) return { type: polygon.type, coordinates: tidied.rings };
    context.addIssue({ code: 'custom', message: tidied.fault });
    return z.NEVER;
  });

const shapeSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('circle'), latitude, longitude, radiusM }),
  z.strictObject({ type: z.literal('polygon'), polygon: polygonSchema }),
]);
export type Shape = z.infer<typeof shapeSchema>;

const name = z.string().trim().min(1).max(120);

export const newPlaceSchema = z.strictObject({
  campusId: z.uuid(),
  parentId: z.uuid().nullable().default(null).describe('The larger place that it lies in.'),
  kind,
  name,
  shape: shapeSchema,
});
export type NewPlace = z.infer<typeof newPlaceSchema>;

/** A place stays on its campus. */
export const placeChangeSchema = newPlaceSchema.omit({ campusId: true });
export type PlaceChange = z.infer<typeof placeChangeSchema>;

export const placeQuerySchema = z.object({ campusId: z.uuid().optional(), kind: kind.optional() });
export type PlaceQuery = z.infer<typeof placeQuerySchema>;

const polygonView = z.object({
  type: z.literal('Polygon'),
  coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))),
});
export const shapeView = z.discriminatedUnion('type', [
  z.object({ type: z.literal('circle'), latitude: z.number(), longitude: z.number(), radiusM: z.number() }),
  z.object({ type: z.literal('polygon'), polygon: polygonView }),
]);

export const placeView = z.object({
  id: z.uuid(),
  campusId: z.uuid(),
  parentId: z.uuid().nullable(),
  kind,
  name: z.string(),
  shape: shapeView,
});
export type PlaceView = z.infer<typeof placeView>;

/** What one FeatureCollection may hold. */
const mostFeatures = 500;

/** Its features are read one by one, so that every wrong one can be named. */
export const importSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(z.unknown())
    .min(1, words.hasNoFeature)
    .max(mostFeatures, words.hasFeaturesAtMost(mostFeatures))
    .describe(
      'As the export writes them: a Polygon, or a Point with properties.radiusM; properties campusId, parentId, kind and name. A feature with the id of a place changes that place.',
    ),
});
export type Import = z.infer<typeof importSchema>;

export const featureSchema = z
  .object({
    type: z.literal('Feature'),
    id: z.string().max(100).optional(),
    geometry: z.discriminatedUnion(
      'type',
      [z.object({ type: z.literal('Point'), coordinates: corner }), polygonSchema],
      words.isAPolygonOrAPoint,
    ),
    properties: z.object({
      campusId: z.uuid(),
      parentId: z.string().max(100).nullable().default(null),
      kind,
      name,
      radiusM: radiusM.nullish(),
    }),
  })
  .transform(
    (
      { id, geometry, properties: { radiusM: radius, ...properties } },
      context,
    ): { id: string | undefined; place: typeof properties & { shape: Shape } } => {
      if (geometry.type === 'Polygon')
        return { id, place: { ...properties, shape: { type: 'polygon', polygon: geometry } } };
      const [east, north] = geometry.coordinates;
      if (typeof radius === 'number')
        return {
          id,
          place: { ...properties, shape: { type: 'circle', latitude: north, longitude: east, radiusM: radius } },
        };
      context.addIssue({
        code: 'custom',
        path: ['properties', 'radiusM'],
        message: words.isMissingAPoint,
      });
      return z.NEVER;
    },
  );
export type Feature = z.infer<typeof featureSchema>;

export const featureCollectionView = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.uuid(),
      geometry: z.discriminatedUnion('type', [
        z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }),
        polygonView,
      ]),
      properties: z.object({
        campusId: z.uuid(),
        parentId: z.uuid().nullable(),
        kind,
        name: z.string(),
        radiusM: z.number().optional(),
      }),
    }),
  ),
});
export type FeatureCollection = z.infer<typeof featureCollectionView>;

export const addressAnswer = z.object({
  found: z.array(z.object({ address: z.string(), latitude: z.number(), longitude: z.number() })),
  attribution: z.string().nullable().describe('Whom the service wants named beside the answer.'),
});
export type AddressAnswer = z.infer<typeof addressAnswer>;
