/** How the focus index is put into words: the same for a photo of now and for a session. */
import type { FocusFrame } from '../../src/focus/index.ts';
import { count } from '../arguments.ts';
import { words } from './words/en.ts';

/** What the figure is not, said with every figure. */
export const meaningOfFocus = words.itSaysWhereHeadsWereTurned;

/** "84 of 100 (75 to 93), of 17 people", or why there is none. */
export function tellFrame(
  { figure, low, high, judged, seen }: Pick<FocusFrame, 'figure' | 'low' | 'high' | 'judged' | 'seen'>,
  minimumPeople: number,
): string {
  if (figure === null)
    return words.noFigureSinceOfCould({ judged: count(judged, 'person', 'people'), seen, minimumPeople });
  const others = seen - judged;
  return words.of10095Interval({
    figure,
    low: low ?? 0,
    high: high ?? 100,
    judged,
    rest: others > 0 ? words.tooSmallOrBlurredToJudge(count(others, 'face')) : '',
  });
}
