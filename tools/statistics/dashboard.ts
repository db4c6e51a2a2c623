/** The day at a glance: what is on, who is missing, what waits for the person. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type {
  AdminDashboard,
  Dashboards,
  StudentDashboard,
  TeacherDashboard,
} from '../../src/reporting/statistics/index.ts';
import type { People } from '../../src/school/people/index.ts';
import { count, formatTime } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { tellInstitution, tellWeeks } from './institution-summary.ts';

interface DashboardRooms {
  dashboards: Dashboards;
  classes: Classes;
  people: People;
}
type ZoneOf = (classId: string) => string;

const mostPending = 100;

export function dashboardTool(rooms: DashboardRooms): Tool {
  return readTool({
    name: 'dashboard',
    summary:
      "The person's day at a glance: today's sessions with who is here or the own status, what is next, who is missing, what waits for them. For admins the last 30 days of the institution. For percentages over chosen days use my_record or class_statistics.",
    example: 'my dashboard',
    permission: 'reports.dashboard',
    input: z.object({}),
    run: async ({ actor, timeZone }) => {
      const dashboard = await rooms.dashboards.readDashboard(actor);
      if (dashboard.role === 'admin') {
        const { people, next } = await rooms.people.search(actor, { status: 'pending' }, mostPending);
        return { text: tellAdmin(dashboard, people.length, next !== null), data: dashboard };
      }
      const zones = new Map((await rooms.classes.listOwn(actor)).map((view) => [view.id, view.timeZone]));
      const zoneOf: ZoneOf = (classId) => zones.get(classId) ?? timeZone;
      return {
        text: dashboard.role === 'student' ? tellStudent(dashboard, zoneOf) : tellTeacher(dashboard, zoneOf),
        data: dashboard,
      };
    },
  });
}

function tellStudent({ today, upcoming, classes }: StudentDashboard, zoneOf: ZoneOf): string {
  const shown = today.map(
    (session) =>
      `  ${span(session, zoneOf)} ${session.code}: ${session.status ?? (session.state === 'scheduled' ? 'to come' : session.state === 'open' ? 'open, you are not checked in' : 'not marked')}`,
  );
  const below = classes
    .filter(({ isBelowMinimum }) => isBelowMinimum)
    .map(
      ({ code, percentage, minimumPercentage }) =>
        `⚠ ${code}: ${percentage ?? 0} %, below the minimum of ${minimumPercentage} %.`,
    );
  const ahead =
    upcoming.length > 0
      ? `${count(upcoming.length, 'session')} in the next seven days; say "my timetable" to see them.`
      : 'Nothing is planned in the next seven days.';
  return [...(shown.length > 0 ? ['Today:', ...shown] : ['You have nothing today.']), ahead, ...below].join('\n');
}

function tellTeacher({ today, absentees, trend, waiting }: TeacherDashboard, zoneOf: ZoneOf): string {
  const shown = today.flatMap((session) => {
    const gone = absentees.filter(({ sessionId }) => sessionId === session.id).map(({ name }) => name);
    const state = session.state === 'scheduled' ? 'to come' : `${session.state}, ${session.here} of ${session.of} here`;
    return [
      `  ${span(session, zoneOf)} ${session.code}: ${state}`,
      ...(gone.length > 0 ? [`    ${session.state === 'open' ? 'Not here' : 'Absent'}: ${gone.join(', ')}`] : []),
    ];
  });
  const waits = [
    ...(waiting.appeals > 0 ? [count(waiting.appeals, 'appeal')] : []),
    ...(waiting.leave > 0 ? [count(waiting.leave, 'leave request')] : []),
    ...(waiting.flags > 0 ? [`${count(waiting.flags, 'flag')} to look at`] : []),
  ];
  return [
    ...(shown.length > 0 ? ['Today:', ...shown] : ['You have no sessions today.']),
    ...(trend.length > 0 ? [tellWeeks(trend)] : []),
    waits.length > 0 ? `Waits for you: ${waits.join(', ')}.` : 'Nothing waits for you.',
  ].join('\n');
}

function tellAdmin(dashboard: AdminDashboard, pending: number, hasMore: boolean): string {
  const waits =
    pending === 0
      ? 'Nobody waits to be let in.'
      : `Waits for you: ${hasMore ? 'more than ' : ''}${count(pending, 'person', 'people')} to be let in.`;
  return `${tellInstitution(dashboard, 'The last 30 days')}\n${waits}`;
}

const span = (
  { classId, startsAt, endsAt }: { classId: string; startsAt: Date; endsAt: Date },
  zoneOf: ZoneOf,
): string => `${formatTime(startsAt, zoneOf(classId))} to ${formatTime(endsAt, zoneOf(classId))}`;
