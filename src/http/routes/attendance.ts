/** Check-ins, marks, roll calls and their history. */
import { z } from 'zod';
import type { Attendance } from '../../attendance/attendance.ts';
import type { SelfieQueue } from '../../attendance/selfie-queue.ts';
import type { MarkInput } from '../../attendance/mark.ts';
import type { PlaceRequests } from '../../attendance/place-requests.ts';
import { forStudent, receiptSchema, statusSchema } from '../../attendance/receipt.ts';
import { writtenChangeSchema } from '../../attendance/register.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import type { Tasks } from '../../tasks/tasks.ts';
import type { EventStreams } from '../event-stream.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { classParams, sessionParams } from '../shapes.ts';

const empty = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
const coordinate = (limit: number) => z.preprocess(empty, z.coerce.number().min(-limit).max(limit).optional());
const recordParams = z.object({ sessionId: z.uuid(), personId: z.uuid() });
const scored = z.object({
  personId: z.uuid(), name: z.string(), score: z.number(),
  strangerChance: z.number().describe('How often a stranger resembles somebody of this class so much, 0 to 1.'),
});
const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).describe('Pixels of the upright photo.');
const proposal = z.object({
  named: z.array(scored.extend({ photo: z.number().int().describe('Which of the photos, from 0.'), box })), unsure: z.array(z.object({ candidates: z.array(scored) })), unknownFaces: z.number().int(),
  unclearFaces: z.number().int().describe('Seen, but too small, blurred, dark or turned to be named.'),
  notSeen: z.array(z.object({ personId: z.uuid(), name: z.string() })), notEnrolled: z.number().int(), threshold: z.number(),
  photos: z.array(z.object({
    width: z.number().int(), height: z.number().int(),
    faces: z.array(z.object({
      box, outcome: z.enum(['named', 'unsure', 'unknown', 'unclear']), quality: z.number().describe('What the face is worth for naming, 0 to 1.'), personId: z.uuid().nullable(), name: z.string().nullable(),
    })),
  })),
});
const checkInBody = z.object({
  sessionId: z.preprocess(empty, z.uuid().optional()),
  code: z.preprocess(empty, z.string().max(12).transform((typed) => typed.replace(/[\s-]/g, '')).optional()),
  qr: z.preprocess(empty, z.string().max(80).optional()).describe('What the rotating QR code said.'),
  latitude: coordinate(90), longitude: coordinate(180), accuracy: z.preprocess(empty, z.coerce.number().min(0).max(1e6).optional()).describe('Metres.'),
  deviceId: z.preprocess(empty, z.string().max(200).optional()).describe('A name that the device keeps for itself; the same one for several people is pointed out to staff.'),
});
const decidedCheckIn = z.object({ id: z.uuid(), at: z.iso.datetime(), sessionId: z.uuid(), class: z.string(), receipt: receiptSchema });
const taskParams = z.object({ taskId: z.uuid() });
export const taskSchema = z.object({
  id: z.uuid(), kind: z.string(), status: z.enum(['waiting', 'running', 'done', 'failed']), done: z.number().int(), total: z.number().int(),
  result: z.unknown().describe('Of a check-in: what it would have answered at once. Of frames: their figures.'), error: z.object({ code: z.string(), detail: z.string() }).nullable(), createdAt: z.iso.datetime(), finishedAt: z.iso.datetime().nullable(),
});
const mark = {
  status: z.string().min(1).max(40).describe("present, late, absent, excused, or a word of the class's own."),
  expectedVersion: z.number().int().min(0).optional().describe('The version you saw; 0 when there was no record.'),
};
const reason = z.string().trim().max(300).nullable().default(null);
const flag = z.object({
  id: z.uuid(), sessionId: z.uuid(), kind: z.enum(['device', 'photo']), people: z.array(z.object({ id: z.uuid(), name: z.string() })), createdAt: z.iso.datetime(), resolvedAt: z.iso.datetime().nullable(),
});
const historyEntry = z.object({ version: z.number().int(), before: statusSchema.nullable(), after: statusSchema.nullable(), ownStatus: z.string().nullable(), source: z.string(), actorId: z.uuid().nullable(), reason: z.string().nullable(), at: z.iso.datetime() });

