/** Vision: pixels in, numbers out; it knows no names and no database. */
import { type Manifest, recognitionHashOf, requireWeights, shippedManifest } from '../weights/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { createLimiter } from '../../kernel/limiter.ts';
import type { Log } from '../../kernel/log.ts';
import { analyseFilm } from './film.ts';
import { analyseGroup, analyseRoom, type Crew } from './group.ts';
import { createTickets } from './pixels/decode-gate.ts';
import { createPool } from './pool.ts';
import type { FrameAnalysis, GroupAnalysis, Overlay, PhotoAnalysis, RoomAnalysis } from './vision-types.ts';
import {
  visionHandler,
  type CallThread,
  type InputsOf,
  type OperationName,
  type ResultOf,
  type VisionAnswer,
  type VisionTask,
  type VisionWorkerData,
} from './worker-contract.ts';

export type {
  AnalysedFace,
  BodyPoint,
  FaceBox,
  FaceQuality,
  FilmedFace,
  FrameAnalysis,
  GroupAnalysis,
  GroupFace,
  HeadReading,
  PhotoAnalysis,
  Point,
  RoomAnalysis,
  RoomFace,
} from './vision-types.ts';

/**
 * Photos of groups at once: while one is unpacked the other is looked at. More would only hold more pixels in memory.
 */
const groupsTogether = 2;
/** Films at once: each keeps all threads busy for a second. */
const filmsTogether = 2;

/**
 * What analysing a photo may throw: AppError `fileTooLarge`, `notAnImage`, `tooManyPixels`, `imageCorrupt`, `busy` or
 * `visionUnavailable`.
 */
export interface Vision {
  /** One look for large faces; the three largest are measured, liveness included. */
  analyseSelfie(photo: Buffer): Promise<PhotoAnalysis>;
  /** Many overlapping looks for small faces, by all threads together; every face is measured. */
  analyseGroup(photo: Buffer): Promise<GroupAnalysis>;
  /**
   * The same with how each head is held and the body below it. The network for it is read at the first call; without
   * it, AppError `visionUnavailable`.
   */
  analyseRoom(photo: Buffer): Promise<RoomAnalysis>;
  /** Pictures of one person before the camera, in their order. */
  analyseFilm(frames: readonly Buffer[]): Promise<FrameAnalysis[]>;
  /**
   * The photo as it may be kept: JPEG, upright, no larger than faces need, without what a camera writes beside the
   * picture.
   */
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
  /** The networks to look with; the shipped ones when not given. */
  manifest?: Manifest;
  /**
   * What the threads run, when it is not the program beside this file: tests bundle it once, since each thread takes
   * most of a second to load it through a TypeScript loader.
   */
  program?: URL;
}

/** Beside the sources, and beside what was bundled of them. */
const ownProgram = (): URL => new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * Starts and warms the threads.
 * @throws Error that names the weights file which is missing or changed
 */
export async function createVision(options: VisionOptions): Promise<Vision> {
  const { threads, log, maxQueued = threads * 8, manifest = shippedManifest(), program = ownProgram() } = options;
  // Checked here too, so that a start without weights fails at once and with the file's name.
  await requireWeights(manifest);
  const workerData: VisionWorkerData = { manifest, decodeTickets: createTickets() };
  const pool = createPool<VisionTask, VisionAnswer>({
    threads,
    maxQueued: Math.max(maxQueued, 1),
    file: program,
    handler: visionHandler,
    workerData,
    log,
  });

  const groups = createLimiter({ parallel: groupsTogether, waiting: Math.max(maxQueued, 1) });
  const films = createLimiter({ parallel: filmsTogether, waiting: Math.max(maxQueued, 1) });

  const callBy =
    (runTask: (task: VisionTask) => Promise<VisionAnswer>): CallThread =>
    async <Name extends OperationName>(operation: Name, ...inputs: InputsOf<Name>) => {
      const answer = await runTask({ operation, inputs });
      if (answer.ok) return answer.result as ResultOf<Name>;
      throw new AppError(answer.code, { detail: answer.detail });
    };
  const call = callBy((task) => pool.run(task));
  const callStep = callBy((task) => pool.runStep(task));
  const crew: Crew = { call: callStep, threads, input: manifest.weights.detector.input };

  try {
    await Promise.all(Array.from({ length: threads }, () => call('warmUp')));
  } catch (error) {
    await pool.close();
    throw error;
  }
  return {
    analyseSelfie: (photo) => call('analyseSelfie', photo),
    analyseGroup: (photo) => groups.run(() => analyseGroup(crew, photo)),
    analyseRoom: (photo) => groups.run(() => analyseRoom(crew, photo)),
    analyseFilm: (frames) => films.run(() => analyseFilm(callStep, threads, frames)),
    toKeepable: async (photo) => Buffer.from(await call('toKeepable', photo)),
    overlay: async (photo, overlay) => Buffer.from(await call('overlay', photo, overlay)),
    weightsHash: recognitionHashOf(manifest),
    close: () => pool.close(),
  };
}
