/** Stored devices: sign-ins that stand, and their refresh tokens. */
import type { Queryable, Tx } from '../../db/index.ts';

/** Whose doors a device opens: the native API's, or those that clients of older backends know. */
export type Audience = 'muster' | 'compat';

/** How somebody signed in; `earlier`: before devices were kept. */
export type Way = 'password' | 'passwordAndCode' | 'passkey' | 'face' | 'signUp' | 'signOn' | 'earlier';

export interface StoredDevice {
  id: string;
  personId: string;
  audience: Audience;
  way: Way;
  generation: number;
  details: Uint8Array | null;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
}

type Row = Omit<StoredDevice, 'audience' | 'way'> & { audience: string; way: string };
// Two checks of the table hold what these may be.
const fromRow = (row: Row): StoredDevice => ({ ...row, audience: row.audience as Audience, way: row.way as Way });

export async function insertDevice(
  tx: Tx,
  device: Omit<StoredDevice, 'details'> & {
    details: Buffer<ArrayBuffer>;
    provenAt: Date | null;
    programHash: Buffer<ArrayBuffer>;
  },
): Promise<void> {
  await tx.device.create({ data: device });
}

const standing = (at: Date) => ({ endedAt: null, expiresAt: { gt: at } });

export async function findStandingDevice(db: Queryable, id: string, at: Date): Promise<StoredDevice | undefined> {
  const row = await db.device.findFirst({ where: { id, ...standing(at) } });
  return row ? fromRow(row) : undefined;
}

/** The person's devices that nobody ended and that belong to their present generation, the latest used first. */
export async function findDevices(db: Queryable, personId: string, at: Date): Promise<StoredDevice[]> {
  const person = await db.person.findUnique({ where: { id: personId }, select: { tokenGeneration: true } });
  if (!person) return [];
  const rows = await db.device.findMany({
    where: { personId, generation: person.tokenGeneration, ...standing(at) },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
  });
  return rows.map(fromRow);
}

/** @returns false when the person has no such device that stands. */
export async function endDevice(tx: Tx, personId: string, id: string, at: Date): Promise<boolean> {
  return (await tx.device.updateMany({ where: { id, personId, ...standing(at) }, data: { endedAt: at } })).count === 1;
}

export async function endDevicesOf(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.device.updateMany({ where: { personId, endedAt: null }, data: { endedAt: at } });
}

/** Ends what cannot ask for a second factor. */
export async function endOldClients(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.device.updateMany({ where: { personId, audience: 'compat', endedAt: null }, data: { endedAt: at } });
}

export async function markDeviceProven(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.device.update({ where: { id }, data: { provenAt: at } });
}

/** Whether the person signed in before, and whether with a program of this name. */
export async function findFormer(
  db: Queryable,
  personId: string,
  programHash: Buffer<ArrayBuffer>,
): Promise<{ any: boolean; same: boolean }> {
  const any = (await db.device.count({ where: { personId } })) > 0;
  return { any, same: any && (await db.device.count({ where: { personId, programHash } })) > 0 };
}

export async function noteUse(db: Queryable, id: string, at: Date): Promise<void> {
  await db.device.updateMany({ where: { id, lastUsedAt: { lt: at } }, data: { lastUsedAt: at } });
}

/** @returns how many ran out before `since` and were removed, with their tokens. */
export const deleteExpiredDevices = async (db: Queryable, since: Date): Promise<number> =>
  (await db.device.deleteMany({ where: { expiresAt: { lt: since } } })).count;

export interface StoredRefreshToken {
  id: string;
  deviceId: string;
  usedAt: Date | null;
}

export async function insertRefreshToken(
  tx: Tx,
  token: { id: string; deviceId: string; tokenHash: Buffer<ArrayBuffer>; createdAt: Date },
): Promise<void> {
  await tx.refreshToken.create({ data: token });
}

export const findRefreshToken = (tx: Tx, tokenHash: Buffer<ArrayBuffer>): Promise<StoredRefreshToken | null> =>
  tx.refreshToken.findUnique({ where: { tokenHash }, select: { id: true, deviceId: true, usedAt: true } });

/** Takes the token for use. @returns false when somebody already did: of two at once, one wins. */
export async function useRefreshToken(tx: Tx, id: string, usedAt: Date): Promise<boolean> {
  return (await tx.refreshToken.updateMany({ where: { id, usedAt: null }, data: { usedAt } })).count === 1;
}

/** How many refresh tokens of a device were issued since then. */
export const countIssued = (tx: Tx, deviceId: string, since: Date): Promise<number> =>
  tx.refreshToken.count({ where: { deviceId, createdAt: { gt: since } } });
