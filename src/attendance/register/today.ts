/**
 * The day at a glance: today's sessions of one's classes, with the own status or, for staff, the count of those here.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { ClassView, Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { dayOf, spanOfDays } from '../../kernel/days.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
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
  /**
   * Today in each class's own zone, by start; guardians have no classes. Cancelled sessions are left out.
   * @param views the actor's own classes, from whoever has just listed them
   */
  async function readToday(actor: Actor, views?: readonly ClassView[]): Promise<TodaySession[]> {
    if (actor.role === 'guardian') return [];
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    const days = new Map(
      (views ?? (await deps.classes.listOwn(actor))).map((view) => {
        const today = dayOf(deps.clock.now(), view.timeZone);
        return [view.id, { view, ...spanOfDays(today, today, view.timeZone) }];
      }),
    );
    if (days.size === 0) return [];
    // Zones differ by a day at most: what lies in any class's day is fetched at once, and then looked at in its own.
    const [from, to] = [
      Math.min(...[...days.values()].map((day) => day.from.getTime())),
      Math.max(...[...days.values()].map((day) => day.to.getTime())),
    ];
    const sessions = await deps.sessions.listBetween([...days.keys()], new Date(from), new Date(to));
    const held = sessions.flatMap((session) => {
      const day = days.get(session.classId);
      return day && session.status !== 'cancelled' && session.startsAt >= day.from && session.startsAt < day.to
        ? [{ session, view: day.view }]
        : [];
    });
    const standings = await readStandings(
      actor,
      held.map(({ session }) => session),
    );
    return held
      .map(({ session, view: { code, title, timeZone } }) => ({
        code,
        title,
        timeZone,
        session,
        ...(standings.get(session.id) ?? { status: undefined, here: undefined }),
      }))
      .sort((a, b) => a.session.startsAt.getTime() - b.session.startsAt.getTime());
  }

  async function readStandings(
    actor: Actor,
    sessions: readonly SessionView[],
  ): Promise<Map<string, Pick<TodaySession, 'status' | 'here'>>> {
    const ids = sessions.map((session) => session.id);
    if (actor.role === 'student') {
      const own = new Map(
        (await repo.findRecordsOf(deps.db.autocommit, actor.personId, ids)).map((record) => [
          record.sessionId,
          record.status,
        ]),
      );
      return new Map(ids.map((id) => [id, { status: own.get(id) ?? null, here: undefined }]));
    }
    const records = (await repo.findRecords(deps.db.autocommit, ids)).filter(
      ({ status }) => status === 'present' || status === 'late',
    );
    return new Map(
      await Promise.all(
        sessions.map(async ({ id, classId }) => {
          const roster = new Set((await deps.classes.rosterNow(classId)).map((entry) => entry.id));
          const count = records.filter(({ sessionId, personId }) => sessionId === id && roster.has(personId)).length;
          return [id, { status: undefined, here: { count, of: roster.size } }] as const;
        }),
      ),
    );
  }

  return { readToday };
}
