/** One thread of the pool: loads the networks once and works on one photo at a time. */
import { workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { AppError } from '../kernel/errors.ts';
import { drawOver, toKeepablePhoto } from './decode.ts';
import { createEngine, type Engine } from './engine.ts';
import type { VisionAnswer, VisionResult, VisionTask, VisionWorkerData } from './worker-contract.ts';

// The pool is the parallelism; a decoder with threads of its own would only compete with it. (Both settings hold for the process.)
sharp.concurrency(1);
// A photo is seen once: keeping its pixels would keep somebody's face.
sharp.cache(false);

let loading: Promise<Engine> | undefined;

/** The refusals of a photo come back as data; whatever else is thrown fails the task. */
export async function handleVisionTask(task: VisionTask): Promise<VisionAnswer> {
  loading ??= createEngine((workerData as VisionWorkerData).modelsDir);
  const engine = await loading;
  try {
    return { ok: true, result: await carryOut(engine, task) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, detail: error.message };
    throw error;
  }
}

function carryOut(engine: Engine, task: VisionTask): Promise<VisionResult> {
  if (task.kind === 'warmUp') return engine.warmUp();
  if (task.kind === 'overlay') return drawOver(task.photo, task.overlay);
  return task.kind === 'keepable' ? toKeepablePhoto(task.photo) : engine.analyse(task.kind, task.photo);
}
