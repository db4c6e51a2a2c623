/**
 * A teacher sends a photo of the room: the focus index of the class is worked out, kept without the photo, and may be
 * taken back.
 */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Focus } from '../../src/focus/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatMoment, photosOf } from '../arguments.ts';
import { findMeantSession } from '../attendance/meant-session.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { meaningOfFocus, tellFrame } from './tell-focus.ts';
import { words } from './words/en.ts';

export function measureFocusTool(rooms: { focus: Focus; classes: Classes; sessions: Sessions }): Tool {
  return reversibleTool({
    name: 'measure_focus',
    summary:
      'Work the focus index of a class out of the photo of the room attached to the message. The photo is not kept.',
    example: 'send a photo of the room with "focus of CS101"',
    permission: 'focus.use',
    input: z.object({ class: classArgument }),
    undoSchema: z.object({ sessionId: z.uuid(), frameId: z.uuid(), where: z.string() }),
    run: async (context, args) => {
      const [photo, ...others] = photosOf(context, words.pleaseSendAPhoto);
      // Whoever is in two photos would count twice.
      if (!photo || others.length > 0)
        throw new AppError('invalidInput', {
          field: 'files',
          detail: words.pleaseSendOnePhoto,
        });
      const { view, session } = await findMeantSession(rooms, context, args);
      const { frame, minimumPeople, people } = await rooms.focus.measurePhoto(context.actor, session.id, photo.data);
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;
      const text = [
        words.focusIndexNow({ where, frame: tellFrame(frame, minimumPeople) }),
        ...(people && people.length > 0
          ? [
              words.thoseWhoAgreed(
                people.map(({ name, index, uncertainty }) => `${name} ${index} ± ${uncertainty}`).join(', '),
              ),
            ]
          : []),
        meaningOfFocus,
      ].join('\n');
      return { text, undo: { sessionId: session.id, frameId: frame.id, where } };
    },
    undo: async (context, { sessionId, frameId, where }) => {
      await rooms.focus.takeBack(context.actor, sessionId, frameId);
      return { text: words.takenBackTheFocusIndex(where) };
    },
  });
}
