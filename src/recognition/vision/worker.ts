/** One thread of the pool: loads the networks once and works on one photo at a time. */
import { workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { AppError } from '../../kernel/errors.ts';
import { countPixels, drawOver, toKeepablePhoto } from './pixels/decode.ts';
import { createDecodeGate } from './pixels/decode-gate.ts';
import { createEngine } from './engine.ts';
import type { ResultOf, VisionAnswer, VisionOperations, VisionTask, VisionWorkerData } from './worker-contract.ts';

// The pool is the parallelism; a decoder with threads of its own would only compete with it. (Both settings hold for
// the process.)
sharp.concurrency(1);
// A photo is seen once: keeping its pixels would keep somebody's face.
sharp.cache(false);

let loading: Promise<VisionOperations> | undefined;

/** The refusals of a photo come back as data; whatever else is thrown fails the task. */
export async function handleVisionTask({ operation, inputs }: VisionTask): Promise<VisionAnswer> {
  loading ??= load();
  const operations = await loading;
  try {
    // The caller's types have matched the two.
    const carryOut = operations[operation] as (...all: typeof inputs) => Promise<ResultOf<typeof operation>>;
    return { ok: true, result: await carryOut(...inputs) };
  } catch (error) {
    if (error instanceof AppError) return { ok: false, code: error.code, detail: error.message };
    throw error;
  }
}

async function load(): Promise<VisionOperations> {
  const { manifest, decodeTickets } = workerData as VisionWorkerData;
  const engine = await createEngine(manifest);
  const gate = createDecodeGate(decodeTickets, countPixels);
  return {
    ...engine,
    analyseSelfie: (photo) => gate.run(photo, () => engine.analyseSelfie(photo)),
    analyseFrame: (frame) => gate.run(frame, () => engine.analyseFrame(frame)),
    openGroup: (photo) => gate.run(photo, () => engine.openGroup(photo)),
    toKeepable: (photo) => gate.run(photo, () => toKeepablePhoto(photo)),
    overlay: (photo, overlay) => gate.run(photo, () => drawOver(photo, overlay)),
  };
}
