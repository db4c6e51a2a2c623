/** sejal's statistics: how often students were there, and when they came. */
import type { Clock } from '../../../kernel/clock.ts';
import { AppError } from '../../../kernel/errors.ts';
import { type Statistics, addUp } from '../../../reporting/statistics/index.ts';
import type { Classes } from '../../../school/classes/index.ts';
import type { People } from '../../../school/people/index.ts';
import type { Sessions } from '../../../school/sessions/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { signedIn, type CompatRoute } from '../compat.ts';
import { createMeetings } from './meetings.ts';
import { requireOwn } from './require-own.ts';
import {
  exampleCounts,
  exampleMeeting,
  exampleStudent,
  mostRows,
  ofStudent,
  ofTeacher,
  stateOf,
  tellCounts,
  tellMeeting,
  tellStudent,
  tellTime,
} from './shapes.ts';
import { words } from '../words/en.ts';

export interface StatisticsModules {
  people: People;
  classes: Classes;
  sessions: Sessions;
  figures: Statistics;
  clock: Clock;
}

export function statisticsRoutes({ people, classes, sessions, figures, clock }: StatisticsModules): {
  countsByClass: CompatRoute;
  ofStudents: CompatRoute[];
} {
  const { listMeetings } = createMeetings({ sessions, clock });

  /**
   * Reads of one student: a student asks for themselves, staff for one of theirs. @throws AppError `forbidden`,
   * `notFound`.
   */
  async function readOf<T>(
    actor: Actor,
    email: string,
    read: (query: { personId: string } | { email: string }) => Promise<T[]>,
  ): Promise<T[]> {
    if (actor.role === 'student') {
      await requireOwn(people, actor, email);
      return read({ personId: actor.personId });
    }
    const rows = await read({ email });
    if (rows.length === 0)
      throw new AppError('notFound', {
        field: 'student_email_id',
        detail: words.noStudentOfYours,
      });
    return rows;
  }

  return {
    countsByClass: signedIn({
      method: 'post',
      path: '/api/v1/get_present_absent_classes_by_teacher',
      permission: 'attendance.read',
      body: ofTeacher,
      example: [{ ...exampleMeeting, status: 'closed', ...exampleCounts }],
      handle: async (actor, { body }) => {
        await requireOwn(people, actor, body.teacher_email_id);
        const [taught, sums] = [await listMeetings(await classes.listTaught(actor)), await figures.sumBySession(actor)];
        const bySession = new Map(sums.map((sum) => [sum.sessionId, sum]));
        return taught.map((found) => ({
          ...tellMeeting(found),
          status: stateOf(found.session, clock.now()),
          ...tellCounts(bySession.get(found.session.id) ?? addUp([])),
        }));
      },
    }),
    ofStudents: [
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
          await requireOwn(people, actor, body.teacher_email_id);
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
          await requireOwn(people, actor, body.teacher_email_id);
          return (await figures.sumByStudent(actor)).map(tellStudent);
        },
      }),
    ],
  };
}
