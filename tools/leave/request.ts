/** A student, or a guardian for a ward, asks for leave; what will be asked is shown first. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import { type ClassView, findByName } from '../../src/school/classes/index.ts';
import { AppError, type AskedFor } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Leave } from '../../src/attendance/leave/index.ts';
import type { Guardians } from '../../src/school/people/index.ts';
import { classArgument, count, fromArgument, optionalText, toArgument } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { describeScope, describeSessions, describeTime } from './describe-leave.ts';
import { findMeantStudent } from './meant-student.ts';
import { words } from './words/en.ts';

const input = z.object({
  student: optionalText(100).describe('Only when a guardian writes: the name of the student, as written.'),
  class: classArgument.describe('The class as the person wrote it; leave out to be excused from all classes.'),
  from: fromArgument.describe('First day of the leave, YYYY-MM-DD.'),
  to: toArgument.describe('Last day, inclusive; leave out for a single day.'),
  reason: optionalText(1000).describe('Why, in the words of the person; leave out when they did not say.'),
});

const planSchema = z.object({
  id: z.uuid(),
  studentId: z.uuid(),
  classId: z.uuid().optional(),
  from: z.iso.date(),
  to: z.iso.date(),
  reason: z.string(),
  what: z.string(),
  decidedBy: z.string(),
});

const shownSessions = 6;

export function requestLeaveTool(rooms: { leave: Leave; guardians: Guardians }): Tool {
  return gatedTool({
    name: 'request_leave',
    summary:
      'Ask to be excused from classes on one or more days, past or to come (ill, appointment, funeral): for the student who writes, or the ward of a guardian. Shown first and confirmed by the person.',
    example: 'I need leave for CS101 on Friday because of a funeral',
    permission: 'leave.request',
    input,
    planSchema,
    undoSchema: z.object({ leaveId: z.uuid(), what: z.string() }),
    preview: async (context, args) => {
      const student = await findMeantStudent(rooms, context.actor, args.student);
      const from = args.from ?? args.to;
      if (from === undefined) return ask(words.forWhichDaysSayForExample, 'day');
      if (args.reason === undefined) return ask(words.whatIsTheReasonPleaseSay, 'reason');
      const view = args.class === undefined ? undefined : await findClass(rooms, context.actor, student.id, args.class);
      const days = { from, to: args.to ?? from };
      const planned = await rooms.leave.plan(context.actor, { studentId: student.id, classId: view?.id, ...days });
      const decidedBy = view ? words.theTeachersOf(view.code) : words.anAdmin;
      const what = words.leaveFrom({
        rest: student.id === context.actor.personId ? '' : words.for(student.name),
        describeScope: describeScope(view ?? null),
        planned: describeTime(planned),
      });
      const covered =
        planned.covered.length === 0
          ? words.noSessionIsPlannedThenYet
          : words.thatIs({
              count: count(planned.covered.length, 'session'),
              shown: describeSessions(planned.covered.slice(0, shownSessions)),
              rest: planned.covered.length > shownSessions ? ' …' : '',
            });
      // A plan is words: a file cannot wait in it for the button.
      const files = context.files.length > 0 ? words.theAttachedFileIsNotSent : '';
      const plan = {
        id: newId(),
        studentId: student.id,
        ...(view ? { classId: view.id } : {}),
        ...days,
        reason: args.reason,
        what,
        decidedBy,
      };
      return {
        kind: 'confirm',
        plan,
        text: words.askForReasonItIsDecided({ what, reason: args.reason, covered, decidedBy, files }),
      };
    },
    run: async (context, { id, what, decidedBy, ...wanted }) => {
      await rooms.leave.ask(context.actor, wanted, [], id);
      return {
        text: words.sentWillDecide({ what, replace: decidedBy.replace(/^./, (letter) => letter.toUpperCase()) }),
        undo: { leaveId: id, what },
      };
    },
    undo: async (context, { leaveId, what }) => {
      await rooms.leave.withdraw(context.actor, leaveId);
      return { text: words.withdrawn(what) };
    },
  });
}

const ask = (text: string, asksFor: AskedFor) => ({ kind: 'answer', result: { text, asksFor } }) as const;

async function findClass(rooms: { leave: Leave }, actor: Actor, studentId: string, typed: string): Promise<ClassView> {
  const enrolled = await rooms.leave.listClasses(actor, studentId);
  const found = findByName(enrolled, typed, (view) => [view.code, view.title]);
  if (found.kind === 'one') return found.item;
  const names = enrolled.map(({ code }) => code).join(', ');
  throw new AppError('notFound', {
    field: 'class',
    asksFor: 'class',
    detail: words.thereIsNoOneClassCalled({ typed, rest: names === '' ? '' : words.theClassesAre(names) }),
  });
}
