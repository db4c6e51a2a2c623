/**
 * Tasks: work that somebody asked for and that takes a while. What was asked is stored before it is acknowledged;
 * whoever asked sees how far it is, and what came of it. A process that is killed loses none: others take them over at
 * once.
 */
import { z } from 'zod';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Storage } from '../storage/index.ts';
import { type WorkLoop, createWorkQueue } from '../work-queue/index.ts';
import * as repo from './tasks.repo.ts';
import type { TaskView } from './tasks.schema.ts';
import { words } from './words/en.ts';

export interface RunningTask {
  /** The same when it is done again. */
  readonly id: string;
  readonly actor: Actor;
  /** When it was asked for, which is what counts for lateness. */
  readonly askedAt: Date;
  readonly input: unknown;
  readonly file: Buffer | undefined;
  progress(done: number, total: number): Promise<void>;
}

/** Does the work; must come out the same when it is done again after a crash. */
export type TaskHandler = (task: RunningTask) => Promise<unknown>;

/** What is kept of a task that failed. */
const failureSchema = z.object({ detail: z.string() });

export type Tasks = ReturnType<typeof createTasks>;

/** The waits between them: two minutes in all, so that the longest one is never reached. */
const retry = { maxAttempts: 8, longestWaitMs: 120_000 };
const fileLifeMs = 24 * 3600_000;
const keptMs = 7 * 24 * 3600_000;
const shownTasks = 50;
/** Nobody keeps others waiting with more than this. */
const maxQueued = 5;

export function createTasks(deps: {
  db: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  storage: Storage;
  workerNo: number;
}) {
  const { db, clock, log } = deps;
  const queue = createWorkQueue(deps, {
    name: 'tasks',
    table: repo.taskQueue,
    retry,
    load: (id) => repo.findTask(db.autocommit, id),
  });

  /**
   * Stores what is asked for; the caller has checked that the actor may. @throws AppError `tooManyRequests` while too
   * much of theirs waits.
   */
  async function ask(actor: Actor, kind: string, input: unknown, file?: Buffer): Promise<TaskView> {
    const id = newId();
    const createdAt = clock.now();
    if ((await repo.countWaiting(db.autocommit, actor.personId)) >= maxQueued)
      throw new AppError('tooManyRequests', {
        retryAfterS: 10,
        detail: words.whatYouSentBeforeStillWaits,
      });
    await db.transaction(async (tx) => {
      const key = await deps.vault.keyOf(tx, actor.personId);
      const fileId =
        file === undefined
          ? null
          : await deps.storage.store(tx, {
              ownerId: actor.personId,
              purpose: 'task',
              name: kind,
              mimeType: 'application/octet-stream',
              data: file,
              expiresAt: new Date(createdAt.getTime() + fileLifeMs),
            });
      await repo.insertTask(tx, {
        id,
        kind,
        personId: actor.personId,
        input: key.sealJson(actor.scopes ? { scopes: [...actor.scopes], input } : input, inputContext(id)),
        fileId,
        createdAt,
        notBefore: createdAt,
      });
    });
    queue.wake();
    return { id, kind, status: 'waiting', done: 0, total: 0, result: null, error: null, createdAt, finishedAt: null };
  }

  /** One of the actor's own tasks. @throws AppError `notFound`. */
  async function read(actor: Actor, taskId: string): Promise<TaskView> {
    await requireAccess(db.autocommit, actor, 'notifications.own', { personId: actor.personId });
    const task = await repo.findTask(db.autocommit, taskId);
    if (task?.personId !== actor.personId) throw new AppError('notFound');
    return toView(task);
  }

  /** The actor's latest tasks, newest first. */
  async function list(actor: Actor): Promise<TaskView[]> {
    await requireAccess(db.autocommit, actor, 'notifications.own', { personId: actor.personId });
    return Promise.all((await repo.findTasksOf(db.autocommit, actor.personId, shownTasks)).map(toView));
  }

  async function toView(task: repo.StoredTask): Promise<TaskView> {
    const { id, kind, status, done, total, errorCode, createdAt, finishedAt } = task;
    const key = task.result && (await deps.vault.keyOf(db.autocommit, task.personId));
    const opened = key && task.result ? key.openJson(z.unknown(), task.result, resultContext(id)) : null;
    const error = errorCode === null ? null : { code: errorCode, ...failureSchema.parse(opened) };
    return { id, kind, status, done, total, result: status === 'done' ? opened : null, error, createdAt, finishedAt };
  }

  /** Begins to work on tasks of these kinds, so many at once. */
  const startWork = (handlers: Readonly<Record<string, TaskHandler>>, parallel: number): WorkLoop =>
    queue.start({
      parallel,
      kinds: Object.keys(handlers),
      run: (task) => run(task, handlers[task.kind]),
      report: (task, thrown, isFinal) => {
        const error = toAppError(thrown);
        if (error.status < 500) return;
        log.warn(
          { err: error, kind: task.kind, attempt: task.attempts },
          isFinal ? 'a task failed' : 'a task could not be done, it is tried again',
        );
      },
      giveUp: (task, thrown) => {
        const error = toAppError(thrown);
        return finish(task, 'failed', { detail: error.publicMessage }, error.code);
      },
    });

  async function run(task: repo.StoredTask, handler: TaskHandler | undefined): Promise<void> {
    if (!handler || !task.input)
      throw new AppError('internal', { detail: `A task of kind ${task.kind} cannot be worked on` });
    const asker = await repo.findAsker(db.autocommit, task.personId);
    if (!asker) throw new AppError('forbidden');
    const key = await deps.vault.keyOf(db.autocommit, task.personId);
    const stored = key.openJson(z.unknown(), task.input, inputContext(task.id));
    const byKey = askedByKeySchema.safeParse(stored).data;
    const result = await handler({
      id: task.id,
      actor: {
        ...{ personId: asker.id, name: asker.name, role: asker.role },
        ...(byKey && { scopes: new Set(byKey.scopes) }),
      },
      askedAt: task.createdAt,
      input: byKey ? byKey.input : stored,
      file: task.fileId === null ? undefined : (await deps.storage.read(task.fileId)).data,
      progress: (done, total) => repo.noteProgress(db.autocommit, task.id, done, total),
    });
    await finish(task, 'done', result, null);
  }

  async function finish(
    task: repo.StoredTask,
    status: 'done' | 'failed',
    result: unknown,
    errorCode: string | null,
  ): Promise<void> {
    const removeBytes = await db.transaction(async (tx) => {
      const key = await deps.vault.keyOf(tx, task.personId);
      await repo.finishTask(tx, task.id, {
        status,
        result: key.sealJson(result, resultContext(task.id)),
        errorCode,
        finishedAt: clock.now(),
      });
      return deps.storage.remove(tx, task.fileId === null ? [] : [task.fileId]);
    });
    await removeBytes();
  }

  /** Removes what was finished a week ago. @returns how many. */
  const sweep = (): Promise<number> => repo.deleteTasksBefore(db.autocommit, new Date(clock.now().getTime() - keptMs));

  return { ask, read, list, startWork, sweep, wake: queue.wake };
}

/** What an API key asked for: later too it may do no more than the key. */
const askedByKeySchema = z.strictObject({ scopes: z.array(z.string()), input: z.unknown() });

const toAppError = (thrown: unknown): AppError =>
  thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown });
const inputContext = (id: string): string => `task_input:${id}`;
const resultContext = (id: string): string => `task_result:${id}`;
