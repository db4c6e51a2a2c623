/** Stored places, and what the address search answered. */
import { Prisma } from '../../db/generated/client.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import {
  shapeView,
  type NewPlace,
  type PlaceKind,
  type PlaceQuery,
  type PlaceView,
  type Shape,
} from './geofence.schema.ts';

const fields = {
  id: true,
  campusId: true,
  parentId: true,
  kind: true,
  name: true,
  polygon: true,
  latitude: true,
  longitude: true,
  radiusM: true,
} as const;

type StoredPlace = Prisma.PlaceGetPayload<{ select: typeof fields }>;

function toView({ polygon, latitude, longitude, radiusM, ...row }: StoredPlace): PlaceView {
  return {
    ...row,
    shape: shapeView.parse(
      polygon === null ? { type: 'circle', latitude, longitude, radiusM } : { type: 'polygon', polygon },
    ),
  };
}

/** Either kind of shape empties the columns of the other. */
const columnsOf = (shape: Shape) =>
  shape.type === 'circle'
    ? { polygon: Prisma.DbNull, latitude: shape.latitude, longitude: shape.longitude, radiusM: shape.radiusM }
    : { polygon: shape.polygon, latitude: null, longitude: null, radiusM: null };

export const isCampus = async (tx: Tx, id: string): Promise<boolean> => (await tx.campus.count({ where: { id } })) > 0;

export const findCampusZones = (tx: Tx): Promise<{ id: string; timeZone: string }[]> =>
  tx.campus.findMany({ select: { id: true, timeZone: true } });

export async function insertPlace(tx: Tx, id: string, { shape, ...place }: NewPlace): Promise<void> {
  await tx.place.create({ data: { id, ...place, ...columnsOf(shape) } });
}

/** Also brings an archived place back. */
export async function updatePlace(tx: Tx, id: string, { shape, ...place }: NewPlace): Promise<void> {
  await tx.place.update({ where: { id }, data: { ...place, ...columnsOf(shape), archivedAt: null } });
}

export async function archivePlace(tx: Tx, id: string, archivedAt: Date): Promise<void> {
  await tx.place.update({ where: { id }, data: { archivedAt } });
}

/** A place that stands, held as it is until the transaction ends. */
export async function lockPlace(tx: Tx, id: string, mode: 'share' | 'alone'): Promise<PlaceView | null> {
  const hold = mode === 'share' ? Prisma.sql`FOR SHARE` : Prisma.sql`FOR UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM place WHERE id = ${id}::uuid ${hold}`;
  return findPlace(tx, id);
}

export async function findPlace(db: Queryable, id: string): Promise<PlaceView | null> {
  const row = await db.place.findUnique({ where: { id, archivedAt: null }, select: fields });
  return row && toView(row);
}

/** Those that stand, by name. */
export async function findPlaces(db: Queryable, { campusId, kind }: PlaceQuery): Promise<PlaceView[]> {
  const where = {
    archivedAt: null,
    ...(campusId === undefined ? {} : { campusId }),
    ...(kind === undefined ? {} : { kind }),
  };
  return (await db.place.findMany({ where, select: fields, orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(toView);
}

/** Whoever has the name on the campus, archived ones too. */
export const findNamesake = (
  tx: Tx,
  campusId: string,
  name: string,
): Promise<{ id: string; archivedAt: Date | null } | null> =>
  tx.place.findUnique({ where: { campusId_name: { campusId, name } }, select: { id: true, archivedAt: true } });

export async function findKindsOfParts(tx: Tx, parentId: string): Promise<PlaceKind[]> {
  return (
    await tx.place.findMany({ where: { parentId, archivedAt: null }, select: { kind: true }, distinct: ['kind'] })
  ).map((part) => part.kind);
}

export interface Uses {
  classes: number;
  sessions: number;
  readers: number;
  parts: number;
}

/** What still needs the place: what is over does not. */
export async function countUses(tx: Tx, id: string): Promise<Uses> {
  return {
    classes: await tx.class.count({ where: { placeId: id, status: 'active' } }),
    sessions: await tx.session.count({ where: { placeId: id, status: { in: ['scheduled', 'open'] } } }),
    readers: await tx.reader.count({ where: { placeId: id, revokedAt: null } }),
    parts: await tx.place.count({ where: { parentId: id, archivedAt: null } }),
  };
}

export async function findAnswer(db: Queryable, queryHash: Buffer<ArrayBuffer>, since: Date): Promise<unknown> {
  return (await db.addressAnswer.findUnique({ where: { queryHash, createdAt: { gt: since } } }))?.answer;
}

export async function keepAnswer(
  db: Queryable,
  queryHash: Buffer<ArrayBuffer>,
  answer: object,
  createdAt: Date,
): Promise<void> {
  const data = { answer: answer as Prisma.InputJsonObject, createdAt };
  await db.addressAnswer.upsert({ where: { queryHash }, create: { queryHash, ...data }, update: data });
}

/** @returns how many were removed. */
export const removeAnswers = async (db: Queryable, until: Date): Promise<number> =>
  (await db.addressAnswer.deleteMany({ where: { createdAt: { lte: until } } })).count;

/**
 * Takes the next second in which the address service may be asked, by the database's clock, which all processes share.
 * It is noted in a row of its own among the answers. @returns the milliseconds until then; undefined when the line is
 * too long.
 */
export async function takeTurn(
  db: Queryable,
  turnHash: Buffer<ArrayBuffer>,
  longestLineS: number,
): Promise<number | undefined> {
  const [turn] = await db.$queryRaw<{ waitMs: number }[]>`
    INSERT INTO address_answer AS turn (query_hash, answer, created_at) VALUES (${turnHash}, '{}', clock_timestamp())
    ON CONFLICT (query_hash) DO UPDATE SET created_at = greatest(clock_timestamp(), turn.created_at + interval '1 second')
      WHERE turn.created_at < clock_timestamp() + make_interval(secs => ${longestLineS}::float8)
    RETURNING (extract(epoch FROM created_at - clock_timestamp()) * 1000)::float8 AS "waitMs"`;
  return turn && Math.max(0, turn.waitMs);
}
