/** Dashboards: what a student, a teacher and an admin see first. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance, TodaySession } from '../../attendance/register/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { figureOfStudent, percentageOf, tellRule } from '../counting/index.ts';
import { addDays, dateToDay, dayOf } from '../../kernel/days.ts';
import { layOutDays } from './campus-days.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import * as repo from './statistics.repo.ts';
import type { Dashboard, StudentDashboard, TeacherDashboard } from './statistics.schema.ts';
import type { Statistics } from './statistics.ts';

export type Dashboards = ReturnType<typeof createDashboards>;

const aheadDays = 7;
const trendDays = 8 * 7;
const shownUpcoming = 20;
const mostNotTaken = 500;
const dayMs = 24 * 3600_000;

export function createDashboards(deps: {
  db: Database;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  figures: Statistics;
}) {
  const { db, clock } = deps;

  /** The actor's own. @throws AppError `forbidden` for guardians, who have wards and no classes. */
  async function readDashboard(actor: Actor): Promise<Dashboard> {
    await requireAccess(db.autocommit, actor, 'reports.dashboard', { personId: actor.personId });
    switch (actor.role) {
      case 'student':
        return readStudent(actor);
      case 'teacher':
        return readTeacher(actor);
      case 'admin':
        return { role: 'admin', ...(await deps.figures.readInstitution(actor, {})) };
      case 'guardian':
        throw new AppError('forbidden');
    }
  }

  async function readStudent(actor: Actor): Promise<StudentDashboard> {
    const views = await deps.classes.listOwn(actor);
    const now = clock.now();
    const [today, ahead, counts] = await Promise.all([
      deps.attendance.readToday(actor, views),
      deps.sessions.listBetween(
        views.map((view) => view.id),
        now,
        new Date(now.getTime() + aheadDays * dayMs),
      ),
      repo.findStudentCounts(db.autocommit, { personId: actor.personId }),
    ]);
    return {
      role: 'student',
      today: today.map((item) => ({ ...outline(item), status: item.status ?? null })),
      upcoming: ahead
        .filter((session) => session.status === 'scheduled')
        .slice(0, shownUpcoming)
        .map(({ id, classId, title, startsAt, endsAt }) => ({ id, classId, title, startsAt, endsAt })),
      classes: views.map(({ id, code, title, policy }) => {
        const known = counts.find((row) => row.classId === id);
        const { present = 0, late = 0, absent = 0, excused = 0, ahead = 0 } = known ?? {};
        const totals = { present, late, absent, excused };
        return {
          id,
          code,
          title,
          ...totals,
          minimumPercentage: policy.minimumPercentage,
          counting: tellRule(policy),
          ...figureOfStudent(totals, { ahead, hasLeft: false }, policy),
        };
      }),
    };
  }

  async function readTeacher(actor: Actor): Promise<TeacherDashboard> {
    const views = await deps.classes.listOwn(actor);
    const classIds = views.map((view) => view.id);
    const now = clock.now();
    const today = await deps.attendance.readToday(actor, views);
    const calendars = [...new Map(views.map((view) => [`${view.timeZone} ${view.locale}`, view])).values()];
    const days = calendars.flatMap((view) => {
      const to = dayOf(now, view.timeZone);
      return layOutDays({ from: addDays(to, -trendDays), to }, now, [view]);
    });
    const [absentees, weeks, waiting, notTaken] = await Promise.all([
      repo.findAbsentees(
        db.autocommit,
        today.map(({ session }) => session.id),
      ),
      repo.sumByWeek(db.autocommit, { classIds, days }),
      repo.countWaiting(db.autocommit, classIds),
      deps.sessions.listNotTaken(actor, mostNotTaken),
    ]);
    return {
      role: 'teacher',
      absentees,
      waiting: { ...waiting, registers: notTaken.length },
      today: today.map((item) => ({ ...outline(item), here: item.here?.count ?? 0, of: item.here?.of ?? 0 })),
      trend: weeks.map(({ week, ...row }) => ({
        ...row,
        week: dateToDay(week),
        percentage: percentageOf({ ...row, ahead: 0 }, 100),
      })),
    };
  }

  return { readDashboard };
}

const outline = ({ code, session: { id, classId, startsAt, endsAt, status } }: TodaySession) => ({
  id,
  classId,
  startsAt,
  endsAt,
  code,
  state: status,
});
