/** Shapes of places as they come in and go out, GeoJSON among them. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { latitude, longitude } from '../../kernel/position.ts';
import { largestReachM, tidyPolygon } from './geometry.ts';
import { words } from './words/en.ts';

/** From the large to the small: a place lies in a larger one. */
export const placeKinds = ['campus', 'building', 'room'] as const;
export const kind = z.enum(placeKinds);
export type PlaceKind = z.infer<typeof kind>;

export const radiusM = z.number().min(1, words.isARadiusOf1M).max(largestReachM, words.isARadiusOfM(largestReachM));

/** Programs that do not stop at the date line go on counting, or come round from the other side. */
const furthestEast = 540;
const wrap = (east: number): number => (Math.abs(east) <= 180 ? east : ((((east + 180) % 360) + 360) % 360) - 180);

/** Positions are [longitude, latitude]; what stands behind them, a height, is dropped. */
export const corner = z
  .tuple([z.number(), z.number()], z.unknown())
  .transform(([east, north], context): [number, number] => {
    const isSwapped = Math.abs(north) <= 180 && Math.abs(east) <= 90;
    if (Math.abs(north) > 90)
      context.addIssue({
        code: 'custom',
        path: [1],
        message: isSwapped ? words.isNoLatitudePerhapsSwapped : words.isALatitudeBetween90,
      });
    if (Math.abs(east) > furthestEast)
      context.addIssue({ code: 'custom', path: [0], message: words.isALongitudeInDegrees });
    return [wrap(east), north];
  });

export const polygonSchema = z
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

export const name = shownLine(120);

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
