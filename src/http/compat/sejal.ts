/** The API of the sejal backend under /api/v1: tokens travel in the body, sessions are named by class, day and times. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Access, Pictures, SignUp, SignUpOptions } from '../../accounts/index.ts';
import type { Actor } from '../../security/access/index.ts';
import type { Attendance, SelfieQueue } from '../../attendance/register/index.ts';
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import { type FiguresRoom, type HistoryRow, addUp } from '../../reporting/statistics/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Feedback, feedbackSchema } from '../../school/announcements/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Consents } from '../../security/consent/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import type { RouteRequest } from '../route.ts';
import {
  answerWith,
  called,
  compatChannel,
  onlyOne,
  open,
  photoOf,
  photosOf,
  severalCalled,
  signedIn,
  tellCheckIn,
  type CompatApi,
} from './compat.ts';
import {
  credentials,
  exampleAccount,
  exampleCounts,
  exampleMeeting,
  exampleStudent,
  image_file,
  meeting,
  newAccount,
  ofStudent,
  ofTeacher,
  own,
  photo,
  spanOf,
  stateOf,
  tellAccount,
  tellCounts,
  tellMeeting,
  tellRow,
  tellStudent,
  tellTime,
  wasThere,
  type Meeting,
  type Sought,
} from './sejal-words.ts';

export interface SejalRooms {
  access: Access;
  signUp: SignUp;
  people: People;
  pictures: Pictures;
  consents: Consents;
  faces: Faces;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  selfieQueue: SelfieQueue;
  figures: FiguresRoom;
  feedback: Feedback;
  clock: Clock;
  ping: () => Promise<void>;
  /** The operator states that these clients show the consent text. */
  uploadsAreConsent: boolean;
}

/** These clients know no pages: so many rows, the newest, … */
const mostRows = 20_000;
/** … and sessions so far back and ahead. */
const yearsAround = 2;

