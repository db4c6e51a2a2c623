/** Stored appeals. */
import type { Queryable, Tx } from '../../db/index.ts';
import type { AppealStatus } from './appeals.schema.ts';

export interface StoredAppeal {
  id: string;
  sessionId: string;
  studentId: string;
  wanted: 'present' | 'late' | 'absent' | 'excused';
  text: Uint8Array;
  answer: Uint8Array | null;
  status: AppealStatus;
  createdAt: Date;
  answeredAt: Date | null;
  session: { classId: string; startsAt: Date; class: { code: string; campus: { timeZone: string } } };
}

const classOfIt = { select: { code: true, campus: { select: { timeZone: true } } } } as const;
const include = { session: { select: { classId: true, startsAt: true, class: classOfIt } } } as const;

export async function insertAppeal(
  tx: Tx,
  appeal: Pick<StoredAppeal, 'id' | 'sessionId' | 'studentId' | 'wanted' | 'createdAt'> & { text: Buffer<ArrayBuffer> },
): Promise<void> {
  await tx.appeal.create({ data: appeal });
}

/** The appeal, held until the transaction ends. */
export async function lockAppeal(tx: Tx, id: string): Promise<StoredAppeal | null> {
  await tx.$queryRaw`SELECT 1 FROM appeal WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.appeal.findUnique({ where: { id }, include });
}

export async function updateStatus(
  tx: Tx,
  id: string,
  change: { status: AppealStatus; answer: Buffer<ArrayBuffer> | null; answeredAt: Date; answeredById: string },
): Promise<void> {
  await tx.appeal.update({ where: { id }, data: change });
}

export const findAppealsOf = (tx: Tx, studentId: string): Promise<StoredAppeal[]> =>
  tx.appeal.findMany({ where: { studentId }, include, orderBy: { id: 'asc' } });

/** Ends open appeals of one account in sessions where the other has one open too. */
export async function withdrawTwins(tx: Tx, fromId: string, intoId: string, answeredAt: Date): Promise<void> {
  const open = await tx.appeal.findMany({ where: { studentId: intoId, status: 'open' }, select: { sessionId: true } });
  await tx.appeal.updateMany({
    where: { studentId: fromId, status: 'open', sessionId: { in: open.map((row) => row.sessionId) } },
    data: { status: 'withdrawn', answeredAt },
  });
}

export async function updateStudent(
  tx: Tx,
  id: string,
  change: { studentId: string; text: Buffer<ArrayBuffer>; answer: Buffer<ArrayBuffer> | null },
): Promise<void> {
  await tx.appeal.update({ where: { id }, data: change });
}

/** Newest first. */
export const findAppeals = (
  db: Queryable,
  where: { studentId?: string; classIds?: readonly string[]; status?: AppealStatus },
  take: number,
): Promise<StoredAppeal[]> =>
  db.appeal.findMany({
    where: {
      ...(where.studentId === undefined ? {} : { studentId: where.studentId }),
      ...(where.status === undefined ? {} : { status: where.status }),
      ...(where.classIds === undefined ? {} : { session: { classId: { in: [...where.classIds] } } }),
    },
    include,
    orderBy: { id: 'desc' },
    take,
  });
