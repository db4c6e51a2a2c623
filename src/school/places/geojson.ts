/** Places as GeoJSON (RFC 7946) and back. A circle, which GeoJSON lacks, is a Point with properties.radiusM. */
import { AppError } from '../../kernel/errors.ts';
import type { FeatureCollection, PlaceView } from './geofence.schema.ts';
import { featureSchema, type Feature } from './geojson.schema.ts';
import { words } from './words/en.ts';

export const toFeatureCollection = (places: readonly PlaceView[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: places.map(toFeature),
});

function toFeature({ id, shape, ...properties }: PlaceView): FeatureCollection['features'][number] {
  if (shape.type === 'polygon') return { type: 'Feature', id, geometry: shape.polygon, properties };
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [shape.longitude, shape.latitude] },
    properties: { ...properties, radiusM: shape.radiusM },
  };
}

/** Reads every feature, so that all the wrong ones are told at once. @throws AppError `invalidInput`. */
export function readFeatures(features: readonly unknown[]): Feature[] {
  const faults: FeatureFault[] = [];
  const read = features.flatMap((feature, index) => {
    const parsed = featureSchema.safeParse(feature);
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    faults.push({ index, field: nameField(issue?.path ?? []), detail: issue?.message ?? words.isNotValid });
    return [];
  });
  refuseFaults(faults);
  return read;
}

export interface FeatureFault {
  index: number;
  /** Within the feature: `geometry`, `properties.name`. */
  field: string;
  detail: string;
}

const mostTold = 20;

/** @throws AppError `invalidInput` that names every one, and the first as its field. */
export function refuseFaults(faults: readonly FeatureFault[]): void {
  const lines = faults.map(({ index, field, detail }) => `${nameFeature(index, field)}: ${detail}`);
  if (lines.length === 0) return;
  const more = lines.length > mostTold ? words.andMore(lines.length - mostTold) : '';
  const [first] = faults;
  throw new AppError('invalidInput', {
    field: first ? nameFeature(first.index, first.field) : 'features',
    detail: words.nothingWasImported({ list: lines.slice(0, mostTold).join('; '), more }),
  });
}

const nameFeature = (index: number, field: string): string =>
  field === '' ? `features.${index}` : `features.${index}.${field}`;

/** Which coordinate it is says little to people: the geometry is named as a whole. */
const nameField = (path: readonly PropertyKey[]): string =>
  path[0] === 'geometry' ? 'geometry' : path.map(String).join('.');
