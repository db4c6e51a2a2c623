/** Check-ins, marks and their history. */
import { z } from 'zod';
import {
  type Attendance,
  type MarkInput,
  type PlaceRequests,
  type SelfieQueue,
  forStudent,
  receiptSchema,
  statusSchema,
  writtenChangeSchema,
} from '../../attendance/register/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { positionOf } from '../../kernel/position.ts';
import type { Tasks } from '../../delivery/tasks/index.ts';
import type { EventStreams } from '../event-stream.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { sessionParams } from '../shapes.ts';
import { answerWithTask, prefersTask, taskSchema } from '../task-answer.ts';

const empty = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
const coordinate = (limit: number) => z.preprocess(empty, z.coerce.number().min(-limit).max(limit).optional());
const recordParams = z.object({ sessionId: z.uuid(), personId: z.uuid() });
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
  accuracy: z.preprocess(empty, z.coerce.number().min(0).max(1e6).optional()).describe('Metres.'),
  deviceId: z
    .preprocess(empty, z.string().max(200).optional())
    .describe('A name that the device keeps for itself; the same one for several people is pointed out to staff.'),
});
export const decidedCheckIn = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  sessionId: z.uuid(),
  class: z.string(),
  receipt: receiptSchema,
});
const taskParams = z.object({ taskId: z.uuid() });
const mark = {
  status: z.string().min(1).max(40).describe("present, late, absent, excused, or a word of the class's own."),
  expectedVersion: z.number().int().min(0).optional().describe('The version you saw; 0 when there was no record.'),
};
const reason = z.string().trim().max(300).nullable().default(null);
const flag = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  kind: z.enum(['device', 'photo']),
  people: z.array(z.object({ id: z.uuid(), name: z.string() })),
  createdAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime().nullable(),
});
const historyEntry = z.object({
  version: z.number().int(),
  before: statusSchema.nullable(),
  after: statusSchema.nullable(),
  ownStatus: z.string().nullable(),
  source: z.string(),
  actorId: z.uuid().nullable(),
  reason: z.string().nullable(),
  at: z.iso.datetime(),
});

/** What was shown besides a photo. @throws AppError `invalidInput` for half a position. */
export function readShown({ latitude, longitude, accuracy, ...shown }: z.infer<typeof checkInBody>) {
  return { ...shown, position: positionOf({ latitude, longitude, accuracy }) };
}

