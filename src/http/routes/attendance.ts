/** Check-ins, marks, roll calls and their history. */
import { z } from 'zod';
import type { Attendance } from '../../attendance/attendance.ts';
import { forStudent, receiptSchema, statusSchema } from '../../attendance/receipt.ts';
import { writtenChangeSchema } from '../../attendance/register.ts';
import { AppError } from '../../kernel/errors.ts';
import { signedInRoute, type Route, type Upload } from '../route.ts';

const empty = (value: unknown): unknown => (value === '' || value === null ? undefined : value);
const sessionParams = z.object({ sessionId: z.uuid() });
const recordParams = z.object({ sessionId: z.uuid(), personId: z.uuid() });
const scored = z.object({ personId: z.uuid(), name: z.string(), score: z.number() });
const proposal = z.object({
  named: z.array(scored), unsure: z.array(z.object({ candidates: z.array(scored) })), unknownFaces: z.number().int(),
  notSeen: z.array(z.object({ personId: z.uuid(), name: z.string() })), notEnrolled: z.number().int(), threshold: z.number(),
  photos: z.array(z.object({
    width: z.number().int(), height: z.number().int(),
    faces: z.array(z.object({
      box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).describe('Pixels of the upright photo.'),
      outcome: z.enum(['named', 'unsure', 'unknown']), personId: z.uuid().nullable(), name: z.string().nullable(),
    })),
  })),
});
const historyEntry = z.object({ version: z.number().int(), before: statusSchema.nullable(), after: statusSchema.nullable(), source: z.string(), actorId: z.uuid().nullable(), reason: z.string().nullable(), at: z.iso.datetime() });

export function attendanceRoutes({ attendance }: { attendance: Attendance }): Route[] {
  return [
    signedInRoute({
      method: 'post', path: '/api/v2/check-ins', tag: 'attendance', permission: 'attendance.checkIn', summary: 'Check in with a selfie (part `photo`), a code, or both', uploads: 'photo',
      body: z.object({ sessionId: z.preprocess(empty, z.uuid().optional()), code: z.preprocess(empty, z.string().max(12).transform((typed) => typed.replace(/[\s-]/g, '')).optional()) }),
      success: { status: 200, schema: z.object({ id: z.uuid(), at: z.iso.datetime(), sessionId: z.uuid(), class: z.string(), receipt: receiptSchema }) },
      handle: async (actor, { body, uploads }) => {
        const photo = onePhoto(uploads);
        if (!photo && !body.code) throw new AppError('invalidInput', { field: 'photo', detail: 'photo: send a selfie, a code, or both' });
        const result = await attendance.checkIn(actor, {
          channel: 'api', ...(body.sessionId ? { sessionId: body.sessionId } : {}), ...(photo ? { photo } : {}), ...(body.code ? { code: body.code } : {}),
        });
        return { id: result.checkInId, at: result.at, sessionId: result.session.id, class: result.class.code, receipt: forStudent(result.receipt) };
      },
    }),
    signedInRoute({
      method: 'put', path: '/api/v2/sessions/{sessionId}/records/{personId}', tag: 'attendance', permission: 'attendance.mark', summary: 'Mark or correct one student', params: recordParams,
      body: z.strictObject({ status: statusSchema, reason: z.string().trim().max(300).nullable().default(null), expectedVersion: z.number().int().min(0).optional().describe('The version you saw; 0 when there was no record.') }),
      success: { status: 200, schema: writtenChangeSchema },
      handle: async (actor, { params, body }) => ({
        ...(await attendance.mark(actor, { ...params, status: body.status, reason: body.reason, ...(body.expectedVersion === undefined ? {} : { expectedVersion: body.expectedVersion }) })),
      }),
    }),
    signedInRoute({
      method: 'get', path: '/api/v2/sessions/{sessionId}/records/{personId}/history', tag: 'attendance', permission: 'attendance.read', summary: 'Every change of a record, with before and after', params: recordParams,
      success: { status: 200, schema: z.array(historyEntry) },
      handle: async (actor, { params }) =>
        (await attendance.readHistory(actor, params.sessionId, params.personId)).map(({ version, before, after, source, actorId, reason, at }) => ({ version, before, after, source, actorId, reason, at })),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/sessions/{sessionId}/roll-call', tag: 'attendance', permission: 'attendance.rollCall', summary: 'Look who is in photos of the room (parts `photos`); records nothing', params: sessionParams, uploads: 'photos',
      success: { status: 200, schema: proposal },
      handle: async (actor, { params, uploads }) => ({ ...(await attendance.rollCall.propose(actor, params.sessionId, uploads.map((upload) => upload.data))) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/sessions/{sessionId}/roll-call/confirm', tag: 'attendance', permission: 'attendance.rollCall', summary: 'Record those whom the teacher confirms as present', params: sessionParams,
      body: z.object({ personIds: z.array(z.uuid()).min(1).max(1000) }), success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) => attendance.rollCall.confirm(actor, params.sessionId, body.personIds),
    }),
  ];
}

function onePhoto(uploads: readonly Upload[]): Buffer | undefined {
  if (uploads.length > 1) throw new AppError('invalidInput', { field: 'photo', detail: 'photo: one selfie, please' });
  return uploads[0]?.data;
}
