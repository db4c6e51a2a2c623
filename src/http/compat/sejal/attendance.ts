/** sejal's attendance: marking oneself with a selfie, and what stands of oneself or of a class. */
import { z } from 'zod';
import type { Attendance, SelfieQueue } from '../../../attendance/register/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Statistics, HistoryRow } from '../../../reporting/statistics/index.ts';
import type { Classes } from '../../../school/classes/index.ts';
import type { People } from '../../../school/people/index.ts';
import type { Sessions } from '../../../school/sessions/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { answerWith, compatChannel, photoOf, signedIn, tellCheckIn, type CompatApi } from '../compat.ts';
import { createMeetings } from './meetings.ts';
import { requireOwn } from './require-own.ts';
import {
  exampleMeeting,
  exampleStudent,
  image_file,
  meeting,
  mostRows,
  ofTeacher,
  own,
  photo,
  stateOf,
  tellMeeting,
  tellRow,
  wasThere,
  type Meeting,
  type Sought,
} from './shapes.ts';
import { words } from '../words/en.ts';

export interface AttendanceModules {
  people: People;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  selfieQueue: SelfieQueue;
  figures: Statistics;
  clock: Clock;
}

export function attendanceRoutes({
  people,
  classes,
  sessions,
  attendance,
  selfieQueue,
  figures,
  clock,
}: AttendanceModules): CompatApi['routes'] {
  const { findMeeting, listMeetings } = createMeetings({ sessions, clock });

  /** Open and coming sessions that the student is expected at or could go to, soonest first. */
  async function listPending(actor: Actor): Promise<Meeting[]> {
    const coming = (await listMeetings(await classes.listWithin(actor)))
      .filter(({ session }) => session.status !== 'closed' && session.endsAt > clock.now())
      .reverse();
    const standing = await attendance.readOwn(
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
    await requireOwn(people, actor, email);
    return figures.listHistory(actor, { personId: actor.personId, limit: mostRows });
  }

  async function listClassAttendance(actor: Actor, sought: Sought) {
    const found = await findMeeting(await classes.listOwn(actor), sought);
    const present = await attendance.readPresence(actor, found.session.id);
    const emails = await people.emailsOf(present.map(({ personId }) => personId));
    return present.map(({ personId, name, status }) => ({
      ...tellMeeting(found),
      student_email_id: emails.get(personId) ?? '',
      student_name: name,
      status: standingOf({ status, state: found.session.status, endsAt: found.session.endsAt }),
    }));
  }

  return [
    signedIn({
      method: 'post',
      path: '/api/v1/mark_attendance',
      permission: 'attendance.checkIn',
      photos: photo,
      isUrgent: true,
      body: own.extend({ ...meeting, image_file }),
      example: { message: words.yourAttendanceIsMarked, ...exampleMeeting, status: 'present' },
      handle: async (actor, { body: { email_id, name: _, image_file: inBody, ...sought }, uploads, res }) => {
        await requireOwn(people, actor, email_id);
        const image = photoOf(uploads, photo.field, inBody);
        const found = await findMeeting(await classes.listWithin(actor), sought);
        const { message, status, isPending } = tellCheckIn(
          await selfieQueue.checkIn(
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
        await requireOwn(people, actor, body.email_id);
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
        await requireOwn(people, actor, teacher_email_id);
        return listClassAttendance(actor, sought);
      },
    }),
  ];
}
