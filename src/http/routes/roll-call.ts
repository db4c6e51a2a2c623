/** Roll calls from photos, and the camera of a room. */
import { z } from 'zod';
import { writtenChangeSchema } from '../../attendance/register/index.ts';
import {
  type PhotoSets,
  type RollCall,
  type RoomCamera,
  maxRollCallPhotos,
  maxSetPhotos,
  proposalSchema,
  roomViewSchema,
} from '../../attendance/roll-call/index.ts';
import { sendOtherwise } from '../answer.ts';
import { signedInRoute, type Route } from '../route.ts';
import { classParams, sessionParams } from '../shapes.ts';
import { taskSchema } from '../../delivery/tasks/index.ts';
import { answerWithTask, prefersTask } from '../task-answer.ts';

/** As much as six of the largest photos: more are held in memory for nobody. */
const maxSetBytes = maxRollCallPhotos * 15 * 1024 * 1024;

const observed = z
  .object({ looks: z.number().int() })
  .describe(
    'Taken from a camera, whose key is for attendance.observe alone: it is told how often it has looked, and no names.',
  );

export function rollCallRoutes({
  rollCall,
  photoSets,
  roomCamera,
}: {
  rollCall: RollCall;
  photoSets: PhotoSets;
  roomCamera: RoomCamera;
}): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/roll-call',
      tag: 'attendance',
      permission: 'attendance.rollCall',
      params: sessionParams,
      uploads: { field: 'photos', maxFiles: maxSetPhotos, maxTotalBytes: maxSetBytes },
      summary: `Look who is in photos of the room (parts \`photos\`); records nothing. More than ${maxRollCallPhotos}, or Prefer: respond-async, are taken (202) and looked at as a task, with the same result`,
      success: { status: 200, schema: proposalSchema },
      otherwise: { 202: taskSchema },
      handle: async (actor, { params, uploads, req, res }) => {
        const answer = await photoSets.propose(
          actor,
          params.sessionId,
          uploads.map((upload) => upload.data),
          prefersTask(req),
        );
        return answer.kind === 'proposed' ? answer.proposal : answerWithTask(res, answer.task);
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/classes/{classId}/recognise',
      tag: 'attendance',
      permission: 'attendance.rollCall',
      summary: 'Look who of the class is in photos (parts `photos`), whether or not it has a session; records nothing',
      params: classParams,
      uploads: { field: 'photos', maxFiles: maxRollCallPhotos },
      success: { status: 200, schema: proposalSchema },
      handle: (actor, { params, uploads }) =>
        rollCall.recognise(
          actor,
          params.classId,
          uploads.map((upload) => upload.data),
        ),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/roll-call/confirm',
      tag: 'attendance',
      permission: 'attendance.rollCall',
      summary: 'Record those whom the teacher confirms as present',
      params: sessionParams,
      body: z.object({ personIds: z.array(z.uuid()).min(1).max(1000) }),
      success: { status: 200, schema: z.array(writtenChangeSchema) },
      handle: (actor, { params, body }) => rollCall.confirm(actor, params.sessionId, body.personIds),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/sessions/{sessionId}/frames',
      tag: 'attendance',
      permission: 'attendance.observe',
      params: sessionParams,
      uploads: { field: 'frames', maxFiles: 6 },
      summary:
        "Frames of one moment from the room's camera (parts `frames`), added to what it saw of the session before. Keeps no picture and records nothing: the teacher confirms",
      success: { status: 200, schema: roomViewSchema },
      otherwise: {
        202: observed,
      },
      handle: async (actor, { params, uploads, res }) => {
        const { looks, view } = await roomCamera.observe(
          actor,
          params.sessionId,
          uploads.map((upload) => upload.data),
        );
        if (view) return view;
        return sendOtherwise(res, 202, observed, { looks });
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/frames',
      tag: 'attendance',
      permission: 'attendance.read',
      params: sessionParams,
      summary: "What the room's camera has seen so far",
      success: { status: 200, schema: roomViewSchema },
      handle: (actor, { params }) => roomCamera.read(actor, params.sessionId),
    }),
  ];
}
