/** Attendance of the SmartPresence backend: one-time codes, check-ins by class name, and the history. */
import { z } from 'zod';
import type { Codes } from '../../../attendance/codes/index.ts';
import type { Attendance, SelfieQueue } from '../../../attendance/register/index.ts';
import { AppError } from '../../../kernel/errors.ts';
import { dayOf } from '../../../kernel/days.ts';
import { omitUndefined } from '../../../kernel/objects.ts';
import type { Statistics } from '../../../reporting/statistics/index.ts';
import type { ClassView, Classes } from '../../../school/classes/index.ts';
import { type People, emailSchema } from '../../../school/people/index.ts';
import type { Sessions } from '../../../school/sessions/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { day } from '../../shapes.ts';
import { called, onlyOne } from '../class-by-name.ts';
import { answerWith, compatChannel, optional, photoOf, signedIn, tellCheckIn, type CompatApi } from '../compat.ts';
import { className, noneCalled } from './class-names.ts';
import { words } from '../words/en.ts';

/** As long as our own page suggests. */
const [codeMinutes, sessionMinutes] = [10, 60];
const mostRows = 5000;

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
  .pipe(z.string().regex(/^\d{6}$/, words.isACodeOfSixDigits));

export interface AttendanceModules {
  attendance: Attendance;
  people: People;
  classes: Classes;
  sessions: Sessions;
  codes: Codes;
  selfieQueue: SelfieQueue;
  figures: Statistics;
}

export function attendanceRoutes({
  attendance,
  classes,
  sessions,
  codes,
  selfieQueue,
  people,
  figures,
}: AttendanceModules): CompatApi['routes'] {
  /** The class with an open session that a student means: one they are in, or may be by going there. */
  async function requireOpenClass(actor: Actor, name: string): Promise<ClassView> {
    const meant = called(await classes.listWithin(actor), name);
    if (meant.length === 0) throw noneCalled(name);
    const ids = meant.map((view) => view.id);
    await sessions.openDue(ids);
    const openIds = new Set((await sessions.listOpen(ids)).map(({ classId }) => classId));
    const open = meant.filter(({ id }) => openIds.has(id));
    // Whoever is on a roster means that class: another of the same name, which anybody may make, is not in its way.
    const ownIds = new Set((await classes.listOwn(actor)).map(({ id }) => id));
    const own = open.filter(({ id }) => ownIds.has(id));
    const only = onlyOne(own.length > 0 ? own : open, name);
    if (!only)
      throw new AppError('conflict', {
        field: 'class_name',
        detail: words.hasNoOpenSessionRightNow(name),
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
        const { session } = await attendance.openNow(actor, { classId, durationMinutes: sessionMinutes, title: null });
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
      example: { message: words.yourAttendanceIsMarked, status: 'present' },
      handle: async (actor, { body, uploads, res }) => {
        const photo =
          uploads.length > 0 || body.image !== undefined ? photoOf(uploads, 'image', body.image) : undefined;
        if (!photo && body.otp === undefined)
          throw new AppError('invalidInput', {
            field: 'otp',
            detail: words.otpSendTheCode,
          });
        if (body.otp === undefined && body.class_name === undefined)
          throw new AppError('invalidInput', {
            field: 'class_name',
            detail: words.classNameSayWhichClass,
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
          throw new AppError('invalidInput', { field: 'to', detail: words.toNotBeforeFrom });
        const isStudent = actor.role === 'student';
        if (isStudent && asked !== undefined && asked !== (await people.readOwn(actor)).email)
          throw new AppError('forbidden', { field: 'student_email', detail: words.youMaySeeYourOwnAttendance });
        const rows = await figures.listHistory(actor, {
          limit: mostRows,
          ...omitUndefined({
            personId: isStudent ? actor.personId : undefined,
            email: asked,
            from,
            to,
          }),
        });
        return rows.flatMap((row) => {
          if (row.status === null) return [];
          // Of many students each row says whose it is.
          return [
            {
              class_name: row.title,
              date: dayOf(row.startsAt, row.timeZone),
              status: row.status,
              ...(isStudent || asked !== undefined ? {} : { student_email: row.email ?? '' }),
            },
          ];
        });
      },
    }),
  ];
}
