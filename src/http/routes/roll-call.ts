/** Roll calls from photos, and the camera of a room. */
import { z } from 'zod';
import { statusSchema, writtenChangeSchema } from '../../attendance/register/index.ts';
import {
  type PhotoSets,
  type RollCall,
  type RoomCamera,
  maxRollCallPhotos,
  maxSetPhotos,
} from '../../attendance/roll-call/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { classParams, sessionParams } from '../shapes.ts';
import { answerWithTask, prefersTask, taskSchema } from '../task-answer.ts';

/** As much as six of the largest photos: more are held in memory for nobody. */
const maxSetBytes = maxRollCallPhotos * 15 * 1024 * 1024;

const student = z.object({ personId: z.uuid(), name: z.string() });
const scored = student.extend({
  score: z.number(),
  strangerChance: z.number().describe('How often a stranger resembles somebody of this class so much, 0 to 1.'),
});
const box = z
  .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .describe('Pixels of the upright photo.');
const unclearFaces = z.number().int().describe('Seen, but too small, blurred, dark or turned to be named.');
const proposal = z.object({
  named: z.array(scored.extend({ photo: z.number().int().describe('Which of the photos, from 0.'), box })),
  unsure: z.array(z.object({ candidates: z.array(scored) })),
  unknownFaces: z.number().int(),
  unclearFaces,
  notSeen: z.array(student),
  notEnrolled: z.number().int(),
  threshold: z.number(),
  isCovered: z
    .boolean()
    .describe(
      "Whether the class's promise about strangers was measured for so large a roster; else the strictest threshold there is was taken.",
    ),
  photos: z.array(
    z.object({
      width: z.number().int(),
      height: z.number().int(),
      faces: z.array(
        z.object({
          box,
          outcome: z.enum(['named', 'unsure', 'unknown', 'unclear']),
          quality: z.number().describe('What the face is worth for naming, 0 to 1.'),
          personId: z.uuid().nullable(),
          name: z.string().nullable(),
        }),
      ),
    }),
  ),
});
const seenStudent = student.extend({
  looks: z.number().int().describe('In so many looks they were named.'),
  score: z.number(),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  status: statusSchema.nullable().describe('What the register says already.'),
});
const roomView = z.object({
  looks: z.number().int(),
  lastLookAt: z.iso.datetime().nullable(),
  named: z.array(seenStudent),
  unsure: z
    .array(seenStudent)
    .describe('Seen too seldom for the number of looks, or more often in doubt than surely and never clearly.'),
  notSeen: z.array(student),
  unknownFaces: z.number().int().describe('In the latest look.'),
  unclearFaces,
});

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
      success: { status: 200, schema: proposal },
      otherwise: { 202: taskSchema },
      handle: async (actor, { params, uploads, req, res }) => {
        const answer = await photoSets.propose(
          actor,
          params.sessionId,
          uploads.map((upload) => upload.data),
          prefersTask(req),
        );
        return answer.kind === 'proposed' ? { ...answer.proposal } : answerWithTask(res, answer.task);
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
      success: { status: 200, schema: proposal },
      handle: async (actor, { params, uploads }) => ({
        ...(await rollCall.recognise(
          actor,
          params.classId,
          uploads.map((upload) => upload.data),
        )),
      }),
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
      success: { status: 200, schema: roomView },
      otherwise: {
        202: z
          .object({ looks: z.number().int() })
          .describe(
            'Taken from a camera, whose key is for attendance.observe alone: it is told how often it has looked, and no names.',
          ),
      },
      handle: async (actor, { params, uploads, res }) => {
        const { looks, view } = await roomCamera.observe(
          actor,
          params.sessionId,
          uploads.map((upload) => upload.data),
        );
        if (view) return { ...view };
        res.status(202).json({ looks });
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/sessions/{sessionId}/frames',
      tag: 'attendance',
      permission: 'attendance.read',
      params: sessionParams,
      summary: "What the room's camera has seen so far",
      success: { status: 200, schema: roomView },
      handle: async (actor, { params }) => ({ ...(await roomCamera.read(actor, params.sessionId)) }),
    }),
  ];
}
