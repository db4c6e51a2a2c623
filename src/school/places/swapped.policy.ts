/**
 * Whether the coordinates of a place look swapped: [latitude, longitude] instead of [longitude, latitude], as many
 * programs have them. A guess, which warns and refuses nothing.
 */
import { standardOffsetMinutes } from '../../kernel/days.ts';
import { distanceM, type LonLat } from './geometry.ts';
import type { Shape } from './geofence.schema.ts';

/** A campus is hardly as large as this, and swapped coordinates hardly lie nearer. */
const nearM = 100_000;
const farM = 400_000;
/** Clocks follow the sun: 15 degrees an hour, within this. */
const mostDegreesOffClocks = 25;

/** @param others places of the same campus. @param timeZone of the campus. */
export function looksSwapped(
  shape: Shape,
  others: readonly Shape[],
  { timeZone, now }: { timeZone: string; now: Date },
): boolean {
  const [east, north] = middleOf(shape);
  if (Math.abs(east) > 90) return false;
  const swapped: LonLat = [north, east];
  if (others.length > 0) {
    const nearest = (at: LonLat): number => Math.min(...others.map((other) => distanceM(at, middleOf(other))));
    return nearest([east, north]) > farM && nearest(swapped) < nearM;
  }
  // UTC is what a campus has until somebody sets it.
  if (/^(Etc\/|UTC$|GMT$)/i.test(timeZone)) return false;
  const byClocks = standardOffsetMinutes(timeZone, now) / 4;
  const offBy = (longitude: number): number => Math.abs(((longitude - byClocks + 540) % 360) - 180);
  return offBy(east) > mostDegreesOffClocks && offBy(north) < mostDegreesOffClocks;
}

const middleOf = (shape: Shape): LonLat =>
  shape.type === 'circle' ? [shape.longitude, shape.latitude] : (shape.polygon.coordinates[0]?.[0] ?? [0, 0]);
