/** Where a device believes to be. */
import { z } from 'zod';
import { words } from './words/en.ts';

export const latitude = z.number().min(-90, words.isALatitudeBetween90).max(90, words.isALatitudeBetween90);
export const longitude = z.number().min(-180, words.isALongitudeBetween180).max(180, words.isALongitudeBetween180);

/**
 * In degrees (WGS 84); `accuracyM` is the radius in which the device is with 95 percent confidence (W3C Geolocation).
 */
export const positionSchema = z.object({ latitude, longitude, accuracyM: z.number().min(0).max(50_000_000) });
export type Position = Readonly<z.infer<typeof positionSchema>>;

/** A position as it was shown, or that the device gave one which nobody can use. */
export type ShownPosition = Position | 'unusable';
export const shownPositionSchema = z.union([positionSchema, z.literal('unusable')]);

/** Devices that do not know where they are say so in many ways: -1, 0, NaN, or nothing. */
const mostAccuracyM = 1_000_000;
const noNumber = 9e9;

/** A figure of a request that is never refused: what is no number is none that can be used. */
export const looseFigure = z.preprocess((value) => {
  if (value === '' || value === null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  return Number.isFinite(Number(value)) ? Number(value) : noNumber;
}, z.number().optional());

/**
 * The position in a request, where there is one. One that is partial, beyond all degrees, or whose accuracy is no
 * radius (negative, zero, missing) is unusable: for that no message fails.
 */
export function positionOf(sent: {
  latitude?: number | undefined;
  longitude?: number | undefined;
  accuracy?: number | undefined;
}): ShownPosition | undefined {
  const { latitude: north, longitude: east, accuracy } = sent;
  if (north === undefined && east === undefined) return undefined;
  const read = positionSchema.safeParse({ latitude: north, longitude: east, accuracyM: accuracy });
  return read.success && read.data.accuracyM > 0 && read.data.accuracyM <= mostAccuracyM ? read.data : 'unusable';
}
