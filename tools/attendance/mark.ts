/** Staff mark or correct one student; the exact change is shown and waits for Confirm. */
import { z } from 'zod';
import { type Attendance, statusSchema, writtenChangeSchema } from '../../src/attendance/register/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatMoment, fromArgument, optionalText, timeArgument } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { findMeantSession } from './meant-session.ts';
import { words } from './words/en.ts';

const input = z.object({
  student: z.string().trim().min(1).max(100).describe('Name or number of the student as the person wrote it.'),
  status: statusSchema.describe('What to record.'),
  class: classArgument,
  date: fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for the open one or today.'),
  time: timeArgument,
  reason: optionalText(300).describe('Why, when the person said so.'),
});

const planSchema = z.object({
  sessionId: z.uuid(),
  personId: z.uuid(),
  name: z.string(),
  where: z.string(),
  status: statusSchema,
  before: statusSchema.nullable(),
  version: z.number().int(),
  reason: z.string().nullable(),
});

const undoSchema = z.object({
  sessionId: z.uuid(),
  name: z.string(),
  where: z.string(),
  change: writtenChangeSchema,
});

export function markTool(rooms: { attendance: Attendance; classes: Classes; sessions: Sessions }): Tool {
  return gatedTool({
    name: 'mark_student',
    summary:
      'Record or correct the status of one student in one session: present, late, absent or excused. Shown first and confirmed by the person.',
    example: 'mark Ada late in CS101',
    permission: 'attendance.mark',
    input,
    planSchema,
    undoSchema,
    preview: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      const student = await rooms.classes.resolveStudent(context.actor, view.id, args.student);
      const standing = await rooms.attendance.readStanding(context.actor, session.id, student.id);
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;
      if (standing.status === args.status)
        return {
          kind: 'answer',
          result: { text: words.isInAlreadyNothingToChange({ name: student.name, status: args.status, where }) },
        };
      const plan = {
        sessionId: session.id,
        personId: student.id,
        name: student.name,
        where,
        status: args.status,
        before: standing.status,
        version: standing.version,
        reason: args.reason ?? null,
      };
      return {
        kind: 'confirm',
        plan,
        text: words.toShallIRecord({
          name: student.name,
          where,
          status: standing.status ?? words.notMarked,
          status2: args.status,
          rest: args.reason ? ` (${args.reason})` : '',
        }),
      };
    },
    run: async (context, plan) => {
      const text = words.recordedTo({
        name: plan.name,
        where: plan.where,
        before: plan.before ?? words.notMarked,
        status: plan.status,
      });
      try {
        const [change] = await rooms.attendance.mark(
          context.actor,
          plan.sessionId,
          [{ personId: plan.personId, status: plan.status, expectedVersion: plan.version }],
          plan.reason,
        );
        return { text, undo: { sessionId: plan.sessionId, name: plan.name, where: plan.where, change } };
      } catch (error) {
        // A press that was cut off after its effect is carried out again: the register then stands where the plan led.
        const isChanged = error instanceof AppError && error.code === 'changedMeanwhile';
        const standing = isChanged
          ? await rooms.attendance.readStanding(context.actor, plan.sessionId, plan.personId)
          : undefined;
        if (standing?.status === plan.status && standing.version === plan.version + 1) return { text };
        throw error;
      }
    },
    undo: async (context, { sessionId, name, where, change }) => {
      await rooms.attendance.undo(context.actor, sessionId, [change]);
      const text = words.takenBackTo({
        name,
        where,
        after: change.after ?? words.notMarked,
        before: change.before ?? words.notMarked,
      });
      const { status } = await rooms.sessions.read(context.actor, sessionId);
      return { text: status === 'scheduled' ? `${text} ${words.itsRegisterIsNotTaken}` : text };
    },
  });
}
