/** A bounded pool of vision threads that outlives the death of any of them. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import { AppError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';

/** A photo takes well under a second; a thread that needs this long is stuck and is replaced. */
const taskTimeoutMs = 60_000;

/** What a thread of JavaScript lets lie before it clears up. */
const youngGenerationMb = 12;

export interface PoolOptions {
  threads: number;
  /** Tasks that may wait, at least 1; the next one is told `busy`. */
  maxQueued: number;
  /** The worker's module and the exported function that takes a task. */
  file: URL;
  handler: string;
  workerData: unknown;
  log: Log;
}

export interface Pool<Task, Answer> {
  /** @throws AppError `busy` when too many wait, `visionUnavailable` when the thread failed */
  run(task: Task): Promise<Answer>;
  /** A further step of work that was let in: the same, but never told `busy`. */
  runStep(task: Task): Promise<Answer>;
  /** Takes nothing more, and ends the threads once they have done what was let in. */
  close(): Promise<void>;
}

/** Starts all threads at once. */
export function createPool<Task, Answer>(options: PoolOptions): Pool<Task, Answer> {
  const { threads, maxQueued, file, handler, workerData, log } = options;
  const pool = new Piscina<Task, Answer>({
    filename: file.href,
    name: handler,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Infinity,
    concurrentTasksPerWorker: 1,
    workerData,
    // Pixels lie outside of it, and what is inside is small: the usual three times sixteen would only be filled.
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    // Said outright, because a test runner's process has no TypeScript loader that a thread could inherit.
    execArgv: file.pathname.endsWith('.ts')
      ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
      : [],
  });
  // A thread that dies between tasks is replaced by the pool; unheard, the event would end the process.
  pool.on('error', (error: unknown) => log.error({ err: error }, 'A vision thread failed'));

  let isClosed = false;
  const running = new Set<Promise<Answer>>();

  async function run(task: Task): Promise<Answer> {
    if (!isClosed && pool.queueSize >= maxQueued) throw new AppError('busy', { retryAfterS: 2 });
    return runStep(task);
  }

  async function runStep(task: Task): Promise<Answer> {
    // A closed pool would start threads again for a late task, and nobody would end them.
    if (isClosed) throw new AppError('visionUnavailable');
    const work = pool.run(task, { signal: AbortSignal.timeout(taskTimeoutMs) });
    running.add(work);
    try {
      return await work;
    } catch (cause) {
      throw new AppError('visionUnavailable', { cause });
    } finally {
      running.delete(work);
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    // A thread that is ended while the inference runtime computes in it takes the whole process with it.
    await Promise.allSettled(running);
    await pool.destroy();
  }

  return { run, runStep, close };
}
