/** Checking in with a selfie, codes or a place, and checking out. */
import { z } from 'zod';
import {
  type Attendance,
  type PlaceRequests,
  type SelfieQueue,
  decidedCheckInSchema,
  forStudent,
} from '../../attendance/register/index.ts';
import { taskSchema } from '../../delivery/tasks/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { looseFigure, positionOf } from '../../kernel/position.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { answerWithTask, prefersTask } from '../task-answer.ts';
import { words } from '../words/en.ts';

const empty = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
const coordinate = (limit: number) => z.preprocess(empty, z.coerce.number().min(-limit).max(limit).optional());
export const checkInBody = z.object({
  sessionId: z.preprocess(empty, z.uuid().optional()),
  code: z.preprocess(
    empty,
    z
      .string()
      .max(12)
      .transform((typed) => typed.replace(/[\s-]/g, ''))
      .optional(),
  ),
  qr: z.preprocess(empty, z.string().max(80).optional()).describe('What the rotating QR code said.'),
  latitude: coordinate(90),
  longitude: coordinate(180),
  accuracy: looseFigure.describe(
    'Metres, more than 0. A position is latitude, longitude and accuracy together; one that cannot be used counts for nothing.',
  ),
  deviceId: z
    .preprocess(empty, z.string().max(200).optional())
    .describe('A name that the device keeps for itself; the same one for several people is pointed out to staff.'),
});
/** What was shown besides a photo. */
export function readShown({ latitude, longitude, accuracy, ...shown }: z.infer<typeof checkInBody>) {
  return { ...shown, position: positionOf({ latitude, longitude, accuracy }) };
}

export function checkInRoutes({
  attendance,
  placeRequests,
  selfieQueue,
}: {
  attendance: Attendance;
  placeRequests: PlaceRequests;
  selfieQueue: SelfieQueue;
}): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/check-ins',
      tag: 'attendance',
      permission: 'attendance.checkIn',
      uploads: { field: 'photo', maxFiles: 1 },
      isUrgent: true,
      summary:
        'Check in with a selfie (part `photo`), codes or a place. With many selfies at once, or Prefer: respond-async, it is taken (202) and decided as a task; when it was sent is what counts',
      body: checkInBody,
      success: { status: 200, schema: decidedCheckInSchema },
      otherwise: { 202: taskSchema },
      handle: async (actor, { body, uploads, req, res }) => {
        const photo = uploads[0]?.data;
        const { position, ...shown } = readShown(body);
        if (!photo && !shown.code && !shown.qr && !position)
          throw new AppError('invalidInput', {
            field: 'photo',
            detail: words.photoSendASelfieACode,
          });
        const answer = await selfieQueue.checkIn(actor, omitUndefined({ ...shown, photo, position }), prefersTask(req));
        return answer.kind === 'decided' ? answer.decided : answerWithTask(res, answer.task);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/place-requests',
      refuses: [404, 409, 410],
      tag: 'attendance',
      summary: 'Answer the page that chat asked to open: where I am. The secret of its link says who I am, once',
      body: z.strictObject({
        secret: z.string().min(1).max(100),
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        accuracy: looseFigure.describe('Metres, more than 0.'),
        deviceId: z.string().min(1).max(200).optional(),
      }),
      success: { status: 200, schema: decidedCheckInSchema },
      handle: async ({ body: { secret, latitude, longitude, accuracy, deviceId } }) => {
        const position = positionOf({ latitude, longitude, accuracy });
        // The page stays good: a device may know better in a moment.
        if (!position || position === 'unusable')
          throw new AppError('conflict', { field: 'accuracy', detail: words.yourDeviceGaveNoUsablePosition });
        const result = await placeRequests.answer(secret, position, deviceId);
        return {
          id: result.checkInId,
          at: result.at,
          sessionId: result.session.id,
          class: result.class.code,
          receipt: forStudent(result.receipt),
        };
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/check-outs',
      tag: 'attendance',
      permission: 'attendance.checkIn',
      summary: 'Say that I leave; the first time counts',
      body: z.strictObject({ sessionId: z.uuid().optional() }),
      success: {
        status: 200,
        schema: z.object({
          sessionId: z.uuid(),
          class: z.string(),
          at: z.date(),
          leftEarlyMinutes: z.number().int(),
        }),
      },
      handle: async (actor, { body }) => {
        const {
          session,
          class: view,
          at,
          leftEarlyMinutes,
        } = await attendance.checkOut(actor, { channel: 'api', ...omitUndefined(body) });
        return { sessionId: session.id, class: view.code, at, leftEarlyMinutes };
      },
    }),
  ];
}