export function sejalApi(rooms: SejalRooms): CompatApi {
  const { classes, sessions, figures, people, clock } = rooms;

  // ── Accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────

  async function register(
    role: 'teacher' | 'student',
    { body, uploads, res }: RouteRequest<unknown, unknown, z.infer<typeof newAccount>>,
  ): Promise<undefined> {
    const [image, ...others] = photosOf(uploads, photo.field, body.image_file);
    if (others.length > 0)
      throw new AppError('invalidInput', { field: photo.field, detail: 'image_file: please send one image' });
    const kept = image && (role === 'teacher' ? await keepPicture(image) : await keepFace(image));
    const signedUp = await rooms.signUp.signUp(
      { email: body.email_id, name: body.name, role, password: body.passwd_hash },
      kept ? { within: kept.within } : {},
    );
    if (signedUp.outcome === 'taken')
      throw new AppError('conflict', { field: 'email_id', detail: 'Somebody has this e-mail already.' });
    await kept?.settle();
    if (signedUp.outcome === 'active')
      return answerWith(res, 201, tellAccount(await rooms.access.issueOldClient(signedUp.id)));
    return answerWith(res, 201, {
      token: null,
      status: 'pending',
      user_type: role,
      email_id: body.email_id,
      name: body.name,
    });
  }

  interface Keeping {
    within: NonNullable<SignUpOptions['within']>;
    settle: () => Promise<void>;
  }

  /** A student's photo is enrolled with the account, or neither is there. */
  async function keepFace(image: Buffer): Promise<Keeping> {
    if (!rooms.uploadsAreConsent)
      throw new AppError('consentRequired', {
        detail: 'A photo of you is kept only once you have agreed to face recognition: sign up without one.',
      });
    const prepared = await rooms.faces.prepare([image]);
    let settle = async (): Promise<void> => undefined;
    const within: Keeping['within'] = async (tx, actor) => {
      await rooms.consents.grantIn(tx, actor.personId, compatChannel);
      ({ settle } = await rooms.faces.keepIn(tx, actor, prepared));
    };
    return { within, settle: () => settle() };
  }

  async function keepPicture(image: Buffer): Promise<Keeping> {
    const prepared = await rooms.pictures.prepare(image);
    let settle = async (): Promise<void> => undefined;
    return {
      within: async (tx, actor) => void (settle = await rooms.pictures.keepIn(tx, actor, prepared)),
      settle: () => settle(),
    };
  }

  async function login(role: 'teacher' | 'student', { email_id, passwd_hash }: z.infer<typeof credentials>) {
    return tellAccount(await rooms.access.signInOldClient(email_id, passwd_hash, role));
  }

  /** These clients say whose token it is as well: both have to agree. @throws AppError `forbidden`. */
  async function requireOwn(actor: Actor, email: string): Promise<void> {
    const [own] = (await people.emailsOf([actor.personId])).values();
    if (own !== email) throw new AppError('forbidden', { detail: 'The token is not of this account.' });
  }

  async function readPicture(actor: Actor): Promise<string | null> {
    try {
      return `data:image/jpeg;base64,${(await rooms.pictures.readOwn(actor)).toString('base64')}`;
    } catch (error) {
      if (error instanceof AppError && error.code === 'notFound') return null;
      throw error;
    }
  }

  // ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The session of a class of this name at this time, where its campus's clock shows it. @throws AppError `notFound`, `conflict`. */
  async function findMeeting(views: readonly ClassView[], sought: Sought): Promise<Meeting> {
    const found = await Promise.all(
      called(views, sought.class_name).map(async (view) => {
        const { startsAt, endsAt } = spanOf(sought, view.timeZone);
        const near = await sessions.listBetween([view.id], startsAt, new Date(startsAt.getTime() + 60_000));
        return near
          .filter(
            (session) =>
              session.status !== 'cancelled' && Math.abs(session.endsAt.getTime() - endsAt.getTime()) < 60_000,
          )
          .map((session) => ({ session, view }));
      }),
    );
    const [only] = found.flat();
    const named = found.flatMap(([first]) => (first ? [first.view] : []));
    // Of several sessions of one class at one time the first is meant, always.
    if (!only) throw new AppError('notFound', { field: 'class_name', detail: 'There is no such class at this time.' });
    if (named.length > 1) throw severalCalled(sought.class_name, named);
    return only;
  }

  /** Sessions of these classes that were not cancelled, newest first. */
  async function listMeetings(views: readonly ClassView[]): Promise<Meeting[]> {
    const now = DateTime.fromJSDate(clock.now());
    const listed = await sessions.listBetween(
      views.map(({ id }) => id),
      now.minus({ years: yearsAround }).toJSDate(),
      now.plus({ years: yearsAround }).toJSDate(),
    );
    return listed.reverse().flatMap((session) => {
      const view = views.find(({ id }) => id === session.classId);
      return view && session.status !== 'cancelled' ? [{ session, view }] : [];
    });
  }

  async function listTaught(actor: Actor, email: string): Promise<Meeting[]> {
    await requireOwn(actor, email);
    return listMeetings(await classes.listTaught(actor));
  }

  async function createClass(
    actor: Actor,
    { class_name, ...sought }: Sought,
  ): Promise<{ body: Record<string, unknown>; isNew: boolean }> {
    if (sought.start_time === sought.end_time)
      throw new AppError('invalidInput', { field: 'end_time', detail: 'end_time: is the same as start_time' });
    const known = onlyOne(called(await classes.listTaught(actor), class_name), class_name);
    const view = known ?? (await classes.ensureOwn(actor, { title: class_name, joinPolicy: 'open' }));
    const { session, isNew } = await sessions.addSelfOpening(actor, {
      classId: view.id,
      title: null,
      ...spanOf({ class_name, ...sought }, view.timeZone),
    });
    return { body: { ...tellMeeting({ session, view }), status: session.status }, isNew };
  }

  // ── Attendance ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Open and coming sessions that the student is expected at or could go to, soonest first. */
  async function listPending(actor: Actor): Promise<Meeting[]> {
    const coming = (await listMeetings(await classes.listWithin(actor)))
      .filter(({ session }) => session.status !== 'closed' && session.endsAt > clock.now())
      .reverse();
    const standing = await rooms.attendance.readOwn(
      actor,
      coming.map(({ session }) => session),
    );
    return coming.filter((_, index) => standing[index]?.status !== 'present' && standing[index]?.status !== 'late');
  }

  const isOver = ({ state, endsAt }: { state: string; endsAt: Date }): boolean =>
    state === 'closed' || endsAt <= clock.now();
  /** What stands in the register, or whether it still may. */
  const standingOf = (row: { status: string | null; state: string; endsAt: Date }): string =>
    row.status ?? (isOver(row) ? 'missed' : 'pending');

  async function listOwnHistory(actor: Actor, email: string): Promise<HistoryRow[]> {
    await requireOwn(actor, email);
    return figures.listHistory(actor, { personId: actor.personId, limit: mostRows });
  }

  /** Reads of one student: a student asks for themselves, staff for one of theirs. @throws AppError `forbidden`, `notFound`. */
  async function readOf<T>(
    actor: Actor,
    email: string,
    read: (query: { personId: string } | { email: string }) => Promise<T[]>,
  ): Promise<T[]> {
    if (actor.role === 'student') {
      await requireOwn(actor, email);
      return read({ personId: actor.personId });
    }
    const rows = await read({ email });
    if (rows.length === 0)
      throw new AppError('notFound', {
        field: 'student_email_id',
        detail: 'No student of yours with this e-mail has had a session.',
      });
    return rows;
  }

  async function listClassAttendance(actor: Actor, sought: Sought) {
    const found = await findMeeting(await classes.listOwn(actor), sought);
    const present = await rooms.attendance.readPresence(actor, found.session.id);
    const emails = await people.emailsOf(present.map(({ personId }) => personId));
    return present.map(({ personId, name, status }) => ({
      ...tellMeeting(found),
      student_email_id: emails.get(personId) ?? '',
      student_name: name,
      status: standingOf({ status, state: found.session.status, endsAt: found.session.endsAt }),
    }));
  }

  return {
    name: 'sejal',
    tokenIn: 'body',
    prefixes: ['/api/v1'],
    routes: [
      open({
        method: 'get',
        path: '/api/v1/test_insertion',
        example: { message: 'The tables exist.' },
        handle: async () => rooms.ping().then(() => ({ message: 'The tables exist.' })),
      }),
      open({
        method: 'post',
        path: '/api/v1/submit_review',
        status: 201,
        perMinute: 5,
        body: z.object({ review: feedbackSchema }),
        example: { message: 'Thank you.' },
        handle: async ({ body }) => rooms.feedback.leave(body.review).then(() => ({ message: 'Thank you.' })),
      }),
      open({
        method: 'post',
        path: '/api/v1/register_teacher',
        status: 201,
        photos: { ...photo, isOptional: true },
        body: newAccount,
        example: {
          token: null,
          status: 'pending',
          user_type: 'teacher',
          email_id: 'grace@school.example',
          name: 'Grace Hopper',
        },
        handle: (request) => register('teacher', request),
      }),
      open({
        method: 'post',
        path: '/api/v1/register_student',
        status: 201,
        photos: { ...photo, isOptional: true },
        body: newAccount,
        example: exampleAccount,
        handle: (request) => register('student', request),
      }),
      open({
        method: 'post',
        path: '/api/v1/login_teacher',
        body: credentials,
        example: { ...exampleAccount, user_type: 'teacher', email_id: 'grace@school.example', name: 'Grace Hopper' },
        handle: ({ body }) => login('teacher', body),
      }),
      open({
        method: 'post',
        path: '/api/v1/login_student',
        body: credentials,
        example: exampleAccount,
        handle: ({ body }) => login('student', body),
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_profile',
        permission: 'account.use',
        body: own.extend({ user_type: z.string().max(20) }),
        example: {
          email_id: 'grace@school.example',
          name: 'Grace Hopper',
          user_type: 'teacher',
          image: 'data:image/jpeg;base64,/9j/4AAQ…',
        },
        handle: async (actor, { body }) => {
          await requireOwn(actor, body.email_id);
          if (body.user_type !== actor.role)
            throw new AppError('forbidden', { detail: `This is no ${body.user_type}'s account.` });
          return { email_id: body.email_id, name: actor.name, user_type: actor.role, image: await readPicture(actor) };
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_create_class',
        permission: 'classes.createOwn',
        status: 201,
        body: ofTeacher.extend(meeting),
        example: { ...exampleMeeting, status: 'scheduled' },
        handle: async (actor, { body: { teacher_email_id, ...sought }, res }) => {
          await requireOwn(actor, teacher_email_id);
          const { body, isNew } = await createClass(actor, sought);
          return answerWith(res, isNew ? 201 : 200, body);
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/mark_attendance',
        permission: 'attendance.checkIn',
        photos: photo,
        isUrgent: true,
        body: own.extend({ ...meeting, image_file }),
        example: { message: 'Your attendance is marked.', ...exampleMeeting, status: 'present' },
        handle: async (actor, { body: { email_id, name: _, image_file: inBody, ...sought }, uploads, res }) => {
          await requireOwn(actor, email_id);
          const image = photoOf(uploads, photo.field, inBody);
          const found = await findMeeting(await classes.listWithin(actor), sought);
          const { message, status, isPending } = tellCheckIn(
            await rooms.selfieQueue.checkIn(
              actor,
              { sessionId: found.session.id, photo: image, joins: true, channel: compatChannel },
              false,
            ),
          );
          return answerWith(res, isPending ? 202 : 200, { message, ...tellMeeting(found), status });
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_marked_attendance',
        permission: 'attendance.readOwn',
        body: own,
        example: [{ ...exampleMeeting, status: 'present', marked_at: '2026-11-23T09:04:11.000Z' }],
        handle: async (actor, { body }) =>
          (await listOwnHistory(actor, body.email_id))
            .filter(wasThere)
            .map((row) => ({ ...tellRow(row), status: row.status, marked_at: row.markedAt })),
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_missed_attendance',
        permission: 'attendance.readOwn',
        body: own,
        example: [{ ...exampleMeeting, status: 'absent' }],
        handle: async (actor, { body }) =>
          (await listOwnHistory(actor, body.email_id))
            .filter((row) => isOver(row) && !wasThere(row))
            .map((row) => ({ ...tellRow(row), status: standingOf(row) })),
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_pending_attendance',
        permission: 'classes.join',
        body: own,
        example: [{ ...exampleMeeting, status: 'open' }],
        handle: async (actor, { body }) => {
          await requireOwn(actor, body.email_id);
          return (await listPending(actor)).map((found) => ({
            ...tellMeeting(found),
            status: stateOf(found.session, clock.now()),
          }));
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_class_attendance',
        permission: 'attendance.read',
        body: ofTeacher.extend({ ...meeting, teacher_name: z.unknown().optional() }),
        example: [{ ...exampleMeeting, ...exampleStudent, status: 'present' }],
        handle: async (actor, { body: { teacher_email_id, teacher_name: _, ...sought } }) => {
          await requireOwn(actor, teacher_email_id);
          return listClassAttendance(actor, sought);
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_classes_by_teacher',
        permission: 'sessions.run',
        body: ofTeacher,
        example: [{ ...exampleMeeting, status: 'scheduled' }],
        handle: async (actor, { body }) =>
          (await listTaught(actor, body.teacher_email_id)).map((found) => ({
            ...tellMeeting(found),
            status: stateOf(found.session, clock.now()),
          })),
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_present_absent_classes_by_teacher',
        permission: 'attendance.read',
        body: ofTeacher,
        example: [{ ...exampleMeeting, status: 'closed', ...exampleCounts }],
        handle: async (actor, { body }) => {
          const [taught, sums] = [await listTaught(actor, body.teacher_email_id), await figures.sumBySession(actor)];
          const bySession = new Map(sums.map((sum) => [sum.sessionId, sum]));
          return taught.map((found) => ({
            ...tellMeeting(found),
            status: stateOf(found.session, clock.now()),
            ...tellCounts(bySession.get(found.session.id) ?? addUp([])),
          }));
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_latest_class_by_teacher',
        permission: 'sessions.run',
        body: ofTeacher,
        example: { ...exampleMeeting, status: 'open' },
        handle: async (actor, { body }) => {
          const taught = await listTaught(actor, body.teacher_email_id);
          // The one that began last; before the first one began, that one.
          const latest = taught.find(({ session }) => session.startsAt <= clock.now()) ?? taught.at(-1);
          if (!latest) throw new AppError('notFound', { detail: 'You have no classes yet.' });
          return { ...tellMeeting(latest), status: stateOf(latest.session, clock.now()) };
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_student_stats',
        permission: 'reports.dashboard',
        body: ofStudent,
        example: { student_email_id: 'ada@school.example', ...exampleCounts },
        handle: async (actor, { body: { student_email_id: email } }) => {
          const sums = await readOf(actor, email, (query) => figures.sumByStudent(actor, query));
          return { student_email_id: email, ...tellCounts(addUp(sums)) };
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_attendance_time_records',
        permission: 'attendance.read',
        body: ofTeacher,
        example: [{ ...exampleMeeting, ...exampleStudent, status: 'late', marked_at: '2026-11-23T09:14:02.000Z' }],
        handle: async (actor, { body }) => {
          await requireOwn(actor, body.teacher_email_id);
          return (await figures.listHistory(actor, { limit: mostRows })).flatMap(tellTime);
        },
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_student_attendance_time_records',
        permission: 'reports.dashboard',
        body: ofStudent,
        example: [{ ...exampleMeeting, ...exampleStudent, status: 'present', marked_at: '2026-11-23T09:04:11.000Z' }],
        handle: async (actor, { body }) =>
          (
            await readOf(actor, body.student_email_id, (query) =>
              figures.listHistory(actor, { ...query, limit: mostRows }),
            )
          ).flatMap(tellTime),
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_student_class_attd_stat',
        permission: 'reports.dashboard',
        body: ofStudent,
        example: [{ class_name: 'Biology', ...exampleStudent, ...exampleCounts }],
        handle: async (actor, { body }) =>
          (await readOf(actor, body.student_email_id, (query) => figures.sumByStudent(actor, query))).map(tellStudent),
      }),
      signedIn({
        method: 'post',
        path: '/api/v1/get_student_class_record',
        permission: 'attendance.read',
        body: ofTeacher,
        example: [{ class_name: 'Biology', ...exampleStudent, ...exampleCounts }],
        handle: async (actor, { body }) => {
          await requireOwn(actor, body.teacher_email_id);
          return (await figures.sumByStudent(actor)).map(tellStudent);
        },
      }),
    ],
  };
}
