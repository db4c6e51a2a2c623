/** Attendly's attendance: faces recognised in photos of a room, sessions, marks and records. */
import { z } from 'zod';
import { shownLine } from '../../../kernel/shown-text.ts';
import type { Attendance } from '../../../attendance/register/index.ts';
import type { RollCall } from '../../../attendance/roll-call/index.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { dayOf } from '../../../kernel/days.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { ClassView, Classes } from '../../../school/classes/index.ts';
import type { People } from '../../../school/people/index.ts';
import type { SessionView, Sessions } from '../../../school/sessions/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { day } from '../../shapes.ts';
import { answerWith, optional, photosOf, signedIn, type CompatApi } from '../compat.ts';
import { classParams, imagesBody, listOf, number, requireClass } from './shapes.ts';
import { words } from '../words/en.ts';

const mostRoomPhotos = 6;
const sessionsAtOnce = 500;
const sessionParams = z.object({ session_id: number });
const example = { id: 12, class_id: 3, session_name: words.morningLecture, session_date: '2026-11-18' };

export interface AttendanceModules {
  people: People;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  rollCall: RollCall;
  clock: Clock;
}

export function attendanceRoutes({
  people,
  classes,
  sessions,
  attendance,
  rollCall,
  clock,
}: AttendanceModules): CompatApi['routes'] {
  async function sessionOf(numbered: number): Promise<SessionView> {
    const found = await sessions.findByNumber(numbered);
    if (!found) throw new AppError('notFound', { field: 'session_id' });
    return found;
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

  return [
    signedIn({
      method: 'post',
      path: '/api/attendance/recognize-faces',
      permission: 'attendance.rollCall',
      photos: { field: 'images', maxFiles: mostRoomPhotos },
      body: imagesBody.extend({ class_id: number }),
      example: {
        recognized: [
          { student_id: 7, name: words.adaLovelace, confidence: 0.712, box: { x: 120, y: 80, width: 96, height: 128 } },
        ],
        unknown: 1,
      },
      handle: async (actor, { body, uploads }) => {
        const view = await requireClass(classes, body.class_id);
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
      example: { message: words.theSessionIsMade, session: example },
      body: z.object({
        class_id: number,
        session_name: shownLine(200),
        session_date: optional(day),
      }),
      handle: async (actor, { body: { class_id, session_name, session_date }, res }) => {
        const view = await requireClass(classes, class_id);
        const { session, isNew } = await sessions.addDay(actor, {
          classId: view.id,
          title: session_name,
          day: session_date ?? dayOf(clock.now(), view.timeZone),
        });
        if (!isNew)
          return answerWith(res, 200, {
            message: words.thereIsSuchASessionAlready,
            session: toSession(session, view),
          });
        return { message: words.theSessionIsMade, session: toSession(session, view) };
      },
    }),
    signedIn({
      method: 'post',
      path: '/api/attendance/mark-attendance',
      permission: 'attendance.mark',
      example: { message: words.markedAsPresent(2), marked: 2 },
      body: z.object({ session_id: number, student_ids: listOf(number).pipe(z.array(z.number()).min(1).max(1000)) }),
      handle: async (actor, { body }) => {
        const { id } = await sessions.read(actor, (await sessionOf(body.session_id)).id);
        const wanted = [...new Set(body.student_ids)];
        const found = await people.findByNumbers(wanted);
        if (found.length < wanted.length)
          throw new AppError('notFound', {
            field: 'student_ids',
            detail: words.oneOfTheseIsNot,
          });
        const written = await attendance.mark(
          actor,
          id,
          found.map((person) => ({ personId: person.id, status: 'present' })),
          null,
        );
        return { message: words.markedAsPresent(written.length), marked: written.length };
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/attendance/sessions/{class_id}',
      permission: 'classes.read',
      params: classParams,
      example: { sessions: [example] },
      handle: async (actor, { params }) => {
        const view = await classes.read(actor, (await requireClass(classes, params.class_id)).id);
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
}

const toSession = ({ number: id, title, startsAt }: SessionView, view: ClassView) => ({
  id,
  class_id: view.number,
  session_name: title ?? view.title,
  session_date: dayOf(startsAt, view.timeZone),
});

const rounded = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  x: Math.round(x),
  y: Math.round(y),
  width: Math.round(width),
  height: Math.round(height),
});
