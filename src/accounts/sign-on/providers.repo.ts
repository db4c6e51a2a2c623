/** Stored providers, the policy over them, and whom they know. */
import type { Prisma } from '../../db/generated/client.ts';
import type { EmailStanding } from '../../school/people/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { Role } from '../../security/access/index.ts';
import type { SignOnLink, SignOnPolicy } from './providers.schema.ts';

export interface StoredProvider {
  id: string;
  kind: string;
  name: string;
  domains: string[];
  isEnabled: boolean;
  settings: unknown;
  admission: unknown;
  secret: Uint8Array | null;
  createdAt: Date;
}

export type Written = Omit<StoredProvider, 'settings' | 'admission' | 'secret'> & {
  settings: object;
  admission: object;
  secret: Buffer<ArrayBuffer> | null;
};

const toData = <Row extends Partial<Written>>({ settings, admission, ...row }: Row) => ({
  ...row,
  settings: settings as Prisma.InputJsonObject,
  admission: admission as Prisma.InputJsonObject,
});

export const findProviders = (db: Queryable): Promise<StoredProvider[]> =>
  db.signOnProvider.findMany({ orderBy: { id: 'asc' } });

export const findProvider = (db: Queryable, id: string): Promise<StoredProvider | null> =>
  db.signOnProvider.findUnique({ where: { id } });

export const findButtons = (db: Queryable): Promise<{ id: string; name: string; domains: string[] }[]> =>
  db.signOnProvider.findMany({
    where: { isEnabled: true },
    select: { id: true, name: true, domains: true },
    orderBy: { id: 'asc' },
  });

export async function insertProvider(tx: Tx, provider: Written): Promise<void> {
  await tx.signOnProvider.create({ data: toData(provider) });
}

export async function updateProvider(
  tx: Tx,
  id: string,
  change: Omit<Written, 'id' | 'kind' | 'createdAt' | 'secret'> & { secret?: Buffer<ArrayBuffer> | null },
): Promise<void> {
  await tx.signOnProvider.update({ where: { id }, data: toData(change) });
}

/** Everything that hangs on it goes with it. @returns false when there is none. */
export const deleteProvider = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.signOnProvider.deleteMany({ where: { id } })).count === 1;

/** The one policy, held until the transaction ends: whoever changes it or the providers comes one after the other. */
export async function lockPolicy(tx: Tx): Promise<SignOnPolicy> {
  await tx.signOnPolicy.createMany({ data: [{ id: 1, isEnforced: false }], skipDuplicates: true });
  await tx.$queryRaw`SELECT 1 FROM sign_on_policy WHERE id = 1 FOR UPDATE`;
  return readPolicy(tx);
}

export async function readPolicy(db: Queryable): Promise<SignOnPolicy> {
  const row = await db.signOnPolicy.findUnique({ where: { id: 1 }, select: { isEnforced: true, breakGlassId: true } });
  return row ?? { isEnforced: false, breakGlassId: null };
}

export async function writePolicy(tx: Tx, policy: SignOnPolicy): Promise<void> {
  await tx.signOnPolicy.update({ where: { id: 1 }, data: policy });
}

/** Whether that is an admin who may come in, and has a password to do so. */
export async function isAdminWithPassword(tx: Tx, personId: string): Promise<boolean> {
  const where = { id: personId, role: 'admin', status: 'active', passwordHash: { not: null } } as const;
  return (await tx.person.count({ where })) === 1;
}

export const hasOtherAdmin = async (tx: Tx, personId: string): Promise<boolean> =>
  (await tx.person.count({ where: { role: 'admin', status: 'active', id: { not: personId } } })) > 0;

/** Somebody, as far as letting them in goes. */
export interface Known {
  id: string;
  name: string;
  role: Role;
  status: 'pending' | 'active' | 'deactivated';
}

const known = { id: true, name: true, role: true, status: true } as const;

export const findKnown = (db: Queryable, personId: string): Promise<Known | null> =>
  db.person.findUnique({ where: { id: personId }, select: known });

/** Nobody is found by an address that they only claim. */
export const findByAddress = (tx: Tx, email: string): Promise<(Known & { emailStanding: EmailStanding }) | null> =>
  tx.person.findFirst({
    where: { email, emailStanding: { not: 'claimed' } },
    select: { ...known, emailStanding: true },
  });

/** Whom the provider means by this. */
export async function findSubject(tx: Tx, providerId: string, subjectHash: Buffer<ArrayBuffer>): Promise<Known | null> {
  const row = await tx.signOnSubject.findUnique({
    where: { providerId_subjectHash: { providerId, subjectHash } },
    select: { person: { select: known } },
  });
  return row?.person ?? null;
}

export const hasSubject = async (tx: Tx, providerId: string, personId: string): Promise<boolean> =>
  (await tx.signOnSubject.count({ where: { providerId, personId } })) > 0;

/** @throws a unique violation when the account is somebody's. */
export async function insertSubject(
  tx: Tx,
  row: { id: string; providerId: string; subjectHash: Buffer<ArrayBuffer>; personId: string; linkedAt: Date },
): Promise<void> {
  await tx.signOnSubject.create({ data: row });
}

export async function findLinks(db: Queryable, personId: string): Promise<SignOnLink[]> {
  const rows = await db.signOnSubject.findMany({
    where: { personId },
    select: { id: true, providerId: true, linkedAt: true, provider: { select: { name: true } } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ provider, ...row }) => ({ ...row, provider: provider.name }));
}

export const deleteLink = async (tx: Tx, personId: string, id: string): Promise<boolean> =>
  (await tx.signOnSubject.deleteMany({ where: { id, personId } })).count === 1;

/** Ends a password and every token: whoever has them may be somebody else than whom the provider vouches for. */
export async function endOtherWaysIn(tx: Tx, personId: string): Promise<void> {
  await tx.person.update({
    where: { id: personId },
    data: { passwordHash: null, emailStanding: 'proven', tokenGeneration: { increment: 1 } },
  });
}

export async function endTokens(tx: Tx, personId: string): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { tokenGeneration: { increment: 1 } } });
}
