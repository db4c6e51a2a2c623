/** A teacher photographs the room, or its camera has looked; who was recognised is shown and waits for Confirm. */
import { z } from 'zod';
import { type Attendance, writtenChangeSchema } from '../../src/attendance/register/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import type {
  RollCall,
  RollCallProposal,
  RoomCamera,
  RoomView,
  SeenStudent,
} from '../../src/attendance/roll-call/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, count, formatMoment, formatTime, photosOf } from '../arguments.ts';
import { gatedTool, type Attachment, type Tool, type ToolContext, type ToolResult } from '../tool.ts';
import { findMeantSession, type MeantSession } from './meant-session.ts';
import { words } from './words/en.ts';

const planSchema = z.object({ sessionId: z.uuid(), where: z.string(), personIds: z.array(z.uuid()) });
const undoSchema = z.object({
  sessionId: z.uuid(),
  where: z.string(),
  changes: z.array(writtenChangeSchema),
});

export function rollCallTool(rooms: {
  attendance: Attendance;
  classes: Classes;
  sessions: Sessions;
  rollCall: RollCall;
  roomCamera: RoomCamera;
}): Tool {
  return gatedTool({
    name: 'call_roll',
    summary:
      'Call the roll of an open session from the photo(s) of the room attached to the message, or from what the camera of the room saw. Shown first and confirmed by the person.',
    example: 'send a photo of the room with "roll call CS101"',
    permission: 'attendance.rollCall',
    input: z.object({ class: classArgument }),
    planSchema,
    undoSchema,
    preview: async (context, args) => {
      const meant = await findMeantSession(rooms, context, args);
      if (context.files.length > 0) return proposeFromPhotos(rooms, context, meant);
      const seen = await rooms.roomCamera.read(context.actor, meant.session.id);
      if (seen.looks === 0) photosOf(context, words.pleaseSendAPhoto);
      return proposeFromCamera(meant, seen);
    },
    run: async (context, plan) => {
      const changes = await rooms.rollCall.confirm(context.actor, plan.sessionId, plan.personIds);
      const before = plan.personIds.length - changes.length;
      const text = words.recordedForPresent({
        where: plan.where,
        count: count(changes.length, 'student'),
        rest: before > 0 ? words.hadBeenRecordedBefore(before) : '',
      });
      return changes.length > 0 ? { text, undo: { sessionId: plan.sessionId, where: plan.where, changes } } : { text };
    },
    undo: async (context, { sessionId, where, changes }) => {
      await rooms.attendance.undo(context.actor, sessionId, changes);
      return { text: words.takenBackTheRollCall({ count: count(changes.length, 'student'), where }) };
    },
  });
}

async function proposeFromPhotos(
  { rollCall }: { rollCall: RollCall },
  context: ToolContext,
  { view, session }: MeantSession,
): Promise<Proposed> {
  const photos = context.files.map((photo) => photo.data);
  const proposal = await rollCall.propose(context.actor, session.id, photos);
  const pictures = await rollCall.draw(photos, proposal);
  const files = pictures.map((data, index) => ({
    name: `roll-call-${view.code}${pictures.length > 1 ? `-${index + 1}` : ''}.jpg`,
    mimeType: 'image/jpeg',
    data,
  }));
  return ask(
    { view, session },
    tell(whereOf({ view, session }), proposal),
    proposal.named.map((student) => student.personId),
    files,
  );
}

/** Whoever the register has already is not proposed again. */
function proposeFromCamera(meant: MeantSession, seen: RoomView): Proposed {
  const toRecord = seen.named.filter(({ status }) => status !== 'present' && status !== 'late');
  return ask(
    meant,
    tellCamera(meant, seen, toRecord),
    toRecord.map(({ personId }) => personId),
    [],
  );
}

type Proposed =
  | { kind: 'confirm'; files: readonly Attachment[]; text: string; plan: z.input<typeof planSchema> }
  | { kind: 'answer'; result: ToolResult };

function ask(meant: MeantSession, text: string, personIds: string[], files: readonly Attachment[]): Proposed {
  if (personIds.length === 0) return { kind: 'answer', result: { text, files } };
  return {
    kind: 'confirm',
    files,
    text: words.shallIRecordTheAsPresent({ text, count: count(personIds.length, words.recognisedStudent) }),
    plan: { sessionId: meant.session.id, where: whereOf(meant), personIds },
  };
}

const whereOf = ({ view, session }: MeantSession): string =>
  `${view.code}, ${formatMoment(session.startsAt, view.timeZone)}`;

function tellCamera(meant: MeantSession, seen: RoomView, toRecord: readonly SeenStudent[]): string {
  const names = (students: readonly { name: string }[]): string => students.map(({ name }) => name).join(', ');
  const lastly = seen.lastLookAt ? words.lastlyAt(formatTime(seen.lastLookAt, meant.view.timeZone)) : '';
  const lines = [
    words.theCameraOfTheRoomLooked({
      meant: whereOf(meant),
      rest: seen.looks === 1 ? 'once' : words.times(seen.looks),
      lastly,
      rest2: seen.named.length === 0 ? 'nobody' : count(seen.named.length, 'student'),
    }),
  ];
  if (toRecord.length > 0) lines.push(words.recognisedByCamera(names(toRecord)));
  if (toRecord.length < seen.named.length)
    lines.push(
      words.ofThemInTheRegisterAlready({
        count: count(seen.named.length - toRecord.length, 'student'),
        rest: seen.named.length - toRecord.length === 1 ? 'is' : 'are',
      }),
    );
  if (seen.unsure.length > 0) lines.push(words.unsureByCamera(names(seen.unsure)));
  lines.push(...tellFaces(seen));
  if (seen.notSeen.length > 0) lines.push(words.notSeenByCamera(names(seen.notSeen)));
  return lines.join('\n');
}

const tellFaces = ({ unknownFaces, unclearFaces }: { unknownFaces: number; unclearFaces: number }): string[] => [
  ...(unknownFaces > 0 ? [words.ofNobodyIMayRecognise(count(unknownFaces, 'face'))] : []),
  ...(unclearFaces > 0 ? [words.tooSmallBlurredOrTurned(count(unclearFaces, 'face'))] : []),
];

function tell(where: string, proposal: RollCallProposal): string {
  const lines = [
    words.iRecognise({ where, rest: proposal.named.length === 0 ? 'nobody' : count(proposal.named.length, 'student') }),
  ];
  if (proposal.named.length > 0)
    lines.push(words.recognisedList(proposal.named.map((student) => student.name).join(', ')));
  for (const { candidates } of proposal.unsure)
    lines.push(words.unsureList(candidates.map((candidate) => candidate.name).join(' or ')));
  lines.push(...tellFaces(proposal));
  if (proposal.notSeen.length > 0)
    lines.push(words.notSeenList(proposal.notSeen.map((student) => student.name).join(', ')));
  if (proposal.notEnrolled > 0) lines.push(words.ofTheClassNeverEnrolled(count(proposal.notEnrolled, 'student')));
  if (!proposal.isCovered) lines.push(words.forSoManyEnrolledStudentsStrangers);
  return lines.join('\n');
}
