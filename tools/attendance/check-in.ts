/** A student checks in with a selfie, a code, where they are, or several of them. */
import { z } from 'zod';
import {
  type Attendance,
  type CheckInResult,
  type PlaceRequests,
  type Receipt,
  forStudent,
} from '../../src/attendance/register/index.ts';
import { type ClassView, type Classes, chatWays, lacksOnly, nameWays } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Position } from '../../src/kernel/position.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatTime, optionalText } from '../arguments.ts';
import { reversibleTool, type Tool, type ToolContext, type ToolResult } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  code: optionalText(12).describe('The six-digit code shown in the room, when the person gave one.'),
});

export function checkInTool(rooms: {
  attendance: Attendance;
  classes: Classes;
  placeRequests: PlaceRequests;
  sessions: Sessions;
}): Tool {
  return reversibleTool({
    name: 'check_in',
    summary:
      'Check the student in to the open session, with the photo attached to the message (a selfie), a six-digit code, or both.',
    example: 'send a selfie, or "check in 123456"',
    permission: 'attendance.checkIn',
    input,
    run: async (context, { class: typed, code }) => {
      const [photo, ...others] = context.files;
      if (others.length > 0)
        throw new AppError('invalidInput', {
          field: 'files',
          detail: words.pleaseSendOneSelfieToCheck,
        });
      const sessionId = typed === undefined ? undefined : await openSessionOf(context, typed);
      const digits = code?.replace(/\D/g, '');
      const shown = {
        channel: context.channel,
        ...(photo ? { photo: photo.data } : {}),
        ...(digits ? { code: digits } : {}),
      };
      if (!photo && !digits) return checkInByPlace(context, sessionId);
      const position = usablePosition(context);
      const result = await rooms.attendance.checkIn(context.actor, {
        ...shown,
        ...(position ? { position } : {}),
        ...(sessionId ? { sessionId } : {}),
      });
      if (position) return tellResult(result);
      const isIncomplete =
        result.receipt.decision === 'rejected' && result.receipt.reasons.some(({ rule }) => rule === 'evidence');
      if (
        isIncomplete &&
        lacksOnly(
          result.class.policy.checkInWays,
          [...(photo ? ['selfie' as const] : []), ...(digits ? ['code' as const] : [])],
          'place',
        )
      ) {
        return askForPlace(context, result.class, { ...shown, sessionId: result.session.id });
      }
      return tellResult(result);
    },
  });

  /**
   * A class may ask for nothing but the place, which the device may have told; otherwise there is nothing to look at.
   */
  async function checkInByPlace(context: ToolContext, sessionId: string | undefined): Promise<ToolResult> {
    const meant = await rooms.attendance.requireSession(context.actor, sessionId ? { sessionId } : {});
    const { classId } = await rooms.sessions.read(context.actor, meant);
    const view = await rooms.classes.read(context.actor, classId);
    if (lacksOnly(view.policy.checkInWays, [], 'place')) {
      const { channel } = context;
      const position = usablePosition(context);
      return position
        ? tellResult(await rooms.attendance.checkIn(context.actor, { channel, sessionId: meant, position }))
        : askForPlace(context, view, { channel, sessionId: meant });
    }
    const ways = chatWays(view.policy.checkInWays);
    throw new AppError('invalidInput', {
      field: 'files',
      detail:
        ways.length > 0
          ? words.sendToCheckIn({ ways: nameWays(ways), code: view.code })
          : words.asksFor({ code: view.code, checkInWays: nameWays(view.policy.checkInWays) }),
    });
  }

  async function askForPlace(
    context: ToolContext,
    view: ClassView,
    shown: Parameters<PlaceRequests['ask']>[1],
  ): Promise<ToolResult> {
    const { url, expiresAt } = await rooms.placeRequests.ask(context.actor, shown);
    const asks = words.alsoAsksWhereYouAreOpen({
      code: view.code,
      url,
      expiresAt: formatTime(expiresAt, view.timeZone),
    });
    return { text: context.position === 'unusable' ? `${words.yourDeviceGaveNoUsablePosition}\n${asks}` : asks };
  }

  async function openSessionOf(context: ToolContext, typed: string): Promise<string> {
    const view = await rooms.classes.resolve(context.actor, typed, context.ownClasses);
    const open = await rooms.sessions.listOpen([view.id]);
    const session = open[0] ?? (await rooms.sessions.listLatestHeld(view.id, 1))[0];
    if (!session) throw new AppError('conflict', { detail: words.hasNoOpenSessionNothing(view.code) });
    return session.id;
  }
}

/** One that cannot be used is asked for as if there were none, which is said. */
const usablePosition = ({ position }: ToolContext): Position | undefined =>
  position === 'unusable' ? undefined : position;

const headlines: Record<Receipt['decision'], (result: CheckInResult) => string> = {
  accepted: ({ receipt, class: view, at }) =>
    words.youAreCheckedInToAs({
      code: view.code,
      status: receipt.status ?? 'present',
      at: formatTime(at, view.timeZone),
    }),
  needsReview: ({ class: view }) => words.yourCheckInToWasTaken(view.code),
  rejected: ({ class: view }) => words.youAreNotChecked(view.code),
};

const tellResult = (result: CheckInResult): ToolResult => ({
  text: tell(result),
  data: { decision: result.receipt.decision, receipt: forStudent(result.receipt) },
});

/** The receipt as a student reads it: a headline, then a line a reason, without figures. */
function tell(result: CheckInResult): string {
  const marks = { met: '✓', failed: '✗', doubtful: '?', unproven: '•' } as const;
  const lines = forStudent(result.receipt).reasons.map(
    (reason) => `${marks[reason.outcome]} ${capitalise(reason.sentence)}`,
  );
  return [headlines[result.receipt.decision](result), ...lines].join('\n');
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
