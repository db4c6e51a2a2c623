/** The API of the SmartPresence backend: accounts that an admin lets in, one-time codes, selfies by class name, and notifications. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { type Access, type SignUp, signUpSchema } from '../../accounts/index.ts';
import type { Actor } from '../../security/access/index.ts';
import type { SelfieQueue } from '../../attendance/register/index.ts';
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Codes } from '../../attendance/codes/index.ts';
import { type Faces, sentenceFor } from '../../recognition/faces/index.ts';
import type { FiguresRoom } from '../../reporting/statistics/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import type { Announcements } from '../../school/announcements/index.ts';
import { type People, emailSchema } from '../../school/people/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import { day } from '../shapes.ts';
import {
  answerWith,
  called,
  compatChannel,
  onlyOne,
  open,
  optional,
  photoOf,
  signedIn,
  tellCheckIn,
  type CompatApi,
} from './compat.ts';

/** As long as our own page suggests. */
const [codeMinutes, sessionMinutes] = [10, 60];
const [mostRows, mostAnnouncements] = [5000, 200];

const className = z.string().trim().min(1).max(200);
/** A client that takes the code for a number loses the zeros at its front. */
const otp = z
  .union([
    z.string(),
    z
      .number()
      .int()
      .min(0)
      .transform((value) => String(value).padStart(6, '0')),
  ])
  .transform((value) => value.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'is a code of six digits'));

export interface SmartpresenceRooms {
  access: Access;
  signUp: SignUp;
  people: People;
  classes: Classes;
  sessions: Sessions;
  codes: Codes;
  selfieQueue: SelfieQueue;
  figures: FiguresRoom;
  faces: Faces;
  announcements: Announcements;
  /** The operator states that these clients show the consent text. */
  uploadsAreConsent: boolean;
}

export function smartpresenceApi(rooms: SmartpresenceRooms): CompatApi {
  return {
    name: 'smartpresence',
    tokenIn: 'header',
    prefixes: [],
    routes: [...accountRoutes(rooms), ...attendanceRoutes(rooms), ...notificationRoutes(rooms)],
  };
}

function accountRoutes({ access, signUp, faces, uploadsAreConsent }: SmartpresenceRooms): CompatApi['routes'] {
  return [
    open({
      method: 'post',
      path: '/register',
      status: 201,
      body: signUpSchema.extend({ role: z.enum(['student', 'teacher', 'admin']) }).strip(),
      example: { message: 'Registered. An admin has to approve the account.', status: 'pending' },
      handle: async ({ body: { role, ...input } }) => {
        if (role === 'admin')
          throw new AppError('forbidden', {
            field: 'role',
            detail: 'Nobody registers as an admin. Please ask one to make you one.',
          });
        const { outcome } = await signUp.signUp({ ...input, role }, { waits: true });
        if (outcome === 'taken')
          throw new AppError('conflict', { field: 'email', detail: 'There is an account of this email already.' });
        return { message: 'Registered. An admin has to approve the account.', status: outcome };
      },
    }),
    open({
      method: 'post',
      path: '/login',
      body: z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(200) }),
      example: { access_token: 'eyJhbGciOi…', token_type: 'bearer', role: 'student' },
      handle: async ({ body }) => {
        const { token, person } = await access.signInOldClient(body.email, body.password);
        return { access_token: token, token_type: 'bearer', role: person.role };
      },
    }),
    signedIn({
      method: 'post',
      path: '/approve-user',
      permission: 'people.approve',
      body: z.object({ email: emailSchema, action: z.enum(['approve', 'reject']) }),
      example: { message: 'Approved.', email: 'ada@school.example', status: 'approved' },
      handle: async (actor, { body }) => {
        const isApproved = body.action === 'approve';
        await signUp.decideByEmail(actor, body.email, isApproved);
        return {
          message: isApproved ? 'Approved.' : 'Rejected.',
          email: body.email,
          status: isApproved ? 'approved' : 'rejected',
        };
      },
    }),
    signedIn({
      method: 'post',
      path: '/upload-face',
      status: 201,
      permission: 'faces.manageOwn',
      photos: { field: 'image', maxFiles: 1 },
      body: z.object({ image: optional(z.string()) }),
      example: { message: 'The face is enrolled.' },
      handle: async (actor, { body, uploads }) => {
        const { held } = await faces.enrolTogether(
          actor,
          [photoOf(uploads, 'image', body.image)],
          uploadsAreConsent ? compatChannel : undefined,
        );
        return { message: held > 0 ? sentenceFor('needsLook') : 'The face is enrolled.' };
      },
    }),
  ];
}

