/** A teacher photographs the room; who was recognised is shown and waits for Confirm. */
import { z } from 'zod';
import type { Attendance } from '../../src/attendance/attendance.ts';
import type { RollCallProposal } from '../../src/attendance/roll-call-proposal.ts';
import { writtenChangeSchema } from '../../src/attendance/register.ts';
import type { Classes } from '../../src/classes/classes.ts';
import type { Sessions } from '../../src/sessions/sessions.ts';
import { classArgument, count, formatMoment, photosOf } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { findMeantSession } from './meant-session.ts';

const planSchema = z.object({ sessionId: z.uuid(), where: z.string(), personIds: z.array(z.uuid()) });
const undoSchema = z.object({
  sessionId: z.uuid(), where: z.string(),
  changes: z.array(writtenChangeSchema),
});

export function rollCallTool(rooms: { attendance: Attendance; classes: Classes; sessions: Sessions }): Tool {
  return gatedTool({
    name: 'call_roll',
    summary: 'Call the roll of an open session from the photo(s) of the room attached to the message. Shown first and confirmed by the person.',
    example: 'send a photo of the room with "roll call CS101"',
    permission: 'attendance.rollCall',
    input: z.object({ class: classArgument }),
    planSchema,
    undoSchema,
    preview: async (context, args) => {
      const photos = photosOf(context, 'Please send a photo of the room with it.');
      const { view, session } = await findMeantSession(rooms, context, args);
      const proposal = await rooms.attendance.rollCall.propose(context.actor, session.id, photos.map((photo) => photo.data));
      const where = `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;
      const text = tell(where, proposal);
      const pictures = await rooms.attendance.rollCall.draw(photos.map((photo) => photo.data), proposal);
      const files = pictures.map((data, index) => ({ name: `roll-call-${view.code}${pictures.length > 1 ? `-${index + 1}` : ''}.jpg`, mimeType: 'image/jpeg', data }));
      if (proposal.named.length === 0) return { kind: 'answer', result: { text, files } };
      const personIds = proposal.named.map((student) => student.personId);
      return { kind: 'confirm', files, text: `${text}\nShall I record the ${count(personIds.length, 'recognised student')} as present?`, plan: { sessionId: session.id, where, personIds } };
    },
    run: async (context, plan) => {
      const changes = await rooms.attendance.rollCall.confirm(context.actor, plan.sessionId, plan.personIds);
      const before = plan.personIds.length - changes.length;
      const text = `Recorded for ${plan.where}: ${count(changes.length, 'student')} present${before > 0 ? `; ${before} had been recorded before` : ''}.`;
      return changes.length > 0 ? { text, undo: { sessionId: plan.sessionId, where: plan.where, changes } } : { text };
    },
    undo: async (context, { sessionId, where, changes }) => {
      await rooms.attendance.undo(context.actor, sessionId, changes);
      return { text: `Taken back: the roll call of ${count(changes.length, 'student')} in ${where}.` };
    },
  });
}

function tell(where: string, proposal: RollCallProposal): string {
  const lines = [`${where}: I recognise ${proposal.named.length === 0 ? 'nobody' : count(proposal.named.length, 'student')}.`];
  if (proposal.named.length > 0) lines.push(`Recognised: ${proposal.named.map((student) => student.name).join(', ')}`);
  for (const { candidates } of proposal.unsure) lines.push(`Unsure, please mark by hand: ${candidates.map((candidate) => candidate.name).join(' or ')}?`);
  if (proposal.unknownFaces > 0) lines.push(`${count(proposal.unknownFaces, 'face')} of nobody I may recognise.`);
  if (proposal.unclearFaces > 0) lines.push(`${count(proposal.unclearFaces, 'face')} too small, blurred or turned to name.`);
  if (proposal.notSeen.length > 0) lines.push(`Not seen: ${proposal.notSeen.map((student) => student.name).join(', ')}`);
  if (proposal.notEnrolled > 0) lines.push(`${count(proposal.notEnrolled, 'student')} of the class never enrolled a face; mark them by hand or let them check in by code.`);
  if (!proposal.isCovered) lines.push('For so many enrolled students strangers may be named more often than this class allows: please look at the faces yourself.');
  return lines.join('\n');
}
