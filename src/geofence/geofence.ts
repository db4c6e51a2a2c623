/** Places. */
import type { Tx } from '../db/database.ts';

export interface Position { latitude: number; longitude: number; accuracyM: number }
export interface Told { sentence: string; figures: { text: string; measured: number; limit: number } }
export type Geofence = ReturnType<typeof createGeofence>;
export function createGeofence() {
  const judge = async (_tx: Tx, _placeId: string, _position: Position): Promise<(Told & { verdict: 'inside' | 'outside' | 'unclear' }) | undefined> => undefined;
  const judgeTravel = (_previous: Position & { at: Date }, _now: Position & { at: Date }): Told | null => null;
  return { judge, judgeTravel };
}
