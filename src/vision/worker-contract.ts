/** What passes between the pool and its threads: plain data, since errors lose their class on the way. */
import type { ErrorCode } from '../kernel/errors.ts';
import type { Overlay, PhotoAnalysis } from './vision-types.ts';

export type VisionTask = { kind: 'selfie' | 'group' | 'keepable'; photo: Uint8Array } | { kind: 'overlay'; photo: Uint8Array; overlay: Overlay } | { kind: 'warmUp' };

/** What a task brings: the faces, or for `keepable` and `overlay` a JPEG. */
export type VisionResult = PhotoAnalysis | Uint8Array;

export type VisionAnswer = { ok: true; result: VisionResult } | { ok: false; code: ErrorCode; detail: string };

export interface VisionWorkerData {
  /** The default folder when undefined. */
  modelsDir: string | undefined;
}

/** Name of the worker's exported function, which the pool calls. */
export const visionHandler = 'handleVisionTask';