export function attendanceRoutes({
  attendance,
  placeRequests,
  selfieQueue,
  tasks,
  streams,
}: {
  attendance: Attendance;
  placeRequests: PlaceRequests;
  selfieQueue: SelfieQueue;
  tasks: Tasks;
  streams: EventStreams;
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
      success: { status: 200, schema: decidedCheckIn },
      otherwise: { 202: taskSchema },
      handle: async (actor, { body, uploads, req, res }) => {
        const photo = uploads[0]?.data;
        const { position, ...shown } = readShown(body);
        if (!photo && !shown.code && !shown.qr && !position)
          throw new AppError('invalidInput', {
            field: 'photo',
            detail: 'photo: send a selfie, a code, where you are, or several of them',
          });
        const answer = await selfieQueue.checkIn(actor, omitUndefined({ ...shown, photo, position }), prefersTask(req));
        return answer.kind === 'decided' ? { ...answer.decided } : answerWithTask(res, answer.task);
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
        accuracy: z.number().min(0).max(1e6),
        deviceId: z.string().min(1).max(200).optional(),
      }),
      success: { status: 200, schema: decidedCheckIn },
      handle: async ({ body: { secret, latitude, longitude, accuracy, deviceId } }) => {
        const result = await placeRequests.answer(secret, { latitude, longitude, accuracyM: accuracy }, deviceId);
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
      method: 'get',
      path: '/api/v2/me/tasks',
      tag: 'tasks',
      permission: 'notifications.own',
      summary: 'What I asked for that takes a while, newest first',
      success: { status: 200, schema: z.array(taskSchema) },
      handle: (actor) => tasks.list(actor),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/tasks/{taskId}',
      tag: 'tasks',
      permission: 'notifications.own',
      summary: 'How far it is, and what came of it',
      params: taskParams,
      success: { status: 200, schema: taskSchema },
      handle: async (actor, { params }) => ({ ...(await tasks.read(actor, params.taskId)) }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/tasks/{taskId}/live',
      tag: 'tasks',
      permission: 'notifications.own',
      summary: 'The same, sent anew whenever it changes (server-sent events `task`)',
      params: taskParams,
      success: { status: 200, contentType: 'text/event-stream' },
      isUncounted: true,
      handle: (actor, request) =>
        streams.stream(request, {
          on: { task: request.params.taskId },
          event: 'task',
          read: () => tasks.read(actor, request.params.taskId),
        }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/records',
      tag: 'attendance',
      permission: 'attendance.read',
      summary: 'What is marked, and by whom; null: by nobody, as at the end',
      params: sessionParams,
      success: {
        status: 200,
        schema: z.array(
          z.object({
            personId: z.uuid(),
            status: statusSchema,
            markedAt: z.iso.datetime(),
            markedById: z.uuid().nullable(),
          }),
        ),
      },
      handle: (actor, { params }) => attendance.listRecords(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'put',
      path: '/api/v2/sessions/{sessionId}/records/{personId}',
      tag: 'attendance',
      permission: 'attendance.mark',
      summary: 'Mark or correct one student',
      params: recordParams,
      body: z.strictObject({ ...mark, reason }),
      success: { status: 200, schema: writtenChangeSchema },
      handle: async (actor, { params, body }) => {
        const [written] = await attendance.mark(
          actor,
          params.sessionId,
          [
            omitUndefined({
              personId: params.personId,
              status: body.status,
              expectedVersion: body.expectedVersion,
            }) as MarkInput,
          ],
          body.reason,
        );
        return { ...written };
      },
    }),
    signedInRoute({
      method: 'put',
      path: '/api/v2/sessions/{sessionId}/records',
      tag: 'attendance',
      permission: 'attendance.mark',
      summary: 'Mark or correct many students, all or none',
      params: sessionParams,
      body: z.strictObject({
        marks: z
          .array(z.strictObject({ personId: z.uuid(), ...mark }))
          .min(1)
          .max(1000),
        reason,
      }),
      success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) =>
        attendance.mark(
          actor,
          params.sessionId,
          body.marks.map((item) => omitUndefined(item) as MarkInput),
          body.reason,
        ),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/records/undo',
      tag: 'attendance',
      permission: 'attendance.mark',
      summary: 'Take changes back, all or none, unless somebody changed them since',
      params: sessionParams,
      body: z.strictObject({
        changes: z.array(writtenChangeSchema).min(1).max(1000).describe('As marking answered them.'),
      }),
      success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) => attendance.undo(actor, params.sessionId, body.changes),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/reviews',
      tag: 'attendance',
      permission: 'attendance.read',
      summary: 'Check-ins in doubt, whose student has not been marked since',
      params: sessionParams,
      success: {
        status: 200,
        schema: z.array(z.object({ personId: z.uuid(), at: z.iso.datetime(), receipt: receiptSchema })),
      },
      handle: (actor, { params }) => attendance.listAwaitingReview(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/flags',
      tag: 'attendance',
      permission: 'attendance.read',
      summary: 'The same device or photo for several people; pointed out, never punished',
      params: sessionParams,
      success: { status: 200, schema: z.array(flag) },
      handle: (actor, { params }) => attendance.listFlags(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/flags/{flagId}/resolve',
      tag: 'attendance',
      permission: 'attendance.mark',
      summary: 'I have looked at it',
      params: z.object({ flagId: z.uuid() }),
      success: { status: 204 },
      handle: async (actor, { params }) => {
        await attendance.resolveFlag(actor, params.flagId);
        return undefined;
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
          at: z.iso.datetime(),
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
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/records/{personId}/history',
      tag: 'attendance',
      permission: 'attendance.read',
      summary: 'Every change of a record, with before and after',
      params: recordParams,
      success: { status: 200, schema: z.array(historyEntry) },
      handle: async (actor, { params }) =>
        (await attendance.readHistory(actor, params.sessionId, params.personId)).map(
          ({ version, before, after, ownStatus, source, actorId, reason, at }) => ({
            version,
            before,
            after,
            ownStatus,
            source,
            actorId,
            reason,
            at,
          }),
        ),
    }),
  ];
}
