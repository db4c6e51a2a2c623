/** What passes between the pool and its threads: plain data, since errors lose their class on the way. */
import type { Manifest } from '../weights/index.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import type { Detection, Window } from './networks/detect.ts';
import type { SharedPhoto } from './shared-photo.ts';
import type { FrameAnalysis, GroupFace, Overlay, PhotoAnalysis, RoomFace } from './vision-types.ts';

/** What a thread can do. */
export interface VisionOperations {
  warmUp: () => Promise<PhotoAnalysis>;
  analyseSelfie: (photo: Uint8Array) => Promise<PhotoAnalysis>;
  toKeepable: (photo: Uint8Array) => Promise<Uint8Array>;
  overlay: (photo: Uint8Array, overlay: Overlay) => Promise<Uint8Array>;
  analyseFrame: (frame: Uint8Array) => Promise<FrameAnalysis>;
  /** The steps of a photo of many people; see `group.ts`. */
  openGroup: (photo: Uint8Array) => Promise<SharedPhoto>;
  propose: (photo: SharedPhoto, looks: readonly Window[]) => Promise<Detection[][]>;
  lookAgain: (photo: SharedPhoto, candidates: readonly Detection[]) => Promise<Detection[]>;
  measureGroup: (photo: SharedPhoto, faces: readonly Detection[]) => Promise<GroupFace[]>;
  /** The same with bodies. */
  measureRoom: (photo: SharedPhoto, faces: readonly Detection[]) => Promise<RoomFace[]>;
}

export type OperationName = keyof VisionOperations;
export type InputsOf<Name extends OperationName> = Parameters<VisionOperations[Name]>;
export type ResultOf<Name extends OperationName> = Awaited<ReturnType<VisionOperations[Name]>>;

/** Has one of the threads carry it out. */
export type CallThread = <Name extends OperationName>(
  operation: Name,
  ...inputs: InputsOf<Name>
) => Promise<ResultOf<Name>>;

export interface VisionTask {
  operation: OperationName;
  inputs: InputsOf<OperationName>;
}

export type VisionAnswer =
  { ok: true; result: ResultOf<OperationName> } | { ok: false; code: ErrorCode; detail: string };

export interface VisionWorkerData {
  manifest: Manifest;
  /** Of the decode gate, which all threads share. */
  decodeTickets: SharedArrayBuffer;
}

/** Name of the worker's exported function, which the pool calls. */
export const visionHandler = 'handleVisionTask';
