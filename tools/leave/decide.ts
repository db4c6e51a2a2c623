/** Staff approve or reject the pending request of a student; request and effect are shown first. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import { type Classes, findByName } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Leave, LeaveView } from '../../src/attendance/leave/index.ts';
import { classArgument, count, optionalText } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { describeScope, describeTime } from './describe-leave.ts';
import { words } from './words/en.ts';

const input = z.object({
  student: z.string().trim().min(1).max(100).describe('Name of the student as the person wrote it.'),
  decision: z.enum(['approve', 'reject']),
  class: classArgument.describe('The class of the request, when the person named one.'),
  comment: optionalText(500).describe('What the student should be told, when the person said so.'),
});

const planSchema = z.object({
  leaveId: z.uuid(),
  what: z.string(),
  decision: z.enum(['approved', 'rejected']),
  comment: z.string().optional(),
});
const mostPending = 200;

export function decideLeaveTool(rooms: { leave: Leave; classes: Classes }): Tool {
  return gatedTool({
    name: 'decide_leave',
    summary: 'Approve or reject the pending request for leave of one student. Shown first and confirmed by the person.',
    example: "approve Ada's leave",
    permission: 'leave.decide',
    input,
    planSchema,
    preview: async (context, args) => {
      const classId =
        args.class === undefined
          ? undefined
          : (await rooms.classes.resolve(context.actor, args.class, context.ownClasses)).id;
      const { requests } = await rooms.leave.list(context.actor, { status: 'pending', classId, limit: mostPending });
      const request = findOne(requests, args.student);
      const what = words.leaveOfFrom({
        name: request.student.name,
        classText: describeScope(request.class),
        request: describeTime(request),
      });
      const decision = ({ approve: 'approved', reject: 'rejected' } as const)[args.decision];
      const told = [
        `${decision === 'approved' ? 'Approve' : 'Reject'} ${what}?`,
        words.reasonGiven(request.reason ?? 'erased'),
        ...(request.evidence.length > 0 ? [words.cameWithIt(count(request.evidence.length, 'file'))] : []),
        ...(args.comment ? [words.yourComment(args.comment)] : []),
        ...(decision === 'approved' ? [words.absencesUnderItBecomeExcused] : []),
      ];
      return {
        kind: 'confirm',
        plan: { leaveId: request.id, what, decision, ...(args.comment ? { comment: args.comment } : {}) },
        text: told.join(' '),
      };
    },
    run: async ({ actor }, { leaveId, what, decision, comment }) => {
      const { changed } = await decideOnce(rooms, actor, leaveId, decision, comment);
      const effect = changed > 0 ? words.becameExcused(count(changed, 'absence')) : '';
      return { text: `${decision === 'approved' ? 'Approved' : 'Rejected'}: ${what}.${effect}` };
    },
  });
}

/** A press that was cut off after its effect is carried out again: the request then stands as this person decided. */
async function decideOnce(
  rooms: { leave: Leave },
  actor: Actor,
  leaveId: string,
  decision: 'approved' | 'rejected',
  comment: string | undefined,
): Promise<{ changed: number }> {
  try {
    return await rooms.leave.decide(actor, leaveId, decision, comment);
  } catch (error) {
    const standing =
      error instanceof AppError && error.code === 'conflict' ? await rooms.leave.read(actor, leaveId) : undefined;
    if (standing?.status === decision && standing.decidedBy?.id === actor.personId) return { changed: 0 };
    throw error;
  }
}

function findOne(requests: readonly LeaveView[], typed: string): LeaveView {
  const students = [...new Map(requests.map(({ student }) => [student.id, student])).values()];
  const found = findByName(students, typed, ({ name }) => [name]);
  if (found.kind === 'none')
    throw new AppError('notFound', {
      field: 'student',
      detail: words.nobodyCalledHasAPendingRequest(typed),
    });
  if (found.kind === 'several')
    throw new AppError('conflict', {
      field: 'student',
      asksFor: 'person',
      detail: words.whomDoYouMeanNothing(found.candidates.map(({ name }) => name).join(', ')),
    });
  const [only, ...others] = requests.filter(({ student }) => student.id === found.item.id);
  if (!only || others.length > 0) {
    const which = requests
      .filter(({ student }) => student.id === found.item.id)
      .map((request) => `${describeScope(request.class)}, ${describeTime(request)}`);
    throw new AppError('conflict', {
      field: 'class',
      asksFor: 'class',
      detail: words.hasSeveralPendingRequestsPleaseName({ name: found.item.name, list: which.join('; ') }),
    });
  }
  return only;
}
