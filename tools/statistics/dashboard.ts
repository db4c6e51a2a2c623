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
import { words } from './words/en.ts';

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
      `  ${span(session, zoneOf)} ${session.code}: ${session.status ?? (session.state === 'scheduled' ? words.toCome : session.state === 'open' ? words.openYouAreNotChecked : words.notMarked)}`,
  );
  const below = classes
    .filter(({ isBelowMinimum }) => isBelowMinimum)
    .map(({ code, percentage, minimumPercentage }) =>
      words.belowTheMinimumOf({ code, percentage: percentage ?? 0, minimumPercentage }),
    );
  const ahead =
    upcoming.length > 0
      ? words.inTheNextSevenDaysSay(count(upcoming.length, 'session'))
      : words.nothingIsPlannedInTheNext;
  return [...(shown.length > 0 ? ['Today:', ...shown] : [words.youHaveNothingToday]), ahead, ...below].join('\n');
}

function tellTeacher({ today, absentees, trend, waiting }: TeacherDashboard, zoneOf: ZoneOf): string {
  const shown = today.flatMap((session) => {
    const gone = absentees.filter(({ sessionId }) => sessionId === session.id).map(({ name }) => name);
    const state =
      session.state === 'scheduled'
        ? words.toCome
        : words.ofHere({ state: session.state, here: session.here, ofText: session.of });
    return [
      `  ${span(session, zoneOf)} ${session.code}: ${state}`,
      ...(gone.length > 0 ? [`    ${session.state === 'open' ? words.notHere : 'Absent'}: ${gone.join(', ')}`] : []),
    ];
  });
  const waits = [
    ...(waiting.appeals > 0 ? [count(waiting.appeals, 'appeal')] : []),
    ...(waiting.leave > 0 ? [count(waiting.leave, words.leaveRequest)] : []),
    ...(waiting.flags > 0 ? [words.toLookAt(count(waiting.flags, 'flag'))] : []),
  ];
  return [
    ...(shown.length > 0 ? ['Today:', ...shown] : [words.youHaveNoSessionsToday]),
    ...(trend.length > 0 ? [tellWeeks(trend)] : []),
    waits.length > 0 ? words.waitsForYou(waits.join(', ')) : words.nothingWaitsForYou,
  ].join('\n');
}

function tellAdmin(dashboard: AdminDashboard, pending: number, hasMore: boolean): string {
  const waits =
    pending === 0
      ? words.nobodyWaitsToBeLet
      : words.waitsForYouToBeLet({ rest: hasMore ? words.moreThan : '', pending: count(pending, 'person', 'people') });
  return `${tellInstitution(dashboard, words.theLast30Days)}\n${waits}`;
}

const span = (
  { classId, startsAt, endsAt }: { classId: string; startsAt: Date; endsAt: Date },
  zoneOf: ZoneOf,
): string => words.to({ startsAt: formatTime(startsAt, zoneOf(classId)), endsAt: formatTime(endsAt, zoneOf(classId)) });
