/** A film is looked at by all threads, and over when it is over. */
import { expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { analyseFilm } from '../../../src/recognition/vision/film.ts';
import type { FrameAnalysis } from '../../../src/recognition/vision/vision.ts';
import type { CallThread } from '../../../src/recognition/vision/worker-contract.ts';

const frames = Array.from({ length: 10 }, (_, index) => Uint8Array.of(index));

/** Two threads, of which one meets a damaged picture at `damaged`; the others take a while. */
function threadsThatMeet(damaged: number) {
  const [begun, done]: [number[], number[]] = [[], []];
  const call = async (_operation: string, frame: Uint8Array): Promise<FrameAnalysis> => {
    const index = frame[0]!;
    begun.push(index);
    if (index === damaged) throw new AppError('imageCorrupt');
    await new Promise((resolve) => setTimeout(resolve, 5));
    done.push(index);
    return { boxes: [{ x: index, y: 0, width: 1, height: 1 }], face: null };
  };
  return { begun, done, call: call as CallThread };
}

it('gives one answer a picture in their order', async () => {
  const { call } = threadsThatMeet(-1);
  expect((await analyseFilm(call, 2, frames)).map(({ boxes }) => boxes[0]!.x)).toEqual(frames.map(([index]) => index));
});

it('of which one picture is damaged is told when nothing of it is worked on any more, and nothing more was begun', async () => {
  const { begun, done, call } = threadsThatMeet(3);
  await expect(analyseFilm(call, 2, frames)).rejects.toMatchObject({ code: 'imageCorrupt' });
  expect(done).toEqual(begun.filter((index) => index !== 3));
  expect(begun.length).toBeLessThan(6);
});
