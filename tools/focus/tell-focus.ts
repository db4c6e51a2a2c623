/** How the focus index is put into words: the same for a photo of now and for a session. */
import type { FocusFrame } from '../../src/focus/index.ts';
import { count } from '../arguments.ts';

/** What the figure is not, said with every figure. */
export const meaningOfFocus =
  'It says where heads were turned and how shoulders were held, and nothing of what anybody thought.';

/** "84 of 100 (75 to 93), of 17 people", or why there is none. */
export function tellFrame(
  { figure, low, high, judged, seen }: Pick<FocusFrame, 'figure' | 'low' | 'high' | 'judged' | 'seen'>,
  minimumPeople: number,
): string {
  if (figure === null)
    return `no figure, since ${count(judged, 'person', 'people')} of ${seen} could be judged and it takes ${minimumPeople}`;
  const others = seen - judged;
  return `${figure} of 100 (95 % interval ${low ?? 0} to ${high ?? 100}), of ${judged} people${others > 0 ? `; ${count(others, 'face')} too small or blurred to judge` : ''}`;
}
