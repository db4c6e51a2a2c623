/** Staff let somebody else run one session of a class; who and which is shown first. */
import { z } from 'zod';
import { type Classes, findByName } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, timeArgument, formatMoment, formatTime } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { findPlannedSession, plannedDay } from './planned-session.ts';
import { words } from './words/en.ts';

const input = z.object({
  teacher: z.string().trim().min(1).max(100).describe('Name of the teacher who stands in, as the person wrote it.'),
  class: classArgument,
  date: plannedDay,
  time: timeArgument,
});

const planSchema = z.object({ sessionId: z.uuid(), personId: z.uuid(), name: z.string(), where: z.string() });

export function substituteTool(rooms: { sessions: Sessions; classes: Classes }): Tool {
  return gatedTool({
    name: 'name_substitute',
    summary:
      'Let another teacher run one session of a class, such as when its own teacher is ill. Shown first and confirmed by the person.',
    example: 'let Alan take CS101 tomorrow',
    permission: 'sessions.plan',
    input,
    planSchema,
    undoSchema: planSchema,
    preview: async (context, args) => {
      const view = await rooms.classes.resolve(context.actor, args.class, context.ownClasses);
      const session = await findPlannedSession(rooms.sessions, context, view, args);
      const found = findByName(
        await rooms.sessions.listSubstitutable(context.actor, session),
        args.teacher,
        ({ name }) => [name],
      );
      if (found.kind === 'none')
        throw new AppError('notFound', {
          field: 'teacher',
          detail: words.thereIsNoTeacherCalledWho({ teacher: args.teacher, code: view.code }),
        });
      if (found.kind === 'several')
        throw new AppError('conflict', {
          field: 'teacher',
          asksFor: 'person',
          detail: words.whichTeacherDoYouMeanNothing(found.candidates.map(({ name }) => name).join(', ')),
        });
      const { id: personId, name } = found.item;
      const where = words.to({
        code: view.code,
        startsAt: formatMoment(session.startsAt, view.timeZone),
        endsAt: formatTime(session.endsAt, view.timeZone),
      });
      return {
        kind: 'confirm',
        plan: { sessionId: session.id, personId, name, where },
        text: words.letStandInForTheyCan({ name, where }),
      };
    },
    run: async ({ actor }, plan) => {
      await rooms.sessions.addSubstitute(actor, plan.sessionId, plan.personId);
      return {
        text: words.standsInForTheyAreTold({ name: plan.name, where: plan.where }),
        undo: plan,
      };
    },
    undo: async ({ actor }, { sessionId, personId, name, where }) => {
      await rooms.sessions.removeSubstitute(actor, sessionId, personId);
      return { text: words.takenBackDoesNotStand({ name, where }) };
    },
  });
}
