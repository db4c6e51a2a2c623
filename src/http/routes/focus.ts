/** The focus index of a class: its switch, photos, timeline and chart; of single students only where all allow it. */
import { z } from 'zod';
import {
  type Focus,
  figureSchema,
  focusConsent,
  focusFrameSchema,
  focusSettingSchema,
  focusStateSchema,
  measuredSchema,
  mostFrames,
  readingSchema,
  studentFocusSchema,
} from '../../focus/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { signedInRoute, type Route } from '../route.ts';
import { classParams, done, noContent, sessionParams } from '../shapes.ts';
import { consentStateSchema } from '../../security/consent/index.ts';
import { taskSchema } from '../../delivery/tasks/index.ts';
import { answerWithTask } from '../task-answer.ts';
import { words } from '../words/en.ts';

const whole = z.number().int();
const timeline = z.object({
  sessionId: z.uuid(),
  class: z.string(),
  minimumPeople: whole,
  perStudent: z.boolean(),
  figure: figureSchema.describe('The mean over the photos that have one.'),
  lowest: figureSchema,
  highest: figureSchema,
  frames: z.array(focusFrameSchema),
});
const frameParams = sessionParams.extend({ frameId: z.uuid() });
const takenAt = z
  .string()
  .max(400)
  .optional()
  .describe(
    `When each was taken: ${mostFrames} ISO times at most, in order, with commas between them; left out, a single frame is of now.`,
  );

export function focusRoutes({ focus }: { focus: Focus }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/focus/classes',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'My classes, and whether the focus index of each is on',
      success: { status: 200, schema: z.array(focusStateSchema.extend({ code: z.string(), title: z.string() })) },
      handle: (actor) => focus.listStates(actor),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/classes/{classId}/focus',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'Whether the focus index of a class is on, how it works, and who can change that',
      params: classParams,
      success: { status: 200, schema: focusStateSchema },
      handle: (actor, { params }) => focus.readState(actor, params.classId),
    }),
    signedInRoute({
      method: 'put',
      path: '/api/v2/classes/{classId}/focus',
      tag: 'focus',
      permission: 'focus.turnOn',
      summary: 'Turn the focus index of a class on, with a reference to the impact assessment; or change how it works',
      params: classParams,
      body: focusSettingSchema,
      success: { status: 200, schema: focusStateSchema },
      handle: (actor, { params, body }) => focus.turnOn(actor, params.classId, body),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/classes/{classId}/focus',
      tag: 'focus',
      permission: 'focus.turnOn',
      summary: 'Turn it off; every figure of the class is deleted',
      params: classParams,
      success: { status: 200, schema: z.object({ deleted: whole.describe('Photos whose figures were deleted.') }) },
      handle: async (actor, { params }) => ({ deleted: await focus.turnOff(actor, params.classId) }),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/focus',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'Work the focus index out of a photo of the room of now (part `photo`); the photo is not kept',
      params: sessionParams,
      uploads: { field: 'photo', maxFiles: 1 },
      success: { status: 200, schema: measuredSchema },
      handle: async (actor, { params, uploads: [upload] }) => {
        if (!upload) throw new AppError('invalidInput', { field: 'photo', detail: words.photoSendOnePhoto });
        return focus.measurePhoto(actor, params.sessionId, upload.data);
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/focus/frames',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'Frames of a lesson (parts `frames`), worked on as a task; none is kept',
      params: sessionParams,
      body: z.object({ takenAt }),
      uploads: { field: 'frames', maxFiles: mostFrames },
      success: { status: 202, schema: taskSchema },
      refuses: [429],
      handle: async (actor, { params, body, uploads, res }) => {
        const task = await focus.takeFrames(
          actor,
          params.sessionId,
          uploads.map((upload) => upload.data),
          body.takenAt,
        );
        return answerWithTask(res, task);
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/focus',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'The focus index of the class over a session, photo by photo',
      params: sessionParams,
      refuses: [409],
      success: { status: 200, schema: timeline },
      handle: async (actor, { params }) => {
        const { session, class: view, ...rest } = await focus.readTimeline(actor, params.sessionId);
        return { sessionId: session.id, class: view.code, ...rest };
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/focus/chart',
      spends: 'documents',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'The same as a picture',
      params: sessionParams,
      query: z.object({ format: z.enum(['png', 'svg']).default('png') }),
      refuses: [409],
      success: { status: 200, contentType: 'image/png', orAs: ['image/svg+xml'] },
      handle: async (actor, { params, query: { format }, res }) => {
        const data = await focus.drawChart(actor, params.sessionId, format);
        res.status(200).type(format).send(data);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/focus/students',
      tag: 'focus',
      permission: 'focus.use',
      summary: 'Student by student, those who agreed; never in the eu profile',
      params: sessionParams,
      refuses: [409],
      success: {
        status: 200,
        schema: z.array(studentFocusSchema),
      },
      handle: (actor, { params }) => focus.readStudents(actor, params.sessionId),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/sessions/{sessionId}/focus/frames/{frameId}',
      tag: 'focus',
      permission: 'focus.use',
      summary: "Take a photo's figures back",
      params: frameParams,
      success: done,
      handle: (actor, { params }) => noContent(focus.takeBack(actor, params.sessionId, params.frameId)),
    }),
    ...ownRoutes(focus),
  ];
}

function ownRoutes(focus: Focus): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/focus',
      tag: 'focus',
      permission: 'focus.own',
      summary: 'What is kept of me, newest first',
      success: {
        status: 200,
        schema: z.array(z.object({ sessionId: z.uuid(), takenAt: z.date(), ...readingSchema.shape })),
      },
      handle: (actor) => focus.readOwn(actor),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/focus-consent',
      tag: 'focus',
      permission: 'focus.own',
      summary: 'What I would agree to, and whether I did',
      success: { status: 200, schema: consentStateSchema },
      handle: (actor) => focus.consents.readState(actor.personId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/focus-consent',
      tag: 'focus',
      permission: 'focus.own',
      summary: 'Agree that a focus index of my own is worked out',
      body: z.object({ textVersion: z.string().describe('The version that was shown; see GET.') }),
      success: done,
      handle: async (actor, { body }) => {
        if (body.textVersion !== focusConsent.version)
          throw new AppError('conflict', {
            field: 'textVersion',
            detail: words.thePresentTextIsVersionPlease(focusConsent.version),
          });
        return noContent(focus.consents.grant(actor, 'api'));
      },
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/me/focus-consent',
      tag: 'focus',
      permission: 'focus.own',
      summary: 'Withdraw; what was kept of me is gone when this answers',
      success: done,
      handle: (actor) => noContent(focus.withdraw(actor)),
    }),
  ];
}
