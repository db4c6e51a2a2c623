/** The shapes of places, kept in memory: every check-in by place asks for one, and they hardly ever change. */
// Bounded, and forgets what was least used: ISC (to 11.2.2), without dependencies.
import { LRUCache } from 'lru-cache';
import type { Changes } from '../db/changes.ts';
import type { Tx } from '../db/database.ts';
import * as repo from './geofence.repo.ts';
import type { Shape } from './geofence.schema.ts';

const mostKept = 1000;
/** A connection that hears of changes may die without a word; then a shape is believed no longer than this. */
const longestKeptMs = 60_000;

export interface Shapes {
  /** Undefined when there is no such place, or it is archived. */
  read(tx: Tx, placeId: string): Promise<Shape | undefined>;
  forget(placeId: string): void;
}

export function createShapes({ changes }: { changes: Changes }): Shapes {
  const kept = new LRUCache<string, Shape>({ max: mostKept, ttl: longestKeptMs });
  /** Raised by every change, so that what was read before one is not kept after it. */
  let generation = 0;

  function forget(placeId: string | undefined): void {
    generation += 1;
    if (placeId === undefined) kept.clear();
    else kept.delete(placeId);
  }

  async function read(tx: Tx, placeId: string): Promise<Shape | undefined> {
    const known = kept.get(placeId);
    if (known) return known;
    const before = generation;
    const place = await repo.findPlace(tx, placeId);
    if (place && generation === before) kept.set(placeId, place.shape);
    return place?.shape;
  }

  changes.on('place', forget);
  return { read, forget };
}
