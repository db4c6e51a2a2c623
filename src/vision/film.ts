/** Looks at the pictures of a film with all threads at once, each taking every so-manieth. */
import type { FrameAnalysis } from './vision-types.ts';
import type { CallThread } from './worker-contract.ts';

/** @returns one a picture, in their order. @throws AppError as decoding does, or when a thread fails */
export async function analyseFilm(call: CallThread, threads: number, frames: readonly Uint8Array[]): Promise<FrameAnalysis[]> {
  const analysed: FrameAnalysis[] = [];
  await Promise.all(Array.from({ length: threads }, async (_, thread) => {
    for (let index = thread; index < frames.length; index += threads) analysed[index] = await call('analyseFrame', frames[index]!);
  }));
  return analysed;
}
