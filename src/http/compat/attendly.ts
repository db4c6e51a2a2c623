/** The API of Attendly: from its 21 routes to our operations, and from our answers to its. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { type Access, type SignUp, signUpSchema } from '../../accounts/index.ts';
import type { Actor, Role } from '../../security/access/index.ts';
import type { Attendance } from '../../attendance/register/index.ts';
import { type ClassView, type Classes, classDescriptionSchema, ownClassSchema } from '../../school/classes/index.ts';
import { type Faces, sentenceFor } from '../../recognition/faces/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import type { People } from '../../school/people/index.ts';
import type { RollCall } from '../../attendance/roll-call/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import { day } from '../shapes.ts';
import {
  answerWith,
  compatChannel,
  open,
  photoOf,
  optional,
  photosOf,
  signedIn,
  triesPerMinute,
  type CompatApi,
} from './compat.ts';

const faceImages = { least: 2, most: 5 };
const mostRoomPhotos = 6;
const sessionsAtOnce = 500;

/** Forms send numbers as text. */
const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  z.number().int().positive(),
);
/** Forms send a list of one as the one. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item));
const classParams = z.object({ class_id: number });
const sessionParams = z.object({ session_id: number });
/** Together no longer than the one name that is stored. */
const names = { first_name: z.string().trim().min(1).max(100), last_name: z.string().trim().max(99) };
const classBody = z.object({
  name: ownClassSchema.shape.title,
  description: ownClassSchema.shape.description.nullable(),
});
const classChange = z.object({
  name: classDescriptionSchema.shape.title,
  description: classDescriptionSchema.shape.description,
});
const imagesBody = z.object({ images: listOf(z.string()).optional() });

const examples = {
  token: 'eyJhbGciOiJIUzI1NiJ9…',
  user: { id: 7, email: 'ada@school.example', first_name: 'Ada', last_name: 'Lovelace', role: 'student' },
  class: { id: 3, name: 'Mathematics 101', description: 'Basic mathematics', join_code: '7KQ3MX' },
  session: { id: 12, class_id: 3, session_name: 'Morning lecture', session_date: '2026-11-18' },
} as const;

interface AttendlyRooms {
  access: Access;
  signUp: SignUp;
  people: People;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  rollCall: RollCall;
  faces: Faces;
  clock: Clock;
  /** The operator states that these clients show the consent text. */
  uploadsAreConsent: boolean;
}

