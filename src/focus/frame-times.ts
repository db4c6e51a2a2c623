/** When the frames of a lesson were taken, as their sender says. */
import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { words } from './words/en.ts';

/** In one request: they are held in memory together. */
export const mostFrames = 6;

/**
 * One moment a frame.
 * @param typed ISO times with commas between them; left out, a single frame is of `now`
 * @throws AppError `invalidInput`
 */
export function readFrameTimes(typed: string | undefined, count: number, now: Date): Date[] {
  if (count < 1 || count > mostFrames)
    throw new AppError('invalidInput', {
      field: 'frames',
      detail: words.framesSendOneToPhotos(mostFrames),
    });
  if (typed === undefined || typed === '') {
    if (count === 1) return [now];
    throw new AppError('invalidInput', {
      field: 'takenAt',
      detail: words.takenAtSayOfEachOfSeveral,
    });
  }
  const moments = typed.split(',').flatMap((one) => {
    const { data } = z.iso.datetime({ offset: true }).safeParse(one.trim());
    return data === undefined ? [] : [new Date(data)];
  });
  if (moments.length !== count)
    throw new AppError('invalidInput', {
      field: 'takenAt',
      detail: words.takenAtIsNotIsoInOrder({ count, rest: count === 1 ? 'time' : 'times' }),
    });
  if (new Set(moments.map((moment) => moment.getTime())).size !== count)
    throw new AppError('invalidInput', { field: 'takenAt', detail: words.takenAtNamesOneMomentTwice });
  return moments;
}
