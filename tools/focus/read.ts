/** Staff ask for the focus index of a session: the figure, photo by photo, and the chart. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Focus } from '../../src/focus/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, count, formatMoment, formatTime, fromArgument, timeArgument } from '../arguments.ts';
import { findMeantSession } from '../attendance/meant-session.ts';
import { readTool, type Tool } from '../tool.ts';
import { meaningOfFocus, tellFrame } from './tell-focus.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  date: fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for the open one or that of today.'),
  time: timeArgument,
});
/** More lines than these nobody reads: the chart shows them all. */
const mostLines = 12;

export function focusTool(rooms: { focus: Focus; classes: Classes; sessions: Sessions }): Tool {
  return readTool({
    name: 'focus_index',
    summary:
      'The focus index (0 to 100, from head direction and posture only) of a class over a session, with a chart. Off until an admin turns it on for the class. For a photo attached to the message use measure_focus.',
    example: 'focus of CS101 today',
    permission: 'focus.use',
    input,
    run: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      const { frames, figure, lowest, highest, minimumPeople, perStudent } = await rooms.focus.readTimeline(
        context.actor,
        session.id,
      );
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;
      if (frames.length === 0)
        return {
          text: words.theFocusIndexIs({ where, code: view.code }),
        };
      const lines = frames
        .slice(-mostLines)
        .map((frame) => `  ${formatTime(frame.takenAt, view.timeZone)}: ${tellFrame(frame, minimumPeople)}`);
      const students = perStudent ? await rooms.focus.readStudents(context.actor, session.id) : [];
      const span = lowest === highest ? '' : words.atTheLowestAnd({ lowest: lowest ?? 0, highest: highest ?? 0 });
      const head =
        figure === null
          ? words.noFocusIndex(where)
          : words.focusIndexOf100Over({
              where,
              figure,
              count: count(frames.filter((frame) => frame.figure !== null).length, 'photo'),
              span,
            });
      const text = [
        head,
        ...(frames.length > mostLines ? [words.theLastOfPhotos({ mostLines, count: frames.length })] : []),
        ...lines,
        ...(students.length > 0
          ? [
              words.thoseWhoAgreed(
                students.map(({ name, index, uncertainty }) => `${name} ${index} ± ${uncertainty}`).join(', '),
              ),
            ]
          : []),
        meaningOfFocus,
      ].join('\n');
      const chart = await rooms.focus.drawChart(context.actor, session.id, 'png');
      return {
        text,
        data: { class: view.code, session: session.startsAt, figure, lowest, highest, frames },
        files: [{ name: `focus-${view.code}.png`, mimeType: 'image/png', data: chart }],
      };
    },
  });
}
