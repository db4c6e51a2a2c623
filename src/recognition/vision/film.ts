/** Looks at the pictures of a film with all threads at once, the pictures dealt out in turn. */
import type { FrameAnalysis } from './vision-types.ts';
import type { CallThread } from './worker-contract.ts';

/**
 * When one cannot be looked at, no other is begun, and those that were are waited for: what comes next must not find
 * the threads busy with this.
 * @returns one a picture, in their order. @throws AppError as decoding does, or when a thread fails
 */
export async function analyseFilm(
  call: CallThread,
  threads: number,
  frames: readonly Uint8Array[],
): Promise<FrameAnalysis[]> {
  const analysed: FrameAnalysis[] = [];
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: threads }, async (_, thread) => {
      try {
        for (let index = thread; index < frames.length && failures.length === 0; index += threads)
          analysed[index] = await call('analyseFrame', frames[index]!);
      } catch (error) {
        failures.push(error);
      }
    }),
  );
  if (failures.length > 0) throw failures[0];
  return analysed;
}
