/**
 * Distances on the globe, and the form of polygons. Edges are great circles, the straight lines on the ground. A
 * gnomonic projection draws those as straight lines too, around any middle: so neither the poles nor the date line are
 * special, and planar rules are exact on it.
 */
// Planar tests with robust predicates; single packages of Turf, MIT and a few kilobytes each.
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { distance } from '@turf/distance';
import { kinks } from '@turf/kinks';
import { words } from './words/en.ts';

/** [longitude, latitude] in degrees, as GeoJSON has it. */
export type LonLat = [number, number];
type Planar = [x: number, y: number];

/** Turf's mean radius of the earth. */
const earthRadiusM = 6_371_008.8;
/** No campus reaches further than this from its first corner, or from its middle. */
export const largestReachM = 50_000;
const mostPositions = 1000;
const leastAreaM2 = 1;
/**
 * Beyond this the first corner stands for the whole polygon, which is small beside it. The projection itself would end
 * at 10,000 km.
 */
const farM = 2_000_000;

/** Great-circle distance in metres. */
export function distanceM(from: LonLat, to: LonLat): number {
  const metres = distance(from, to, { units: 'meters' });
  // Of exactly opposite points the formula takes the root of less than nothing.
  return Number.isNaN(metres) ? Math.PI * earthRadiusM : metres;
}

/** How far the position lies outside the polygon's edge, in metres; negative within it. */
export function distanceBeyondEdgeM(rings: readonly (readonly LonLat[])[], position: LonLat): number {
  const first = rings[0]?.[0];
  if (!first) return Infinity;
  const toFirst = distanceM(position, first);
  if (toFirst > farM) return toFirst;
  const flat = rings.map((ring) => projectAround(position, ring));
  // Around the position the projection keeps the order of distances, so the nearest on the plane is the nearest on the
  // globe.
  const nearest = Math.min(...flat.map(distanceFromOrigin));
  const toEdge = earthRadiusM * Math.atan(nearest / earthRadiusM);
  return booleanPointInPolygon([0, 0], { type: 'Polygon', coordinates: flat }) ? -toEdge : toEdge;
}

/**
 * The rings without repeated positions, the outer one counter-clockwise and the holes clockwise (RFC 7946); or what is
 * wrong with them.
 */
export function tidyPolygon(rings: readonly LonLat[][]): { rings: LonLat[][] } | { fault: string } {
  if (rings.reduce((sum, ring) => sum + ring.length, 0) > mostPositions)
    return { fault: words.hasMoreThanPositions(mostPositions) };
  if (rings.some((ring) => ring.length < 4)) return { fault: words.hasARingOfFewerThan };
  if (rings.some((ring) => !isSame(ring[0], ring.at(-1)))) return { fault: words.hasARingThatIsNot };
  const tidied = rings.map((ring) => ring.filter((position, index) => !isSame(position, ring[index - 1])));
  if (tidied.some((ring) => ring.length < 4)) return { fault: words.hasARingOfTooFewCorners };
  const middle = tidied[0]?.[0] ?? [0, 0];
  if (tidied.flat().some((position) => !(distanceM(middle, position) <= largestReachM)))
    return { fault: words.reachesFurtherThanKmFrom(largestReachM / 1000) };
  const flat = tidied.map((ring) => projectAround(middle, ring));
  if (kinks({ type: 'Polygon', coordinates: flat }).features.length > 0) return { fault: words.crossesOrTouchesItself };
  if (flat.some((ring) => Math.abs(signedArea(ring)) < leastAreaM2)) return { fault: words.hasARingWithoutAnArea };
  const [outer, ...holes] = flat;
  if (
    outer &&
    holes.some(
      (hole) => !hole.every((corner) => booleanPointInPolygon(corner, { type: 'Polygon', coordinates: [outer] })),
    )
  )
    return { fault: words.hasAHoleOutsideItsOuter };
  return {
    rings: tidied.map((ring, index) =>
      signedArea(flat[index] ?? []) > 0 === (index === 0) ? ring : [...ring].reverse(),
    ),
  };
}

const isSame = (a: LonLat | undefined, b: LonLat | undefined): boolean =>
  a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];

/** Metres east and north of the middle, on the plane that touches the globe there. */
function projectAround([middleLon, middleLat]: LonLat, ring: readonly LonLat[]): Planar[] {
  const sin0 = Math.sin(toRadians(middleLat));
  const cos0 = Math.cos(toRadians(middleLat));
  return ring.map(([lon, lat]) => {
    const sin = Math.sin(toRadians(lat));
    const cos = Math.cos(toRadians(lat));
    const turn = toRadians(lon - middleLon);
    const depth = sin0 * sin + cos0 * cos * Math.cos(turn);
    return [
      (earthRadiusM * cos * Math.sin(turn)) / depth,
      (earthRadiusM * (cos0 * sin - sin0 * cos * Math.cos(turn))) / depth,
    ];
  });
}

function distanceFromOrigin(line: readonly Planar[]): number {
  let nearest = Infinity;
  for (const [index, [x, y]] of line.entries()) {
    const [fromX, fromY] = line[index - 1] ?? [x, y];
    const [dx, dy] = [x - fromX, y - fromY];
    const length2 = dx * dx + dy * dy;
    const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(fromX * dx + fromY * dy) / length2));
    nearest = Math.min(nearest, Math.hypot(fromX + along * dx, fromY + along * dy));
  }
  return nearest;
}

/** Positive when the ring runs counter-clockwise. */
function signedArea(ring: readonly Planar[]): number {
  let twice = 0;
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[index + 1] ?? [x, y];
    twice += x * nextY - nextX * y;
  }
  return twice / 2;
}

const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;
