/** Sessions: schedule, open, close, codes, and who is there. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { type Attendance, presentStudentSchema, registerClassSchema } from '../../attendance/register/index.ts';
import type { Codes } from '../../attendance/codes/index.ts';
import type { ProfilePictures } from '../../accounts/index.ts';
import { type RoomCamera, roomViewSchema } from '../../attendance/roll-call/index.ts';
import { type Sessions, sessionSchema, sessionStatusSchema, substituteSchema } from '../../school/sessions/index.ts';
import { drawQr } from '../draw-qr.ts';
import type { EventStreams } from '../event-stream.ts';
import { signedInRoute, type Route } from '../route.ts';
import { classParams, moment, sessionParams } from '../shapes.ts';

const title = shownLine(200).nullable().default(null);
/** What the live view of a session sends. */
const presence = z.object({
  session: sessionSchema,
  class: registerClassSchema.describe('Also for whoever stands in, who cannot read the class itself.'),
  students: z.array(presentStudentSchema),
  camera: roomViewSchema,
});

export function sessionRoutes({
  sessions,
  attendance,
  codes,
  roomCamera,
  pictures,
  streams,
  pageUrl,
}: {
  sessions: Sessions;
  attendance: Attendance;
  codes: Codes;
  roomCamera: RoomCamera;
  pictures: ProfilePictures;
  streams: EventStreams;
  pageUrl: () => string;
}): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/sessions',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Schedule a session',
      params: classParams,
      body: z.strictObject({
        title,
        startsAt: moment,
        endsAt: moment,
        placeId: z.uuid().nullable().default(null),
        opensItself: z.boolean().default(false).describe('Nobody has to open it: check-in begins by itself.'),
        groupIds: z.array(z.uuid()).max(50).default([]).describe('For these groups of the class only.'),
      }),
      success: { status: 201, schema: sessionSchema },
      handle: (actor, { params, body }) => sessions.schedule(actor, { classId: params.classId, ...body }),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/sessions/open',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Open the session of now: the scheduled one, the one that was closed too early, or a new one',
      params: classParams,
      body: z.object({ durationMinutes: z.number().int().min(1).max(1440).default(60), title }),
      success: { status: 200, schema: sessionSchema },
      handle: async (actor, { params, body }) =>
        (await attendance.openNow(actor, { classId: params.classId, ...body })).session,
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions',
      tag: 'sessions',
      permission: 'classes.read',
      summary: 'Sessions of my classes, and those I substitute in, by start; a page at a time',
      query: z.object({
        classId: z.uuid().optional(),
        from: moment.optional().describe('Starting at or after this.'),
        to: moment.optional().describe('Starting before this.'),
        status: sessionStatusSchema.optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
        after: z.string().max(200).optional().describe('`next` of the page before.'),
      }),
      success: { status: 200, schema: z.object({ sessions: z.array(sessionSchema), next: z.string().nullable() }) },
      handle: (actor, { query }) => sessions.list(actor, query),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}',
      tag: 'sessions',
      permission: 'classes.read',
      summary: 'One session',
      params: sessionParams,
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params }) => sessions.read(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/move',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Move a scheduled session to another time or place',
      params: sessionParams,
      body: z.strictObject({ startsAt: moment, endsAt: moment, placeId: z.uuid().nullable().optional() }),
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params, body }) => sessions.move(actor, params.sessionId, body),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/merge',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Merge a scheduled session into another of its class, which then spans both; answers with that one',
      params: sessionParams,
      body: z.strictObject({ intoSessionId: z.uuid() }),
      success: { status: 200, schema: sessionSchema },
      handle: (actor, { params, body }) => sessions.merge(actor, params.sessionId, body.intoSessionId),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/substitutes',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Who stands in for this session',
      params: sessionParams,
      success: { status: 200, schema: z.array(substituteSchema) },
      handle: (actor, { params }) => sessions.listSubstitutes(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/substitutes',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'Name a teacher who stands in for this session',
      params: sessionParams,
      body: z.strictObject({ personId: z.uuid() }),
      success: { status: 204 },
      handle: async (actor, { params, body }) => {
        await sessions.addSubstitute(actor, params.sessionId, body.personId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/sessions/{sessionId}/substitutes/{personId}',
      tag: 'sessions',
      permission: 'sessions.plan',
      summary: 'They stand in for it no longer',
      success: { status: 204 },
      params: z.object({ sessionId: z.uuid(), personId: z.uuid() }),
      handle: async (actor, { params }) => {
        await sessions.removeSubstitute(actor, params.sessionId, params.personId);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/code',
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'Make a six-digit code; the one before it dies',
      params: sessionParams,
      body: z.object({ lifeMinutes: z.number().int().min(1).max(240).default(10) }),
      success: { status: 201, schema: z.object({ code: z.string(), expiresAt: z.date() }) },
      handle: (actor, { params, body }) => codes.makeCode(actor, params.sessionId, body.lifeMinutes),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/qr',
      refuses: [409],
      tag: 'sessions',
      permission: 'sessions.run',
      summary: 'The rotating QR code of this moment: its text, and a picture to show; good for 15 seconds',
      params: sessionParams,
      success: { status: 200, schema: z.object({ text: z.string(), svg: z.string(), expiresAt: z.date() }) },
      handle: async (actor, { params, res }) => {
        const { text, expiresAt } = await codes.showQr(actor, params.sessionId);
        res.set('Cache-Control', 'no-store');
        return { text, svg: await drawQr(`${pageUrl()}#qr=${params.sessionId}.${text}`), expiresAt };
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/presence/live',
      tag: 'sessions',
      permission: 'attendance.read',
      summary:
        'The roster with each status, and what the camera of the room sees, sent anew whenever it changes (server-sent events `presence`)',
      params: sessionParams,
      success: { status: 200, contentType: 'text/event-stream' },
      refuses: [429],
      isUncounted: true,
      handle: async (actor, request) =>
        streams.stream(actor, request, {
          // Whoever may look sees the same.
          key: `presence ${request.params.sessionId}`,
          check: () => sessions.read(actor, request.params.sessionId, 'attendance.read'),
          on: {
            session: request.params.sessionId,
            roster: (await sessions.read(actor, request.params.sessionId)).classId,
          },
          event: 'presence',
          schema: presence,
          read: async () => ({
            ...(await attendance.readWhole(actor, request.params.sessionId)),
            camera: await roomCamera.read(actor, request.params.sessionId),
          }),
        }),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/pictures',
      tag: 'sessions',
      permission: 'attendance.read',
      summary: 'Who of the register has a profile picture',
      params: sessionParams,
      success: { status: 200, schema: z.array(z.uuid()) },
      handle: async (actor, { params }) => {
        const students = await attendance.readPresence(actor, params.sessionId);
        return pictures.findPictured(students.map(({ personId }) => personId));
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/presence',
      tag: 'sessions',
      permission: 'attendance.read',
      summary: 'The roster with each status',
      params: sessionParams,
      success: { status: 200, schema: z.array(presentStudentSchema) },
      handle: (actor, { params }) => attendance.readPresence(actor, params.sessionId),
    }),
  ];
}
