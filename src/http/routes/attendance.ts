/** Marks, their history, and what is pointed out to staff. */
import { z } from 'zod';
import {
  type Attendance,
  type MarkInput,
  awaitingReviewSchema,
  flagSchema,
  markedRecordSchema,
  recordChangeSchema,
  writtenChangeSchema,
} from '../../attendance/register/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { sessionParams } from '../shapes.ts';

const recordParams = z.object({ sessionId: z.uuid(), personId: z.uuid() });
const mark = {
  status: z.string().min(1).max(40).describe("present, late, absent, excused, or a word of the class's own."),
  expectedVersion: z.number().int().min(0).optional().describe('The version you saw; 0 when there was no record.'),
};
const reason = z.string().trim().max(300).nullable().default(null);

export function attendanceRoutes({ attendance }: { attendance: Attendance }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/records',
      tag: 'attendance',
      permission: 'attendance.read',
      summary: 'What is marked, and by whom; null: by nobody, as at the end',
      params: sessionParams,
      success: {
        status: 200,
        schema: z.array(markedRecordSchema),
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
        return written;
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
      path: '/api/v2/sessions/{sessionId}/records/{personId}/history',
      tag: 'attendance',
      permission: 'attendance.read',
      summary: 'Every change of a record, with before and after',
      params: recordParams,
      success: { status: 200, schema: z.array(recordChangeSchema) },
      handle: (actor, { params }) => attendance.readHistory(actor, params.sessionId, params.personId),
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
        schema: z.array(awaitingReviewSchema),
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
      success: { status: 200, schema: z.array(flagSchema) },
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
  ];
}
