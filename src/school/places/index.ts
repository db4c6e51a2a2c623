/** Places on the map, and whether somebody is in one. */
export {
  addressAnswer,
  featureCollectionView,
  newPlaceSchema,
  placeChangeSchema,
  placeQuerySchema,
  placeView,
} from './geofence.schema.ts';
export { importAnswer, importSchema } from './geojson.schema.ts';
export { createGeofence, type Geofence } from './geofence.ts';
