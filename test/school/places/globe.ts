/** A globe to try the rules on: seeded random points on it, and an arithmetic of its own (vectors) to compare with. */
export type LonLat = [number, number];
type Vector = [number, number, number];

const earthRadiusM = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;

export const between = (random: () => number, low: number, high: number): number => low + random() * (high - low);

/** Anywhere; every third at the date line, at a pole or on one. */
export function somewhere(random: () => number): LonLat {
  const kind = Math.floor(random() * 9);
  if (kind === 0) return [between(random, 179.99, 180), between(random, -80, 80)];
  if (kind === 1) return [between(random, -180, 180), between(random, 89.98, 90) * (random() < 0.5 ? -1 : 1)];
  if (kind === 2) return [between(random, -180, 180), random() < 0.5 ? -90 : 90];
  return [between(random, -180, 180), degrees(Math.asin(between(random, -1, 1)))];
}

/** Where one arrives who goes so far from there in that direction (degrees from north, clockwise). */
export function walk(from: LonLat, bearing: number, metres: number): LonLat {
  const [lon, lat, way, angle] = [radians(from[0]), radians(from[1]), radians(bearing), metres / earthRadiusM];
  const up = toVector(from);
  const north: Vector = [-Math.sin(lat) * Math.cos(lon), -Math.sin(lat) * Math.sin(lon), Math.cos(lat)];
  const east: Vector = [-Math.sin(lon), Math.cos(lon), 0];
  const at = (axis: 0 | 1 | 2): number =>
    up[axis] * Math.cos(angle) + (north[axis] * Math.cos(way) + east[axis] * Math.sin(way)) * Math.sin(angle);
  // By the arc tangent: the arc sine has lost half its digits at the poles.
  return [degrees(Math.atan2(at(1), at(0))), degrees(Math.atan2(at(2), Math.hypot(at(0), at(1))))];
}

const toVector = ([lon, lat]: LonLat): Vector => [
  Math.cos(radians(lat)) * Math.cos(radians(lon)),
  Math.cos(radians(lat)) * Math.sin(radians(lon)),
  Math.sin(radians(lat)),
];

const apartM = (a: Vector, b: Vector): number =>
  2 * earthRadiusM * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2));

/** By the chord between the two; no cosine of a longitude in it. */
export const distanceApart = (a: LonLat, b: LonLat): number => apartM(toVector(a), toVector(b));

/** The distance to the nearest of many points along the ring's edges. */
export function distanceToRing(ring: readonly LonLat[], from: LonLat, pointsPerEdge = 400): number {
  const here = toVector(from);
  let nearest = Infinity;
  for (const [index, end] of ring.entries()) {
    const [a, b] = [toVector(ring[index - 1] ?? end), toVector(end)];
    for (let step = 0; step <= pointsPerEdge; step += 1) {
      const part = step / pointsPerEdge;
      const chord: Vector = [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])];
      const length = Math.hypot(...chord);
      nearest = Math.min(nearest, apartM(here, [chord[0] / length, chord[1] / length, chord[2] / length]));
    }
  }
  return nearest;
}

/** A closed ring around the middle with corners at these distances, at even bearings. */
export function ringAround(middle: LonLat, distances: readonly number[]): LonLat[] {
  const corners = distances.map((metres, index) => walk(middle, -(360 * index) / distances.length, metres));
  return [...corners, corners[0]!];
}
