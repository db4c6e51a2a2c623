/**
 * The rules of where somebody is, pure: is a position in a place, and could the same person have come there so fast?
 */
import { distanceBeyondEdgeM, distanceM, type LonLat } from './geometry.ts';
import type { Position } from '../../kernel/position.ts';
import type { Shape } from './geofence.schema.ts';
import { words } from './words/en.ts';

/** In words for everybody, which tell nobody how far to move; in figures for staff. */
export interface Finding {
  sentence: string;
  /**
   * `measured` and `limit` are metres from the middle and the radius (circle), metres beyond the edge and 0 (polygon),
   * or km/h.
   */
  figures: { text: string; measured: number; limit: number };
}

export interface PlaceFinding extends Finding {
  verdict: 'inside' | 'outside' | 'unclear';
}

export type TimedPosition = Position & { at: Date };

/** A position less exact than this tells one building from the next no more. */
const coarsestAccuracyM = 200;
/** No car and hardly a train is faster from door to door; an aeroplane is, and then a teacher says that it was one. */
const fastestKmh = 300;
/** Positions jump by some hundred metres when a device changes from one source to another. */
const leastTravelM = 1000;
/** Two positions of one instant have a speed too. */
const leastElapsedMs = 1000;

/**
 * Whether the position lies in the place. Outside: the whole circle of the position's accuracy lies beyond the edge, so
 * even the best case for the student is no. Inside: the position itself lies within, and is exact to 200 m. Its middle
 * is the likeliest point, and to ask for the whole circle would refuse everybody in a room, where a phone is exact to
 * 20 m at best. Unclear, for a teacher to settle: the middle lies beyond the edge but the circle reaches in, or the
 * position is too inexact. To claim a bad accuracy gains nothing: it never makes an inside of an outside.
 */
export function judgePosition(shape: Shape, position: Position): PlaceFinding {
  const { beyondM, measured, limit, tell } = measure(shape, position);
  const verdict = decide(beyondM, position.accuracyM);
  return {
    verdict,
    sentence: sentences[verdict],
    figures: { text: tell(verdict, `± ${nameDistance(position.accuracyM)}`), measured: round(measured), limit },
  };
}

function decide(beyondM: number, accuracyM: number): PlaceFinding['verdict'] {
  if (beyondM > accuracyM) return 'outside';
  if (accuracyM > coarsestAccuracyM) return 'unclear';
  return beyondM <= 0 ? 'inside' : 'unclear';
}

const sentences = {
  inside: words.youAreAtThePlace,
  outside: words.yourPositionIsNot,
  unclear: words.yourPositionDoesNotTell,
} as const;

interface Measurement {
  /** Beyond the edge; negative within it. */
  beyondM: number;
  measured: number;
  limit: number;
  tell: (verdict: PlaceFinding['verdict'], accuracy: string) => string;
}

function measure(shape: Shape, position: Position): Measurement {
  const at = lonLat(position);
  if (shape.type === 'circle') {
    const fromMiddle = distanceM(at, lonLat(shape));
    const verdicts = { inside: words.inside, outside: words.outside, unclear: words.notClearlyInside };
    return {
      beyondM: fromMiddle - shape.radiusM,
      measured: fromMiddle,
      limit: shape.radiusM,
      tell: (verdict, accuracy) =>
        `${nameDistance(fromMiddle)} ${accuracy}, ${verdicts[verdict]} ${nameDistance(shape.radiusM)}`,
    };
  }
  const beyondM = distanceBeyondEdgeM(shape.polygon.coordinates, at);
  const verdicts = { inside: '', outside: '', unclear: words.butNotClearlyInside };
  return {
    beyondM,
    measured: beyondM,
    limit: 0,
    tell: (verdict, accuracy) =>
      words.theEdge({
        nameDistance: nameDistance(Math.abs(beyondM)),
        accuracy,
        rest: beyondM <= 0 ? words.inside : words.outside,
        item: verdicts[verdict],
      }),
  };
}

/**
 * What speaks against one person having been at both positions: faster than 300 km/h between the nearest points of
 * their accuracies. Below a kilometre nothing does. Which of the two came first makes no difference.
 */
export function judgeTravel(previous: TimedPosition, now: TimedPosition): Finding | null {
  const travelM = distanceM(lonLat(previous), lonLat(now)) - previous.accuracyM - now.accuracyM;
  if (travelM < leastTravelM) return null;
  const elapsedMs = Math.max(leastElapsedMs, Math.abs(now.at.getTime() - previous.at.getTime()));
  const kmh = Math.round((travelM / elapsedMs) * 3600);
  if (kmh <= fastestKmh) return null;
  const text = words.inKmHKmH({ travelM: nameDistance(travelM), elapsedMs: nameTime(elapsedMs), kmh, fastestKmh });
  return {
    sentence: words.yourPositionIsTooFarFrom,
    figures: { text, measured: kmh, limit: fastestKmh },
  };
}

const lonLat = ({ longitude, latitude }: { longitude: number; latitude: number }): LonLat => [longitude, latitude];
const round = (metres: number): number => Math.round(metres * 10) / 10;
const nameDistance = (metres: number): string =>
  metres < 9_999.5 ? `${Math.round(metres)} m` : words.km(Math.round(metres / 1000));
const nameTime = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : words.min(Math.round(ms / 60_000));
