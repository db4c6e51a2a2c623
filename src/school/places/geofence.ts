/** Places: places on the map, whether a position lies in one, and where an address is. */
import type { Audit } from '../../security/audit/index.ts';
import type { Changes, Database, Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { createAddressSearch } from './address-search.ts';
import { judgePosition, judgeTravel, type PlaceFinding } from './geofence.policy.ts';
import * as repo from './geofence.repo.ts';
import type { Position } from '../../kernel/position.ts';
import type { PlaceView } from './geofence.schema.ts';
import { createPlaces } from './places.ts';
import { createShapes } from './shapes.ts';
import { words } from './words/en.ts';

export type Geofence = ReturnType<typeof createGeofence>;

export interface GeofenceOptions {
  db: Database;
  audit: Audit;
  clock: Clock;
  log: Log;
  changes: Changes;
  digestKey: Buffer;
  addressService: { url: string | undefined; userAgent: string };
}

export function createGeofence({ db, audit, clock, log, changes, digestKey, addressService }: GeofenceOptions) {
  const shapes = createShapes({ changes });
  const places = createPlaces({ db, audit, clock, shapes });
  const search = createAddressSearch({
    db,
    clock,
    log,
    digestKey,
    serviceUrl: addressService.url,
    userAgent: addressService.userAgent,
  });

  /**
   * Whether the position lies in the place, for modules that checked the access; undefined when there is no such place
   * any more.
   */
  async function judge(db: Queryable, placeId: string, position: Position): Promise<PlaceFinding | undefined> {
    const shape = await shapes.read(db, placeId);
    return shape && judgePosition(shape, position);
  }

  /**
   * For modules that are about to name a place: it stays as it is until their transaction ends.
   * @throws AppError `notFound` with the field `placeId`, also when it is archived.
   */
  async function hold(tx: Tx, placeId: string): Promise<PlaceView> {
    const place = await repo.lockPlace(tx, placeId, 'share');
    if (!place) throw new AppError('notFound', { field: 'placeId', detail: words.thereIsNoSuchPlace });
    return place;
  }

  return { ...places, ...search, judge, judgeTravel, hold };
}
