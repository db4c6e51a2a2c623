/** What becomes of a session: opened, given back unopened, closed, reopened, called off, given back; and whose register nobody took. */
import { z } from 'zod';
import type { Attendance } from '../../attendance/register/index.ts';
import { type Sessions, notTakenSchema, sessionSchema } from '../../school/sessions/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { pageSize, sessionParams } from '../shapes.ts';

const reason = z.string().trim().min(1).max(300);

export function sessionStateRoutes({ sessions, attendance }: { sessions: Sessions; attendance: Attendance }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/registers/not-taken',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Lessons that are over and whose register nobody took, newest first, a year back',
      query: z.object({ limit: pageSize(500, 100) }),
      success: { status: 200, schema: z.array(notTakenSchema) },
      handle: (actor, { query }) => sessions.listNotTaken(actor, query.limit),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/open',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Open this very session; one that is over and was never opened, to take its register late',
      params: sessionParams,
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params }) => attendance.openSession(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/unopen',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Take an opening back: the session is planned again, as long as nobody is marked in it',
      params: sessionParams,
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params }) => sessions.unopen(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/close',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Close; whoever has no record is absent, or excused when on leave',
      params: sessionParams,
      success: { status: 200, schema: z.object({ absent: z.number().int(), excused: z.number().int() }) },
      handle: (actor, { params }) => attendance.closeSession(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/reopen',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Open a session again that was closed before its end; what closing wrote is taken back',
      params: sessionParams,
      success: { status: 200, schema: z.object({ session: sessionSchema, takenBack: z.number().int() }) },
      handle: (actor, { params }) => attendance.reopenSession(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/cancel',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Cancel a session; one that was held becomes void: its marks are kept and count no more',
      params: sessionParams,
      body: z.strictObject({ reason: reason.nullable().default(null) }).default({ reason: null }),
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params, body }) => sessions.cancel(actor, params.sessionId, body.reason),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/void',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Make a held session void, and say why: its marks are kept and count no more',
      params: sessionParams,
      body: z.strictObject({ reason }),
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params, body }) => sessions.voidSession(actor, params.sessionId, body.reason),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/restore',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Give a cancelled or void session back as it was, with its marks',
      params: sessionParams,
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params }) => sessions.restore(actor, params.sessionId),
    }),
  ];
}
