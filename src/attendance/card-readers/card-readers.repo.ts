/** Stored readers, cards and events. */
import type { Role } from '../../security/access/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { ReaderView } from './card-readers.schema.ts';

const fields = { id: true, name: true, placeId: true, createdAt: true } as const;

export async function insertReader(tx: Tx, reader: ReaderView & { secret: Buffer<ArrayBuffer> }): Promise<void> {
  await tx.reader.create({ data: reader });
}

export const findReaders = (db: Queryable): Promise<ReaderView[]> =>
  db.reader.findMany({ where: { revokedAt: null }, select: fields, orderBy: { name: 'asc' } });

export const findReader = (db: Queryable, id: string): Promise<(ReaderView & { secret: Uint8Array }) | null> =>
  db.reader.findFirst({ where: { id, revokedAt: null }, select: { ...fields, secret: true } });

/** Its name becomes free. @returns false when there is none. */
export async function revokeReader(tx: Tx, id: string, revokedAt: Date): Promise<boolean> {
  const row = await tx.reader.findFirst({ where: { id, revokedAt: null }, select: { name: true } });
  if (!row) return false;
  await tx.reader.update({ where: { id }, data: { revokedAt, name: `${row.name} (ended ${id})` } });
  return true;
}

export const isPerson = async (db: Queryable, id: string): Promise<boolean> =>
  (await db.person.count({ where: { id } })) > 0;

export async function insertCard(
  tx: Tx,
  card: { id: string; personId: string; cardHash: Buffer<ArrayBuffer>; createdAt: Date },
): Promise<void> {
  await tx.card.create({ data: card });
}

export const findCards = (db: Queryable, personId: string): Promise<{ id: string; createdAt: Date }[]> =>
  db.card.findMany({
    where: { personId, revokedAt: null },
    select: { id: true, createdAt: true },
    orderBy: { createdAt: 'asc' },
  });

export async function revokeCard(tx: Tx, personId: string, id: string, revokedAt: Date): Promise<boolean> {
  return (await tx.card.updateMany({ where: { id, personId, revokedAt: null }, data: { revokedAt } })).count === 1;
}

/** Whose card it is, where they may come in. */
export async function findHolder(
  db: Queryable,
  cardHash: Buffer<ArrayBuffer>,
): Promise<{ id: string; name: string; role: Role } | undefined> {
  const row = await db.card.findFirst({
    where: { cardHash, revokedAt: null, person: { status: 'active' } },
    select: { person: { select: { id: true, name: true, role: true } } },
  });
  return row?.person;
}

export interface StoredEvent {
  outcome: string;
  checkInId: string | null;
}

export const findEvent = (db: Queryable, readerId: string, eventId: string): Promise<StoredEvent | null> =>
  db.readerEvent.findUnique({
    where: { readerId_eventId: { readerId, eventId } },
    select: { outcome: true, checkInId: true },
  });

export async function insertEvent(
  db: Queryable,
  event: StoredEvent & { readerId: string; eventId: string; receivedAt: Date },
): Promise<void> {
  await db.readerEvent.createMany({ data: [event], skipDuplicates: true });
}
