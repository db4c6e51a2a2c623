/** The shapes of places, kept in memory: every check-in by place asks for one, and they hardly ever change. */
import { type Changes, type Queryable, createChangeCache } from '../../db/index.ts';
import * as repo from './geofence.repo.ts';
import type { Shape } from './geofence.schema.ts';

const mostKept = 1000;

export interface Shapes {
  /** Undefined when there is no such place, or it is archived. */
  read(db: Queryable, placeId: string): Promise<Shape | undefined>;
  forget(placeId: string): void;
}

export function createShapes({ changes }: { changes: Changes }): Shapes {
  const cache = createChangeCache<Shape>({ changes, topics: { place: 'key' }, max: mostKept });
  return {
    read: (tx, placeId) => cache.read(placeId, async () => (await repo.findPlace(tx, placeId))?.shape),
    forget: cache.forget,
  };
}
