/** What passes between the pool and its threads: plain data, since errors lose their class on the way. */
import type { ErrorCode } from '../kernel/errors.ts';
import type { PhotoAnalysis } from './vision-types.ts';

export type VisionTask = { kind: 'selfie' | 'group'; photo: Uint8Array } | { kind: 'warmUp' };

export type VisionAnswer = { ok: true; analysis: PhotoAnalysis } | { ok: false; code: ErrorCode; detail: string };

export interface VisionWorkerData {
  /** The default folder when undefined. */
  modelsDir: string | undefined;
}

/** Name of the worker's exported function, which the pool calls. */
export const visionHandler = 'handleVisionTask';
