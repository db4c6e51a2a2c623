/** Stored tasks. */
import type { Role } from '../../security/access/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import { Prisma } from '../../db/generated/client.ts';
import type { QueueTable } from '../work-queue/index.ts';

export const taskQueue: QueueTable = {
  name: 'task',
  waiting: Prisma.sql`status IN ('waiting', 'running')`,
  kindColumn: 'kind',
  alsoWhenTaken: Prisma.sql`, status = 'running'`,
  alsoWhenPutBack: Prisma.sql`, status = 'waiting'`,
};

export type TaskStatus = 'waiting' | 'running' | 'done' | 'failed';

export interface StoredTask {
  id: string;
  kind: string;
  personId: string;
  input: Uint8Array | null;
  result: Uint8Array | null;
  fileId: string | null;
  status: TaskStatus;
  done: number;
  total: number;
  errorCode: string | null;
  attempts: number;
  createdAt: Date;
  finishedAt: Date | null;
}

const fields = {
  id: true,
  kind: true,
  personId: true,
  input: true,
  result: true,
  fileId: true,
  status: true,
  done: true,
  total: true,
  errorCode: true,
  attempts: true,
  createdAt: true,
  finishedAt: true,
} as const;

export async function insertTask(
  tx: Tx,
  task: {
    id: string;
    kind: string;
    personId: string;
    input: Buffer<ArrayBuffer>;
    fileId: string | null;
    createdAt: Date;
    notBefore: Date;
  },
): Promise<void> {
  await tx.task.create({ data: task });
}

export const findTask = (db: Queryable, id: string): Promise<StoredTask | null> =>
  db.task.findUnique({ where: { id }, select: fields });

export const findTasksOf = (db: Queryable, personId: string, take: number): Promise<StoredTask[]> =>
  db.task.findMany({ where: { personId }, select: fields, orderBy: { id: 'desc' }, take });

export const countWaiting = (db: Queryable, personId: string): Promise<number> =>
  db.task.count({ where: { personId, status: { in: ['waiting', 'running'] } } });

export async function noteProgress(db: Queryable, id: string, done: number, total: number): Promise<void> {
  await db.task.update({ where: { id }, data: { done, total } });
}

/** What was asked is not kept once it is answered. */
export async function finishTask(
  tx: Tx,
  id: string,
  change: { status: 'done' | 'failed'; result: Buffer<ArrayBuffer>; errorCode: string | null; finishedAt: Date },
): Promise<void> {
  await tx.task.update({ where: { id }, data: { ...change, input: null, fileId: null, workerNo: null } });
}

export async function deleteTasksBefore(db: Queryable, before: Date): Promise<number> {
  return (await db.task.deleteMany({ where: { finishedAt: { not: null }, createdAt: { lt: before } } })).count;
}

/** Who asked, where they may still come in. */
export const findAsker = (db: Queryable, personId: string): Promise<{ id: string; name: string; role: Role } | null> =>
  db.person.findFirst({ where: { id: personId, status: 'active' }, select: { id: true, name: true, role: true } });