export function attendanceRoutes({ attendance, placeRequests, selfieQueue, tasks, streams }: { attendance: Attendance; placeRequests: PlaceRequests; selfieQueue: SelfieQueue; tasks: Tasks; streams: EventStreams }): Route[] {
  return [
    signedInRoute({
      method: 'post', path: '/api/v2/check-ins', tag: 'attendance', permission: 'attendance.checkIn', uploads: { field: 'photo', maxFiles: 1 }, isUrgent: true,
      summary: 'Check in with a selfie (part `photo`), codes or a place. With many selfies at once, or Prefer: respond-async, it is taken (202) and decided as a task; when it was sent is what counts',
      body: checkInBody,
      success: { status: 200, schema: decidedCheckIn }, otherwise: { 202: taskSchema },
      handle: async (actor, { body, uploads, req, res }) => {
        const photo = uploads[0]?.data;
        const { latitude, longitude, accuracy, ...shown } = body;
        if ((latitude === undefined) !== (longitude === undefined) || (latitude !== undefined && accuracy === undefined)) {
          throw new AppError('invalidInput', { field: 'accuracy', detail: 'accuracy: a position is latitude, longitude and accuracy together' });
        }
        const position = latitude === undefined || longitude === undefined || accuracy === undefined ? undefined : { latitude, longitude, accuracyM: accuracy };
        if (!photo && !shown.code && !shown.qr && !position) throw new AppError('invalidInput', { field: 'photo', detail: 'photo: send a selfie, a code, where you are, or several of them' });
        const answer = await selfieQueue.checkIn(actor, omitUndefined({ ...shown, photo, position }), /\brespond-async\b/.test(req.get('prefer') ?? ''));
        if (answer.kind === 'decided') return { ...answer.decided };
        // RFC 7240 and 9110, 15.3.3: taken, and where to ask what became of it.
        res.status(202).location(`/api/v2/tasks/${answer.task.id}`).json(answer.task);
        return undefined;
      },
    }),
    publicRoute({
      method: 'post', path: '/api/v2/place-requests', refuses: [404, 409, 410], tag: 'attendance', summary: 'Answer the page that chat asked to open: where I am. The secret of its link says who I am, once',
      body: z.strictObject({ secret: z.string().min(1).max(100), latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180), accuracy: z.number().min(0).max(1e6), deviceId: z.string().min(1).max(200).optional() }),
      success: { status: 200, schema: decidedCheckIn },
      handle: async ({ body: { secret, latitude, longitude, accuracy, deviceId } }) => {
        const result = await placeRequests.answer(secret, { latitude, longitude, accuracyM: accuracy }, deviceId);
        return { id: result.checkInId, at: result.at, sessionId: result.session.id, class: result.class.code, receipt: forStudent(result.receipt) };
      },
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/me/tasks', tag: 'tasks', permission: 'notifications.own', summary: 'What I asked for that takes a while, newest first', success: { status: 200, schema: z.array(taskSchema) }, handle: (actor) => tasks.list(actor),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/tasks/{taskId}', tag: 'tasks', permission: 'notifications.own', summary: 'How far it is, and what came of it', params: taskParams, success: { status: 200, schema: taskSchema },
      handle: async (actor, { params }) => ({ ...(await tasks.read(actor, params.taskId)) }),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/tasks/{taskId}/live', tag: 'tasks', permission: 'notifications.own', summary: 'The same, sent anew whenever it changes (server-sent events `task`)', params: taskParams, success: { status: 200, contentType: 'text/event-stream' }, isUncounted: true,
      handle: (actor, request) => streams.stream(request, { on: { task: request.params.taskId }, event: 'task', read: () => tasks.read(actor, request.params.taskId) }),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/sessions/{sessionId}/records', tag: 'attendance', permission: 'attendance.read', summary: 'What is marked, and by whom; null: by nobody, as at the end', params: sessionParams,
      success: { status: 200, schema: z.array(z.object({ personId: z.uuid(), status: statusSchema, markedAt: z.iso.datetime(), markedById: z.uuid().nullable() })) },
      handle: (actor, { params }) => attendance.listRecords(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'put', path: '/api/v2/sessions/{sessionId}/records/{personId}', tag: 'attendance', permission: 'attendance.mark', summary: 'Mark or correct one student', params: recordParams,
      body: z.strictObject({ ...mark, reason }), success: { status: 200, schema: writtenChangeSchema },
      handle: async (actor, { params, body }) => {
        const [written] = await attendance.mark(actor, params.sessionId, [omitUndefined({ personId: params.personId, status: body.status, expectedVersion: body.expectedVersion }) as MarkInput], body.reason);
        return { ...written };
      },
    }),
    signedInRoute({
      method: 'put', path: '/api/v2/sessions/{sessionId}/records', tag: 'attendance', permission: 'attendance.mark', summary: 'Mark or correct many students, all or none', params: sessionParams,
      body: z.strictObject({ marks: z.array(z.strictObject({ personId: z.uuid(), ...mark })).min(1).max(1000), reason }), success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) => attendance.mark(actor, params.sessionId, body.marks.map((item) => omitUndefined(item) as MarkInput), body.reason),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/sessions/{sessionId}/records/undo', tag: 'attendance', permission: 'attendance.mark', summary: 'Take changes back, all or none, unless somebody changed them since', params: sessionParams,
      body: z.strictObject({ changes: z.array(writtenChangeSchema).min(1).max(1000).describe('As marking answered them.') }), success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) => attendance.undo(actor, params.sessionId, body.changes),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/sessions/{sessionId}/reviews', tag: 'attendance', permission: 'attendance.read', summary: 'Check-ins in doubt, whose student has not been marked since', params: sessionParams,
      success: { status: 200, schema: z.array(z.object({ personId: z.uuid(), at: z.iso.datetime(), receipt: receiptSchema })) },
      handle: (actor, { params }) => attendance.listAwaitingReview(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/sessions/{sessionId}/flags', tag: 'attendance', permission: 'attendance.read', summary: 'The same device or photo for several people; pointed out, never punished', params: sessionParams,
      success: { status: 200, schema: z.array(flag) }, handle: (actor, { params }) => attendance.listFlags(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/flags/{flagId}/resolve', tag: 'attendance', permission: 'attendance.mark', summary: 'I have looked at it', params: z.object({ flagId: z.uuid() }), success: { status: 204 },
      handle: async (actor, { params }) => {
        await attendance.resolveFlag(actor, params.flagId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/check-outs', tag: 'attendance', permission: 'attendance.checkIn', summary: 'Say that I leave; the first time counts', body: z.strictObject({ sessionId: z.uuid().optional() }),
      success: { status: 200, schema: z.object({ sessionId: z.uuid(), class: z.string(), at: z.iso.datetime(), leftEarlyMinutes: z.number().int() }) },
      handle: async (actor, { body }) => {
        const { session, class: view, at, leftEarlyMinutes } = await attendance.checkOut(actor, { channel: 'api', ...omitUndefined(body) });
        return { sessionId: session.id, class: view.code, at, leftEarlyMinutes };
      },
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/sessions/{sessionId}/records/{personId}/history', tag: 'attendance', permission: 'attendance.read', summary: 'Every change of a record, with before and after', params: recordParams,
      success: { status: 200, schema: z.array(historyEntry) },
      handle: async (actor, { params }) =>
        (await attendance.readHistory(actor, params.sessionId, params.personId)).map(({ version, before, after, ownStatus, source, actorId, reason, at }) => ({ version, before, after, ownStatus, source, actorId, reason, at })),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/sessions/{sessionId}/roll-call', tag: 'attendance', permission: 'attendance.rollCall', summary: 'Look who is in photos of the room (parts `photos`); records nothing', params: sessionParams, uploads: { field: 'photos', maxFiles: 6 },
      success: { status: 200, schema: proposal },
      handle: async (actor, { params, uploads }) => ({ ...(await attendance.rollCall.propose(actor, params.sessionId, uploads.map((upload) => upload.data))) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/classes/{classId}/recognise', tag: 'attendance', permission: 'attendance.rollCall', summary: 'Look who of the class is in photos (parts `photos`), whether or not it has a session; records nothing', params: classParams,
      uploads: { field: 'photos', maxFiles: 6 }, success: { status: 200, schema: proposal },
      handle: async (actor, { params, uploads }) => ({ ...(await attendance.rollCall.recognise(actor, params.classId, uploads.map((upload) => upload.data))) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/sessions/{sessionId}/roll-call/confirm', tag: 'attendance', permission: 'attendance.rollCall', summary: 'Record those whom the teacher confirms as present', params: sessionParams,
      body: z.object({ personIds: z.array(z.uuid()).min(1).max(1000) }), success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) => attendance.rollCall.confirm(actor, params.sessionId, body.personIds),
    }),
  ];
}
