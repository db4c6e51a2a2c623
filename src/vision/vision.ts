/** The front door of vision: pixels in, numbers out; it knows no names and no database. */
import { loadVerifiedWeights, recognitionHash } from '../../models/weights.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { createPool } from './pool.ts';
import type { Overlay, PhotoAnalysis } from './vision-types.ts';
import { visionHandler, type VisionAnswer, type VisionResult, type VisionTask, type VisionWorkerData } from './worker-contract.ts';

export type { AnalysedFace, FaceBox, FaceQuality, PhotoAnalysis } from './vision-types.ts';

/** What analysing a photo may throw: AppError `fileTooLarge`, `notAnImage`, `tooManyPixels`, `imageCorrupt`, `busy` or `visionUnavailable`. */
export interface Vision {
  /** One look for large faces; the three largest are measured, liveness included. */
  analyseSelfie(photo: Buffer): Promise<PhotoAnalysis>;
  /** Many overlapping looks for small faces; every face is measured, liveness is NaN. */
  analyseGroup(photo: Buffer): Promise<PhotoAnalysis>;
  /** The photo as it may be kept: JPEG, upright, no larger than faces need, without what a camera writes beside the picture. */
  toKeepable(photo: Buffer): Promise<Buffer>;
  /** The upright photo with a drawing over it, as JPEG. */
  overlay(photo: Buffer, overlay: Overlay): Promise<Buffer>;
  /** Names the weights that embeddings come from; embeddings of different hashes must not be compared. */
  readonly weightsHash: string;
  /** Ends all threads; waiting photos fail with `visionUnavailable`. */
  close(): Promise<void>;
}

export interface VisionOptions {
  /** Photos analysed at once; one core each. */
  threads: number;
  log: Log;
  /** Photos that may wait for a thread; eight a thread when not given. */
  maxQueued?: number;
  /** Folder with the weights; models/cache when not given. */
  modelsDir?: string;
}

/**
 * Starts and warms the threads.
 * @throws Error that names the weights file which is missing or changed
 */
export async function createVision(options: VisionOptions): Promise<Vision> {
  const { threads, log, maxQueued = threads * 8, modelsDir } = options;
  // Checked here too, so that a start without weights fails at once and with the file's name.
  await loadVerifiedWeights(modelsDir);
  const workerData: VisionWorkerData = { modelsDir };
  const pool = createPool<VisionTask, VisionAnswer>({
    threads,
    maxQueued: Math.max(maxQueued, 1),
    file: new URL('./worker.ts', import.meta.url),
    handler: visionHandler,
    workerData,
    log,
  });

  async function run(task: VisionTask): Promise<VisionResult> {
    const answer = await pool.run(task);
    if (answer.ok) return answer.result;
    throw new AppError(answer.code, { detail: answer.detail });
  }

  try {
    await Promise.all(Array.from({ length: threads }, () => pool.run({ kind: 'warmUp' })));
  } catch (error) {
    await pool.close();
    throw error;
  }
  return {
    analyseSelfie: async (photo) => (await run({ kind: 'selfie', photo })) as PhotoAnalysis,
    analyseGroup: async (photo) => (await run({ kind: 'group', photo })) as PhotoAnalysis,
    toKeepable: async (photo) => Buffer.from((await run({ kind: 'keepable', photo })) as Uint8Array),
    overlay: async (photo, overlay) => Buffer.from((await run({ kind: 'overlay', photo, overlay })) as Uint8Array),
    weightsHash: recognitionHash,
    close: () => pool.close(),
  };
}