export function attendlyApi({
  access,
  signUp,
  people,
  classes,
  sessions,
  attendance,
  rollCall,
  faces,
  clock,
  uploadsAreConsent,
}: AttendlyRooms): CompatApi {
  async function classOf(numbered: number): Promise<ClassView> {
    const found = await classes.findByNumber(numbered);
    if (!found) throw new AppError('notFound', { field: 'class_id' });
    return found;
  }

  async function sessionOf(numbered: number): Promise<SessionView> {
    const found = await sessions.findByNumber(numbered);
    if (!found) throw new AppError('notFound', { field: 'session_id' });
    return found;
  }

  const toClasses = async (actor: Actor, views: readonly ClassView[]): Promise<Record<string, unknown>[]> => {
    const codes = await classes.joinCodesOf(
      actor,
      views.map(({ id }) => id),
    );
    return views.map(({ id, number: numbered, title, description }) => ({
      id: numbered,
      name: title,
      description,
      join_code: codes.get(id) ?? null,
    }));
  };
  const toClass = async (actor: Actor, view: ClassView) => (await toClasses(actor, [view]))[0];

  async function userOf(actor: Actor) {
    const { id, email, name, role } = await people.readOwn(actor);
    return toUser({ number: (await people.numbersOf([id])).get(id), email, name, role });
  }

  async function allSessions(actor: Actor, classId: string): Promise<SessionView[]> {
    const found: SessionView[] = [];
    for (let after: string | undefined; ;) {
      const page = await sessions.list(actor, { classId, limit: sessionsAtOnce, after });
      found.push(...page.sessions.filter(({ status }) => status !== 'cancelled'));
      if (page.next === null) return found;
      after = page.next;
    }
  }

  const routes = [
    // ── Authentication ─────────────────────────────────────────────────────────────────────────────────────────────
    open({
      method: 'post',
      path: '/api/auth/signup',
      status: 201,
      example: { message: 'Welcome.', access_token: examples.token, user: examples.user },
      body: z.object({ ...signUpSchema.pick({ email: true, password: true, role: true }).shape, ...names }),
      handle: async ({ body: { email, password, role, ...given } }) => {
        const name = fullName(given);
        const signedUp = await signUp.signUp({ email, password, role, name });
        if (signedUp.outcome === 'taken')
          throw new AppError('conflict', { field: 'email', detail: 'There is an account with this e-mail already.' });
        if (signedUp.outcome === 'pending') {
          const numbered = (await people.numbersOf([signedUp.id])).get(signedUp.id);
          return {
            message: 'Thank you. The account waits until an admin lets it in.',
            access_token: null,
            user: toUser({ number: numbered, email, name, role }),
          };
        }
        const { token, person } = await access.issueOldClient(signedUp.id);
        return { message: 'Welcome.', access_token: token, user: toUser(person) };
      },
    }),
    open({
      method: 'post',
      path: '/api/auth/login',
      example: { message: 'You are signed in.', access_token: examples.token, user: examples.user },
      body: z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) }),
      handle: async ({ body }) => {
        const { token, person } = await access.signInOldClient(body.email, body.password);
        return { message: 'You are signed in.', access_token: token, user: toUser(person) };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/auth/profile',
      permission: 'account.use',
      example: { user: examples.user },
      handle: async (actor) => ({ user: await userOf(actor) }),
    }),
    signedIn({
      method: 'put',
      path: '/api/auth/profile',
      permission: 'account.use',
      example: { message: 'The profile is changed.', user: examples.user },
      body: z
        .object({ ...names, email: signUpSchema.shape.email })
        .partial()
        .refine(
          ({ first_name, last_name, email }) => (first_name ?? last_name ?? email) !== undefined,
          'first_name or last_name: send something to change',
        ),
      handle: async (actor, { body: { email, ...given } }) => {
        const present = await userOf(actor);
        if (email !== undefined && email !== present.email)
          throw new AppError('forbidden', {
            field: 'email',
            detail: 'Addresses are kept by the school. Please ask there.',
          });
        const name = fullName({ ...present, ...omitUndefined(given) });
        if (name !== fullName(present)) await people.changeOwn(actor, { name });
        return { message: 'The profile is changed.', user: await userOf(actor) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/auth/change-password',
      permission: 'account.use',
      perMinute: triesPerMinute,
      example: { message: 'The password is changed; all sign-ins before have ended.', access_token: examples.token },
      body: z.object({
        current_password: z.string().min(1).max(200),
        new_password: z.string().min(8, 'needs at least 8 characters').max(200),
      }),
      handle: async (actor, { body }) => {
        await access.changePassword(actor, { currentPassword: body.current_password, newPassword: body.new_password });
        return {
          message: 'The password is changed; all sign-ins before have ended.',
          access_token: (await access.issueOldClient(actor.personId)).token,
        };
      },
    }),

    // ── Classes ────────────────────────────────────────────────────────────────────────────────────────────────────
    signedIn({
      method: 'post',
      path: '/api/classes/create',
      status: 201,
      permission: 'classes.createOwn',
      body: classBody,
      example: { message: 'The class is made.', class: examples.class },
      handle: async (actor, { body: { name, description } }) => {
        const view = await classes.createOwn(actor, { title: name, description: description ?? '' });
        return { message: 'The class is made.', class: await toClass(actor, view) };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/classes/my-classes',
      permission: 'classes.read',
      example: { classes: [examples.class] },
      handle: async (actor) => ({ classes: await toClasses(actor, await classes.listOwn(actor)) }),
    }),
    signedIn({
      method: 'get',
      path: '/api/classes/{class_id}',
      permission: 'classes.read',
      params: classParams,
      example: { class: examples.class },
      handle: async (actor, { params }) => ({
        class: await toClass(actor, await classes.read(actor, (await classOf(params.class_id)).id)),
      }),
    }),
    signedIn({
      method: 'post',
      path: '/api/classes/join',
      permission: 'classes.join',
      perMinute: triesPerMinute,
      example: { message: 'You are in the class now.', class: { ...examples.class, join_code: null } },
      body: z.object({ join_code: z.string().trim().min(1).max(20) }),
      handle: async (actor, { body }) => {
        const { class: view, isNew } = await classes.join(actor, { code: body.join_code });
        if (!isNew) throw new AppError('conflict', { field: 'join_code', detail: 'You are in this class already.' });
        return { message: 'You are in the class now.', class: await toClass(actor, view) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/classes/{class_id}/leave',
      permission: 'classes.join',
      params: classParams,
      example: { message: 'You have left the class.' },
      handle: async (actor, { params }) => {
        await classes.leave(actor, (await classOf(params.class_id)).id);
        return { message: 'You have left the class.' };
      },
    }),
    signedIn({
      method: 'put',
      path: '/api/classes/{class_id}/update',
      permission: 'classes.setUp',
      params: classParams,
      example: { message: 'The class is changed.', class: examples.class },
      body: classChange.refine(
        ({ name, description }) => (name ?? description) !== undefined,
        'name or description: send something to change',
      ),
      handle: async (actor, { params, body: { name, description } }) => {
        const view = await classes.describe(actor, (await classOf(params.class_id)).id, { title: name, description });
        return { message: 'The class is changed.', class: await toClass(actor, view) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/classes/{class_id}/regenerate-code',
      permission: 'classes.setUp',
      params: classParams,
      example: { message: 'The join code is new; the one before is worth nothing.', join_code: '7KQ3MX' },
      handle: async (actor, { params }) => {
        const { joinCode } = await classes.renewCode(actor, (await classOf(params.class_id)).id);
        return { message: 'The join code is new; the one before is worth nothing.', join_code: joinCode };
      },
    }),

    // ── Faces ──────────────────────────────────────────────────────────────────────────────────────────────────────
    signedIn({
      method: 'post',
      path: '/api/face-data/upload',
      status: 201,
      permission: 'faces.manageOwn',
      photos: { field: 'image', maxFiles: 1 },
      body: z.object({ image: optional(z.string()) }),
      example: {
        message: 'The face is known now.',
        face_data: [{ id: 21, created_at: '2026-11-18T09:00:00.000Z', is_active: true }],
      },
      handle: async (actor, { body, uploads }) => enrol(actor, [photoOf(uploads, 'image', body.image)]),
    }),
    signedIn({
      method: 'post',
      path: '/api/face-data/multiple-upload',
      status: 201,
      permission: 'faces.manageOwn',
      photos: { field: 'images', maxFiles: faceImages.most },
      body: imagesBody,
      example: {
        message: 'The face is known now.',
        face_data: [{ id: 21, created_at: '2026-11-18T09:00:00.000Z', is_active: true }],
      },
      handle: async (actor, { body, uploads }) => {
        const images = photosOf(uploads, 'images', body.images);
        if (images.length < faceImages.least || images.length > faceImages.most)
          throw new AppError('invalidInput', {
            field: 'images',
            detail: `images: please send ${faceImages.least} to ${faceImages.most}`,
          });
        return enrol(actor, images);
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/face-data/my-data',
      permission: 'faces.manageOwn',
      example: { face_data: [{ id: 21, created_at: '2026-11-18T09:00:00.000Z', is_active: true }] },
      handle: async (actor) => ({ face_data: await faceData(actor) }),
    }),
    signedIn({
      method: 'delete',
      path: '/api/face-data/delete',
      permission: 'faces.manageOwn',
      example: { message: 'Photos and what was computed from them are gone.', deleted: 1 },
      handle: async (actor) => ({
        message: 'Photos and what was computed from them are gone.',
        deleted: await faces.forget(actor),
      }),
    }),

    // ── Attendance ─────────────────────────────────────────────────────────────────────────────────────────────────
    signedIn({
      method: 'post',
      path: '/api/attendance/recognize-faces',
      permission: 'attendance.rollCall',
      photos: { field: 'images', maxFiles: mostRoomPhotos },
      body: imagesBody.extend({ class_id: number }),
      example: {
        recognized: [
          { student_id: 7, name: 'Ada Lovelace', confidence: 0.712, box: { x: 120, y: 80, width: 96, height: 128 } },
        ],
        unknown: 1,
      },
      handle: async (actor, { body, uploads }) => {
        const view = await classOf(body.class_id);
        const { named, unsure, unknownFaces, unclearFaces } = await rollCall.recognise(
          actor,
          view.id,
          photosOf(uploads, 'images', body.images),
        );
        const numbers = await people.numbersOf(named.map(({ personId }) => personId));
        return {
          recognized: named.map(({ personId, name, score, box }) => ({
            student_id: numbers.get(personId),
            name,
            confidence: Math.round(score * 1000) / 1000,
            box: rounded(box),
          })),
          // Whoever could be one of several is nobody to a client that cannot ask.
          unknown: unknownFaces + unsure.length + unclearFaces,
        };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/attendance/create-session',
      status: 201,
      permission: 'sessions.plan',
      example: { message: 'The session is made.', session: examples.session },
      body: z.object({
        class_id: number,
        session_name: z.string().trim().min(1).max(200),
        session_date: optional(day),
      }),
      handle: async (actor, { body: { class_id, session_name, session_date }, res }) => {
        const view = await classOf(class_id);
        const { session, isNew } = await sessions.addDay(actor, {
          classId: view.id,
          title: session_name,
          day: session_date ?? dayIn(clock.now(), view.timeZone),
        });
        if (!isNew)
          return answerWith(res, 200, {
            message: 'There is such a session already.',
            session: toSession(session, view),
          });
        return { message: 'The session is made.', session: toSession(session, view) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/attendance/mark-attendance',
      permission: 'attendance.mark',
      example: { message: 'Marked as present: 2.', marked: 2 },
      body: z.object({ session_id: number, student_ids: listOf(number).pipe(z.array(z.number()).min(1).max(1000)) }),
      handle: async (actor, { body }) => {
        const { id } = await sessions.read(actor, (await sessionOf(body.session_id)).id);
        const wanted = [...new Set(body.student_ids)];
        const found = await people.findByNumbers(wanted);
        if (found.length < wanted.length)
          throw new AppError('notFound', {
            field: 'student_ids',
            detail: 'One of these is not on the roster of this class. Nothing was recorded.',
          });
        const written = await attendance.mark(
          actor,
          id,
          found.map((person) => ({ personId: person.id, status: 'present' })),
          null,
        );
        return { message: `Marked as present: ${written.length}.`, marked: written.length };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/attendance/sessions/{class_id}',
      permission: 'classes.read',
      params: classParams,
      example: { sessions: [examples.session] },
      handle: async (actor, { params }) => {
        const view = await classes.read(actor, (await classOf(params.class_id)).id);
        return { sessions: (await allSessions(actor, view.id)).map((session) => toSession(session, view)) };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/attendance/session/{session_id}/records',
      permission: 'classes.read',
      params: sessionParams,
      example: { records: [{ student_id: 7, status: 'present', marked_at: '2026-11-18T09:12:00.000Z', marked_by: 2 }] },
      handle: async (actor, { params }) => {
        const records = await attendance.listRecords(actor, (await sessionOf(params.session_id)).id);
        const numbers = await people.numbersOf(
          records.flatMap(({ personId, markedById }) => [personId, ...(markedById === null ? [] : [markedById])]),
        );
        return {
          records: records.map(({ personId, status, markedAt, markedById }) => ({
            student_id: numbers.get(personId),
            status,
            marked_at: markedAt,
            marked_by: markedById === null ? null : numbers.get(markedById),
          })),
        };
      },
    }),
  ];

  async function enrol(actor: Actor, images: readonly Buffer[]) {
    const { held } = await faces.enrolTogether(actor, images, uploadsAreConsent ? compatChannel : undefined);
    return {
      message: held > 0 ? sentenceFor('needsLook') : 'The face is known now.',
      face_data: await faceData(actor),
    };
  }

  const faceData = async (actor: Actor) =>
    (await faces.listOwn(actor)).map(({ number: id, createdAt, isUsable }) => ({
      id,
      created_at: createdAt,
      is_active: isUsable,
    }));

  return {
    name: 'attendly',
    tokenIn: 'header',
    prefixes: ['/api/auth', '/api/classes', '/api/face-data', '/api/attendance'],
    routes,
  };
}

/** One name is stored: its last word is the last name, and what comes before it the first. */
function toUser({
  number: id,
  email,
  name,
  role,
}: {
  number: number | undefined;
  email: string;
  name: string;
  role: Role;
}) {
  const words = name.split(/\s+/);
  const last_name = words.length > 1 ? (words.pop() ?? '') : '';
  return { id, email, first_name: words.join(' '), last_name, role };
}

const fullName = ({ first_name, last_name }: { first_name: string; last_name: string }): string =>
  `${first_name} ${last_name}`.trim();

const dayIn = (instant: Date, timeZone: string): string =>
  DateTime.fromJSDate(instant, { zone: timeZone }).toFormat('yyyy-MM-dd');

const toSession = ({ number: id, title, startsAt }: SessionView, view: ClassView) => ({
  id,
  class_id: view.number,
  session_name: title ?? view.title,
  session_date: dayIn(startsAt, view.timeZone),
});

const rounded = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});