function attendanceRoutes({
  classes,
  sessions,
  codes,
  selfieQueue,
  people,
  figures,
}: SmartpresenceRooms): CompatApi['routes'] {
  /** The class with an open session that a student means: one they are in, or may be by going there. */
  async function requireOpenClass(actor: Actor, name: string): Promise<ClassView> {
    const meant = called(await classes.listWithin(actor), name);
    if (meant.length === 0) throw noneCalled(name);
    const ids = meant.map((view) => view.id);
    await sessions.openDue(ids);
    const open = new Set((await sessions.listOpen(ids)).map(({ classId }) => classId));
    const only = onlyOne(
      meant.filter(({ id }) => open.has(id)),
      name,
    );
    if (!only)
      throw new AppError('conflict', {
        field: 'class_name',
        detail: `${name} has no open session right now. Nothing was marked.`,
      });
    return only;
  }

  return [
    signedIn({
      method: 'post',
      path: '/generate-otp',
      status: 201,
      permission: 'sessions.run',
      body: z.object({ class_name: className }),
      example: { otp: '042137', expires_at: '2026-11-18T09:10:00.000Z' },
      handle: async (actor, { body }) => {
        const known = onlyOne(called(await classes.listTaught(actor), body.class_name), body.class_name);
        const { id: classId } =
          known ?? (await classes.ensureOwn(actor, { title: body.class_name, joinPolicy: 'open' }));
        const { session } = await sessions.openNow(actor, { classId, durationMinutes: sessionMinutes, title: null });
        const { code, expiresAt } = await codes.makeCode(actor, session.id, codeMinutes);
        return { otp: code, expires_at: expiresAt };
      },
    }),
    signedIn({
      method: 'post',
      path: '/mark-attendance',
      permission: 'attendance.checkIn',
      photos: { field: 'image', maxFiles: 1, isOptional: true },
      isUrgent: true,
      body: z.object({ otp: optional(otp), class_name: optional(className), image: optional(z.string()) }),
      example: { message: 'Your attendance is marked.', status: 'present' },
      handle: async (actor, { body, uploads, res }) => {
        const photo =
          uploads.length > 0 || body.image !== undefined ? photoOf(uploads, 'image', body.image) : undefined;
        if (!photo && body.otp === undefined)
          throw new AppError('invalidInput', {
            field: 'otp',
            detail: 'otp: send the code, or an image and the class_name',
          });
        if (body.otp === undefined && body.class_name === undefined)
          throw new AppError('invalidInput', {
            field: 'class_name',
            detail: 'class_name: say which class the image is for',
          });
        const classIds =
          body.class_name === undefined ? undefined : [(await requireOpenClass(actor, body.class_name)).id];
        const { isPending, ...told } = tellCheckIn(
          await selfieQueue.checkIn(
            actor,
            { joins: true, channel: compatChannel, ...omitUndefined({ classIds, photo, code: body.otp }) },
            false,
          ),
        );
        return isPending ? answerWith(res, 202, told) : told;
      },
    }),
    signedIn({
      method: 'get',
      path: '/attendance-history',
      permission: 'classes.read',
      query: z.object({ student_email: optional(emailSchema), from: optional(day), to: optional(day) }),
      example: [{ class_name: 'Mathematics', date: '2026-11-18', status: 'present' }],
      handle: async (actor, { query: { student_email: asked, from, to } }) => {
        if (from !== undefined && to !== undefined && to < from)
          throw new AppError('invalidInput', { field: 'to', detail: 'to: not before from' });
        const isStudent = actor.role === 'student';
        if (isStudent && asked !== undefined && asked !== (await people.readOwn(actor)).email)
          throw new AppError('forbidden', { field: 'student_email', detail: 'You may see your own attendance only.' });
        const rows = await figures.listHistory(actor, {
          limit: mostRows,
          ...omitUndefined({
            personId: isStudent ? actor.personId : undefined,
            email: asked,
            from: aroundDay(from, -1),
            to: aroundDay(to, 2),
          }),
        });
        return rows.flatMap((row) => {
          const date = DateTime.fromJSDate(row.startsAt, { zone: row.timeZone }).toISODate() ?? '';
          if (row.status === null || (from !== undefined && date < from) || (to !== undefined && date > to)) return [];
          // Of many students each row says whose it is.
          return [
            {
              class_name: row.title,
              date,
              status: row.status,
              ...(isStudent || asked !== undefined ? {} : { student_email: row.email }),
            },
          ];
        });
      },
    }),
  ];
}

