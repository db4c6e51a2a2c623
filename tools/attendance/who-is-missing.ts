/** Who is present, late, missing: the register of one session as it stands. */
import { z } from 'zod';
import { tellApart } from '../../src/kernel/look-alikes.ts';
import { type Attendance, type PresentStudent, summarise } from '../../src/attendance/register/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Sessions } from '../../src/school/sessions/index.ts';
import { classArgument, formatMoment, formatTime, fromArgument, timeArgument } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { findMeantSession } from './meant-session.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  date: fromArgument.describe('The day of the session, YYYY-MM-DD; leave out for the open one.'),
  time: timeArgument,
});

export function presenceTool(rooms: { attendance: Attendance; classes: Classes; sessions: Sessions }): Tool {
  return readTool({
    name: 'who_is_present',
    summary:
      'Who is present, late, absent, excused or still missing in a session, who left, which check-ins wait for the teacher, and flags: one device or photo for several students, or somebody who guesses codes.',
    example: 'who is missing in CS101?',
    permission: 'attendance.read',
    input,
    run: async (context, args) => {
      const { view, session } = await findMeantSession(rooms, context, args);
      const { students: listed, waiting, flags: raised } = await rooms.attendance.readRegister(context.actor, session);
      const shown = tellApart(listed.map(({ personId, name, externalId }) => ({ id: personId, name, externalId })));
      const students = listed
        .filter(({ isEnrolled, status }) => isEnrolled || status !== null)
        .map((student) => ({ ...student, name: shown.get(student.personId) ?? student.name }));
      const open = raised.filter((flag) => flag.resolvedAt === null);
      const names = new Map(students.map((student) => [student.personId, student.name]));
      const groups = groupByStatus(students);
      const here = groups.present.length + groups.late.length;
      const head = words.ofHere({
        code: view.code,
        startsAt: formatMoment(session.startsAt, view.timeZone),
        status: session.status,
        here,
        count: students.length,
      });
      const lines = Object.entries(groups)
        .filter(([, list]) => list.length > 0)
        .map(([status, list]) => `${labels[status as keyof typeof labels]} (${list.length}): ${list.join(', ')}`);
      const reviews = waiting.map((item) =>
        words.waitsForYou({ personId: names.get(item.personId) ?? '', receipt: summarise(item.receipt, 'staff') }),
      );
      const left = students
        .filter((student) => student.leftAt !== null)
        .map((student) => tellLeaving(student, view.timeZone));
      const flags = open.map(({ kind, people }) => {
        const listed = joinNames(people.map(({ id, name }) => shown.get(id) ?? name));
        return kind === 'guessing'
          ? words.forReviewGuesses(listed)
          : words.forReviewCheckedIn({ joinNames: listed, kind });
      });
      const data = {
        class: view.code,
        session: session.startsAt,
        status: session.status,
        ...groups,
        left,
        flags: open.map(({ kind, people }) => ({ kind, people: people.map(({ name }) => name) })),
      };
      return {
        text: [
          head,
          ...lines,
          ...(left.length > 0 ? [words.left({ count: left.length, list: left.join(', ') })] : []),
          ...reviews,
          ...flags,
        ].join('\n'),
        data,
      };
    },
  });
}

const labels = { present: 'Present', late: 'Late', excused: 'Excused', absent: 'Absent', missing: 'Missing' } as const;

const tellLeaving = ({ name, leftAt, leftEarlyMinutes }: PresentStudent, timeZone: string): string =>
  words.at({
    name,
    rest: leftAt ? formatTime(leftAt, timeZone) : '',
    rest2: leftEarlyMinutes > 0 ? words.minutesEarly(leftEarlyMinutes) : '',
  });
const joinNames = (names: readonly string[]): string =>
  words.and({ list: names.slice(0, -1).join(', '), at: names.at(-1) ?? '' });

function groupByStatus(students: readonly PresentStudent[]): Record<keyof typeof labels, string[]> {
  const of = (status: PresentStudent['status']): string[] =>
    students.filter((student) => student.status === status).map((student) => student.name);
  return { present: of('present'), late: of('late'), excused: of('excused'), absent: of('absent'), missing: of(null) };
}
