/** The day at a glance: today's sessions of one's classes, with the own status or, for staff, the count of those here. */
import { DateTime } from 'luxon';
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Classes } from '../classes/classes.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SessionView, Sessions } from '../sessions/sessions.ts';
import type { AttendanceStatus } from './receipt.ts';
import * as repo from './attendance.repo.ts';

export interface TodaySession {
  code: string;
  title: string;
  timeZone: string;
  session: SessionView;
  /** The own status; undefined for staff. */
  status: AttendanceStatus | null | undefined;
  /** For staff: how many of the roster are here (present or late). */
  here: { count: number; of: number } | undefined;
}

export function createToday(deps: { db: Database; clock: Clock; classes: Classes; sessions: Sessions }) {
  /** Today in each class's own zone, by start; guardians have no classes. Cancelled sessions are left out. */
  async function readToday(actor: Actor): Promise<TodaySession[]> {
    if (actor.role === 'guardian') return [];
    await requireAccess(deps.db.read, actor, 'account.use', { personId: actor.personId });
    const today: TodaySession[] = [];
    for (const view of await deps.classes.listOwn(actor)) {
      const day = DateTime.fromJSDate(deps.clock.now(), { zone: view.timeZone }).startOf('day');
      const sessions = await deps.sessions.listBetween([view.id], day.toJSDate(), day.plus({ days: 1 }).toJSDate());
      for (const session of sessions) {
        if (session.status !== 'cancelled') today.push({ code: view.code, title: view.title, timeZone: view.timeZone, session, ...(await readStanding(actor, session)) });
      }
    }
    return today.sort((a, b) => a.session.startsAt.getTime() - b.session.startsAt.getTime());
  }

  async function readStanding(actor: Actor, session: SessionView): Promise<Pick<TodaySession, 'status' | 'here'>> {
    if (actor.role === 'student') {
      const [record] = await repo.findRecordsOf(deps.db.read, actor.personId, [session.id]);
      return { status: record?.status ?? null, here: undefined };
    }
    const roster = new Set((await deps.classes.rosterNow(session.classId)).map((entry) => entry.id));
    const records = await repo.findRecords(deps.db.read, [session.id]);
    const count = records.filter(({ personId, status }) => roster.has(personId) && (status === 'present' || status === 'late')).length;
    return { status: undefined, here: { count, of: roster.size } };
  }

  return { readToday };
}
