/** The challenge before the camera: turns of the head, asked for and shown. */
import { z } from 'zod';
import { type Challenges, challengeSchema, frameLimits } from '../../attendance/challenge/index.ts';
import { decidedCheckInSchema, forStudent } from '../../attendance/register/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { checkInBody, readShown } from './check-ins.ts';

/** Forty pictures of 640 pixels take a third of it. */
const maxFilmBytes = 8 * 2 ** 20;
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
      success: { status: 201, schema: challengeSchema },
      handle: (actor, { body }) => challenges.begin(actor, omitUndefined(body)),
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
      success: { status: 200, schema: decidedCheckInSchema },
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
