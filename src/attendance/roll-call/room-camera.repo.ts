/** What a room's camera has seen in a session: counts and students, never a picture or a face. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredSighting {
  personId: string;
  named: number;
  unsure: number;
  score: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

export interface CameraSample {
  id: string;
  sessionId: string;
  at: Date;
  unknownFaces: number;
  unclearFaces: number;
}

export async function findKnownFrames(
  db: Queryable,
  sessionId: string,
  digests: readonly Buffer<ArrayBuffer>[],
): Promise<Uint8Array[]> {
  const rows = await db.roomFrame.findMany({
    where: { sessionId, digest: { in: [...digests] } },
    select: { digest: true },
  });
  return rows.map((row) => row.digest);
}

/** Looks of one session are added one after the other. */
export async function lockSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`camera:${sessionId}`}, 0))`;
}

export async function insertFrames(
  tx: Tx,
  { id: lookId, ...look }: CameraSample,
  digests: readonly Buffer<ArrayBuffer>[],
): Promise<void> {
  await tx.roomFrame.createMany({ data: digests.map((digest) => ({ ...look, lookId, digest })) });
}

/** Adds one look to what is known of a student. */
export async function addSighting(
  tx: Tx,
  sessionId: string,
  { personId, named, unsure, score, at }: { personId: string; named: number; unsure: number; score: number; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO room_sighting (session_id, person_id, named, unsure, score, first_seen_at, last_seen_at)
    VALUES (${sessionId}::uuid, ${personId}::uuid, ${named}, ${unsure}, ${score}, ${at}, ${at})
    ON CONFLICT (session_id, person_id) DO UPDATE SET
      named = room_sighting.named + EXCLUDED.named, unsure = room_sighting.unsure + EXCLUDED.unsure,
      score = greatest(room_sighting.score, EXCLUDED.score), last_seen_at = greatest(room_sighting.last_seen_at, EXCLUDED.last_seen_at)`;
}

export async function countLooks(db: Queryable, sessionId: string): Promise<number> {
  const rows = await db.roomFrame.findMany({ where: { sessionId }, distinct: ['lookId'], select: { lookId: true } });
  return rows.length;
}

export const findLatestLook = (
  db: Queryable,
  sessionId: string,
): Promise<{ at: Date; unknownFaces: number; unclearFaces: number } | null> =>
  db.roomFrame.findFirst({
    where: { sessionId },
    orderBy: [{ at: 'desc' }, { lookId: 'desc' }],
    select: { at: true, unknownFaces: true, unclearFaces: true },
  });

export const findSightings = (db: Queryable, sessionId: string): Promise<StoredSighting[]> =>
  db.roomSighting.findMany({
    where: { sessionId },
    select: { personId: true, named: true, unsure: true, score: true, firstSeenAt: true, lastSeenAt: true },
  });

/** @returns how many rows went. */
export async function deleteBefore(db: Queryable, before: Date): Promise<number> {
  const frames = await db.roomFrame.deleteMany({ where: { at: { lt: before } } });
  const sightings = await db.roomSighting.deleteMany({ where: { lastSeenAt: { lt: before } } });
  return frames.count + sightings.count;
}
