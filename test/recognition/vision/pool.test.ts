/** The pool is bounded, and no thread takes the house down with it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createPool, type Pool } from '../../../src/recognition/vision/pool.ts';
import type { FailingTask } from './failing-worker.ts';

let gate: Int32Array;
let pool: Pool<FailingTask, string>;

beforeEach(async () => {
  gate = new Int32Array(new SharedArrayBuffer(4));
  pool = createPool({
    threads: 1,
    maxQueued: 2,
    file: new URL('./failing-worker.ts', import.meta.url),
    handler: 'handleFailingTask',
    workerData: gate,
    log: createLog('silent'),
  });
  await pool.run('answer');
});

afterEach(() => pool.close());

function openGate(): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'accepted',
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : String(error);
}

it('answers busy when too many wait, and serves those who waited', async () => {
  const held = pool.run('hold');
  const waiting = [pool.run('answer'), pool.run('answer')];
  expect(await codeOf(pool.run('answer'))).toBe('busy');
  openGate();
  expect(await Promise.all([held, ...waiting])).toEqual(['hold', 'answer', 'answer']);
  expect(await pool.run('answer')).toBe('answer');
});

it('lets work that was begun go on while others are told busy', async () => {
  const held = pool.run('hold');
  const waiting = [pool.run('answer'), pool.run('answer')];
  const step = pool.runStep('answer');
  expect(await codeOf(pool.run('answer'))).toBe('busy');
  openGate();
  expect(await Promise.all([held, ...waiting, step])).toEqual(['hold', 'answer', 'answer', 'answer']);
});

it('says vision is unavailable when a thread dies, and works on', async () => {
  expect(await codeOf(pool.run('die'))).toBe('visionUnavailable');
  expect(await pool.run('answer')).toBe('answer');
});

it('says vision is unavailable when the code in the thread fails, and keeps the cause for the log', async () => {
  const error: unknown = await pool.run('throw').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: 'visionUnavailable', cause: { message: 'a defect' } });
  expect(await pool.run('answer')).toBe('answer');
});

it('loses nobody who waits behind a thread that dies', async () => {
  const dying = codeOf(pool.run('die'));
  const waiting = pool.run('answer');
  expect(await dying).toBe('visionUnavailable');
  expect(await waiting).toBe('answer');
});

it('lets nobody wait for an answer after it was closed', async () => {
  await pool.close();
  expect(await codeOf(pool.run('answer'))).toBe('visionUnavailable');
});

it('lets what was begun end when it is closed, and refuses further steps of it', async () => {
  const held = pool.run('hold');
  const waiting = pool.run('answer');
  const closed = pool.close();
  expect(await codeOf(pool.runStep('answer'))).toBe('visionUnavailable');
  openGate();
  expect(await Promise.all([held, waiting, closed])).toEqual(['hold', 'answer', undefined]);
});
