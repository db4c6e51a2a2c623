/** The challenge before the camera: turns of the head, asked for and shown. */
import { z } from 'zod';
import { type Challenges, frameLimits, headTurns } from '../../attendance/challenge/index.ts';
import { forStudent } from '../../attendance/register/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { checkInBody, decidedCheckIn, readShown } from './attendance.ts';

/** Forty pictures of 640 pixels take a third of it. */
const maxFilmBytes = 8 * 2 ** 20;
const challenge = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  class: z.string(),
  turns: z
    .array(z.enum(headTurns))
    .describe('To the own left and right, in this order; look into the camera first, and between them.'),
  expiresAt: z.iso.datetime(),
  expiresInS: z.number().int().describe('The same in seconds from now, for who has another clock.'),
  frames: z.object({ least: z.number().int(), most: z.number().int() }).describe('How many pictures to send.'),
});

export function challengeRoutes({ challenges }: { challenges: Challenges }): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/check-ins/challenge',
      tag: 'attendance',
      permission: 'attendance.checkIn',
      refuses: [429],
      isUrgent: true,
      summary: 'Ask for turns of the head, to check in before the camera. Good once and for twenty seconds',
      body: z.strictObject({ sessionId: z.uuid().optional() }),
      success: { status: 201, schema: challenge },
      handle: async (actor, { body }) => ({ ...(await challenges.begin(actor, omitUndefined(body))) }),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/check-ins/challenge/{challengeId}',
      tag: 'attendance',
      permission: 'attendance.checkIn',
      refuses: [410],
      isUrgent: true,
      // The seconds count until it is looked at: it must not wait behind others.
      isUncounted: true,
      summary:
        'Check in with pictures of the turns (parts `frames`, in the order in which they were taken, some three a second), and what else the class asks for. The first one, looking into the camera, is the selfie; none is kept. After a 503 send the same again until it expires',
      params: z.object({ challengeId: z.uuid() }),
      body: checkInBody.omit({ sessionId: true }),
      uploads: { field: 'frames', maxFiles: frameLimits.most, maxTotalBytes: maxFilmBytes },
      success: { status: 200, schema: decidedCheckIn },
      handle: async (actor, { params, body, uploads }) => {
        const result = await challenges.answer(
          actor,
          params.challengeId,
          uploads.map(({ data }) => data),
          omitUndefined(readShown(body)),
        );
        return {
          id: result.checkInId,
          at: result.at,
          sessionId: result.session.id,
          class: result.class.code,
          receipt: forStudent(result.receipt),
        };
      },
    }),
  ];
}
