/** Where a device believes to be. */
import { z } from 'zod';
import { AppError } from './errors.ts';
import { words } from './words/en.ts';

export const latitude = z.number().min(-90, words.isALatitudeBetween90).max(90, words.isALatitudeBetween90);
export const longitude = z.number().min(-180, words.isALongitudeBetween180).max(180, words.isALongitudeBetween180);

/**
 * In degrees (WGS 84); `accuracyM` is the radius in which the device is with 95 percent confidence (W3C Geolocation).
 */
export const positionSchema = z.object({ latitude, longitude, accuracyM: z.number().min(0).max(50_000_000) });
export type Position = Readonly<z.infer<typeof positionSchema>>;

/** The position in a request, where there is one. @throws AppError `invalidInput` for half of one. */
export function positionOf(sent: {
  latitude?: number | undefined;
  longitude?: number | undefined;
  accuracy?: number | undefined;
}): Position | undefined {
  const { latitude: north, longitude: east, accuracy } = sent;
  if (north === undefined && east === undefined) return undefined;
  if (north === undefined || east === undefined || accuracy === undefined)
    throw new AppError('invalidInput', {
      field: 'accuracy',
      detail: words.accuracyAPositionIsLatitudeLongitude,
    });
  return { latitude: north, longitude: east, accuracyM: accuracy };
}