function notificationRoutes({ classes, announcements }: SmartpresenceRooms): CompatApi['routes'] {
  const remove = async (actor: Actor, id: string | undefined): Promise<{ message: string }> => {
    if (id === undefined) throw new AppError('invalidInput', { field: 'id', detail: 'id: say which notification' });
    await announcements.remove(actor, id);
    return { message: 'Deleted.' };
  };
  const example = { message: 'Deleted.' };

  return [
    signedIn({
      method: 'post',
      path: '/notifications',
      status: 201,
      permission: 'announcements.make',
      example: { message: 'Sent.', id: '019a9a3c-5f00-7000-8000-000000000000' },
      body: z.object({
        title: z.string().trim().min(1).max(120),
        message: z.string().trim().min(1).max(2000),
        class_name: optional(className),
      }),
      handle: async (actor, { body: { title, message, class_name: name } }) => {
        if (name === undefined)
          return { message: 'Sent.', id: (await announcements.announceToAll(actor, { title, text: message })).id };
        const view = onlyOne(called(await classes.listOwn(actor), name), name);
        if (!view) throw noneCalled(name);
        return { message: 'Sent.', id: (await announcements.announce(actor, view.id, { title, text: message })).id };
      },
    }),
    signedIn({
      method: 'get',
      path: '/notifications',
      permission: 'notifications.own',
      example: [
        {
          id: '019a9a3c-5f00-7000-8000-000000000000',
          title: 'Exam',
          message: 'On Friday at nine',
          class_name: 'Mathematics',
          created_at: '2026-11-18T09:00:00.000Z',
        },
      ],
      handle: async (actor) =>
        (await announcements.list(actor, { limit: mostAnnouncements })).map(
          ({ id, title, text, classTitle, createdAt }) => ({
            id,
            title,
            message: text,
            class_name: classTitle,
            created_at: createdAt,
          }),
        ),
    }),
    signedIn({
      method: 'delete',
      path: '/notifications',
      permission: 'notifications.own',
      query: z.object({ id: optional(z.uuid()) }),
      body: z.object({ id: optional(z.uuid()) }),
      example,
      handle: (actor, { query, body }) => remove(actor, query.id ?? body.id),
    }),
    signedIn({
      method: 'delete',
      path: '/notifications/{id}',
      permission: 'notifications.own',
      params: z.object({ id: z.uuid() }),
      example,
      handle: (actor, { params }) => remove(actor, params.id),
    }),
  ];
}

/** Beyond the day in any zone: each row is then held against the days of its own. */
const aroundDay = (date: string | undefined, days: number): Date | undefined =>
  date === undefined ? undefined : DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toJSDate();

const noneCalled = (name: string): AppError =>
  new AppError('notFound', { field: 'class_name', detail: `There is no class called ${name}.` });
