/** Dashboards: what a student, a teacher and an admin see first. */
import { DateTime } from 'luxon';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance, TodaySession } from '../../attendance/register/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { isUnderMinimum, percentageOf } from '../sheets/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import * as repo from './statistics.repo.ts';
import type { Dashboard, StudentDashboard, TeacherDashboard } from './statistics.schema.ts';
import type { Statistics } from './statistics.ts';

export type Dashboards = ReturnType<typeof createDashboards>;

const aheadDays = 7;
const trendDays = 8 * 7;
const shownUpcoming = 20;

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
    const [today, ahead, tallies] = await Promise.all([
      deps.attendance.readToday(actor, views),
      deps.sessions.listBetween(
        views.map((view) => view.id),
        now,
        DateTime.fromJSDate(now).plus({ days: aheadDays }).toJSDate(),
      ),
      repo.findStudentTallies(db.autocommit, { personId: actor.personId }),
    ]);
    return {
      role: 'student',
      today: today.map((item) => ({ ...outline(item), status: item.status ?? null })),
      upcoming: ahead
        .filter((session) => session.status === 'scheduled')
        .slice(0, shownUpcoming)
        .map(({ id, classId, title, startsAt, endsAt }) => ({ id, classId, title, startsAt, endsAt })),
      classes: views.map(({ id, code, title, policy: { minimumPercentage } }) => {
        const { present = 0, late = 0, absent = 0, excused = 0 } = tallies.find((tally) => tally.classId === id) ?? {};
        const totals = { present, late, absent, excused };
        return {
          id,
          code,
          title,
          ...totals,
          percentage: percentageOf(totals, minimumPercentage),
          minimumPercentage,
          isBelowMinimum: isUnderMinimum(totals, minimumPercentage),
        };
      }),
    };
  }

  async function readTeacher(actor: Actor): Promise<TeacherDashboard> {
    const views = await deps.classes.listOwn(actor);
    const classIds = views.map((view) => view.id);
    const now = DateTime.fromJSDate(clock.now());
    const today = await deps.attendance.readToday(actor, views);
    const [absentees, weeks, waiting] = await Promise.all([
      repo.findAbsentees(
        db.autocommit,
        today.map(({ session }) => session.id),
      ),
      repo.sumByWeek(db.autocommit, { classIds, from: now.minus({ days: trendDays }).toJSDate(), to: now.toJSDate() }),
      repo.countWaiting(db.autocommit, classIds),
    ]);
    return {
      role: 'teacher',
      absentees,
      waiting,
      today: today.map((item) => ({ ...outline(item), here: item.here?.count ?? 0, of: item.here?.of ?? 0 })),
      trend: weeks.map(({ week, ...row }) => ({
        ...row,
        week: week.toISOString().slice(0, 10),
        percentage: percentageOf(row, 100),
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
