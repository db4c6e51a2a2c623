/** Staff accept or decline the open appeal of a student; appeal and effect are shown first. */
import { z } from 'zod';
import type { Actor } from '../../src/security/access/index.ts';
import type { AppealView, Appeals } from '../../src/attendance/appeals/index.ts';
import { type Classes, findByName } from '../../src/school/classes/index.ts';
import { dayOf } from '../../src/kernel/days.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { classArgument, formatDay, formatMoment, fromArgument, optionalText } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  student: z.string().trim().min(1).max(100).describe('Name of the student as the person wrote it.'),
  decision: z.enum(['approve', 'reject']),
  class: classArgument.describe('The class of the appeal, when the person named one.'),
  date: fromArgument.describe('The day of the session, YYYY-MM-DD, when the person named one.'),
  comment: optionalText(1000).describe('What the student should be told, when the person said so.'),
});

const planSchema = z.object({
  appealId: z.uuid(),
  what: z.string(),
  isAccepted: z.boolean(),
  comment: z.string().nullable(),
});

export function answerAppealTool(rooms: { appeals: Appeals; classes: Classes }): Tool {
  return gatedTool({
    name: 'answer_appeal',
    summary:
      'Accept (approve) or decline (reject) the open appeal of one student; accepting corrects the record. Shown first and confirmed by the person.',
    example: 'approve the appeal of Ada',
    permission: 'attendance.answerAppeal',
    input,
    planSchema,
    preview: async ({ actor }, args) => {
      const view = args.class === undefined ? undefined : await rooms.classes.resolve(actor, args.class);
      const isMeant = (appeal: AppealView): boolean =>
        (view === undefined || appeal.class === view.code) &&
        (args.date === undefined || dayOf(appeal.startsAt, appeal.timeZone) === args.date);
      const appeal = findOne((await rooms.appeals.list(actor, 'open')).filter(isMeant), args.student);
      const what = words.theAppealOfIn({
        name: appeal.student.name,
        classText: appeal.class,
        startsAt: formatMoment(appeal.startsAt, appeal.timeZone),
      });
      const isAccepted = args.decision === 'approve';
      const effect = isAccepted ? words.theRecordBecomes(appeal.wanted) : words.theRecordStaysAs;
      const comment = args.comment ?? null;
      return {
        kind: 'confirm',
        plan: { appealId: appeal.id, what, isAccepted, comment },
        text: words.theyWroteAnAnswerIsFinal({
          rest: isAccepted ? 'Accept' : 'Decline',
          what,
          text: appeal.text,
          effect,
          rest2: comment === null ? '' : words.yourAnswer(comment),
        }),
      };
    },
    run: async ({ actor }, { appealId, what, isAccepted, comment }) => {
      await answerOnce(rooms.appeals, actor, appealId, { accept: isAccepted, answer: comment });
      return {
        text: `${isAccepted ? 'Accepted' : 'Declined'}: ${what}. ${isAccepted ? words.theRecordIsCorrected : words.theStudentIsTold}`,
      };
    },
  });
}

/** A press that was cut off after its effect is carried out again: the appeal then stands as it was to be answered. */
async function answerOnce(
  appeals: Appeals,
  actor: Actor,
  appealId: string,
  answer: { accept: boolean; answer: string | null },
): Promise<void> {
  try {
    await appeals.answer(actor, appealId, answer);
  } catch (error) {
    const standing =
      error instanceof AppError && error.code === 'conflict'
        ? (await appeals.list(actor, answer.accept ? 'accepted' : 'declined')).find(({ id }) => id === appealId)
        : undefined;
    if (standing?.answer !== answer.answer) throw error;
  }
}

function findOne(open: readonly AppealView[], typed: string): AppealView {
  const students = [...new Map(open.map(({ student }) => [student.id, student])).values()];
  const found = findByName(students, typed, ({ name }) => [name]);
  if (found.kind === 'none')
    throw new AppError('notFound', { field: 'student', detail: words.nobodyCalledHasAnOpenAppeal(typed) });
  if (found.kind === 'several')
    throw new AppError('conflict', {
      field: 'student',
      asksFor: 'person',
      detail: words.whomDoYouMeanNothing(found.candidates.map(({ name }) => name).join(', ')),
    });
  const [only, ...others] = open.filter(({ student }) => student.id === found.item.id);
  if (!only || others.length > 0) {
    const which = [only, ...others]
      .flatMap((appeal) => (appeal ? [`${appeal.class}, ${formatDay(dayOf(appeal.startsAt, appeal.timeZone))}`] : []))
      .join('; ');
    throw new AppError('conflict', {
      field: 'date',
      asksFor: 'day',
      detail: words.hasSeveralOpenAppealsPleaseName({ name: found.item.name, which }),
    });
  }
  return only;
}
