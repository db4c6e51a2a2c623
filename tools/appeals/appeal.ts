/** A student says that a record is wrong; what will be asked is shown first. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import type { Appeals } from '../../src/attendance/appeals/index.ts';
import { type Attendance, statusSchema } from '../../src/attendance/register/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatMoment, fromArgument, optionalText, timeArgument } from '../arguments.ts';
import { findMeantSession } from '../attendance/meant-session.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  date: fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for today.'),
  time: timeArgument,
  wanted: z
    .preprocess((value) => (value === null || value === '' ? undefined : value), statusSchema.default('present'))
    .describe('What the record should say; present unless the person says otherwise.'),
  reason: optionalText(1000).describe('Why, in the words of the person; leave out when they did not say.'),
});

const planSchema = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  wanted: statusSchema,
  text: z.string(),
  what: z.string(),
});

export function appealTool(rooms: {
  appeals: Appeals;
  attendance: Attendance;
  classes: Classes;
  sessions: Sessions;
}): Tool {
  return gatedTool({
    name: 'appeal',
    summary:
      'Ask the teacher to correct a record of the student in a session that is over. Shown first and confirmed by the person.',
    example: 'appeal my absence in CS101 yesterday: I was there',
    permission: 'attendance.appeal',
    input,
    planSchema,
    undoSchema: z.object({ appealId: z.uuid(), what: z.string() }),
    preview: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      if (session.status !== 'closed')
        throw new AppError('conflict', {
          detail: words.isNotOverYetPleaseTell(view.code),
        });
      const [standing] = await rooms.attendance.readOwn(context.actor, [session]);
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;
      if (standing?.status === args.wanted)
        return {
          kind: 'answer',
          result: { text: words.theRecordOfSaysAlreadyNothing({ where, wanted: args.wanted }) },
        };
      const text = args.reason?.replace(/^./u, (letter) => letter.toUpperCase()) ?? words.iWas(args.wanted);
      const what = `${where}: ${standing?.status ?? words.notMarked} → ${args.wanted}`;
      return {
        kind: 'confirm',
        plan: { id: newId(), sessionId: session.id, wanted: args.wanted, text, what },
        text: words.askTheTeachersOfToCorrect({ code: view.code, what, text }),
      };
    },
    run: async ({ actor }, { id, what, ...appeal }) => {
      await appealOnce(rooms.appeals, actor, appeal, id);
      return { text: words.sentYouAreToldWhen(what), undo: { appealId: id, what } };
    },
    undo: async ({ actor }, { appealId, what }) => {
      await rooms.appeals.withdraw(actor, appealId);
      return { text: words.withdrawnYourAppealOf(what) };
    },
  });
}

/** A press that was cut off after its effect is carried out again: the appeal then is there already. */
async function appealOnce(
  appeals: Appeals,
  actor: Actor,
  appeal: Parameters<Appeals['appeal']>[1],
  id: string,
): Promise<void> {
  try {
    await appeals.appeal(actor, appeal, id);
  } catch (error) {
    const isThere =
      error instanceof AppError &&
      error.code === 'conflict' &&
      (await appeals.list(actor, 'open')).some((open) => open.id === id);
    if (!isThere) throw error;
  }
}
