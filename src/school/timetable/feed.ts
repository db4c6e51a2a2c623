/** The own calendar: sessions in a time, and a private address under which a calendar program reads them. */
import { type Actor, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import { writeCalendar } from './calendar-text.ts';
import * as repo from './timetable.repo.ts';

export type { CalendarSession } from './timetable.repo.ts';

const dayMs = 24 * 3600_000;
const daysBack = 30;
const daysAhead = 180;
/** More than anybody teaches or attends in that time. */
const mostSessions = 5000;

export function createFeed(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  baseUrl: () => string;
  institutionName: () => Promise<string>;
}) {
  /** Makes a fresh secret address; the one before dies. It is told this once: only its hash is kept. */
  async function createAddress(actor: Actor): Promise<{ url: string }> {
    const secret = newSecret();
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      await repo.replaceFeed(tx, {
        id: newId(),
        personId: actor.personId,
        tokenHash: hashSecret(secret),
        createdAt: deps.clock.now(),
      });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'calendar.addressMade',
        subjectType: 'person',
        subjectId: actor.personId,
        facts: {},
      });
    });
    return { url: `${deps.baseUrl()}/api/v2/calendar/${secret}.ics` };
  }

  /** Ends the address; without one nothing changes. */
  async function deleteAddress(actor: Actor): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      if (!(await repo.revokeFeed(tx, actor.personId, deps.clock.now()))) return;
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'calendar.addressEnded',
        subjectType: 'person',
        subjectId: actor.personId,
        facts: {},
      });
    });
  }

  /**
   * The calendar behind a secret: from 30 days back to 180 ahead, to the day, so that it stays the same for a day.
   * @throws AppError `notFound` when nobody has this address, or they may not come in.
   */
  async function readCalendar(secret: string): Promise<string> {
    const owner = await repo.findFeedOwner(deps.db.autocommit, hashSecret(secret));
    if (!owner) throw new AppError('notFound');
    const today = Math.floor(deps.clock.now().getTime() / dayMs) * dayMs;
    const sessions = await repo.findCalendarSessions(
      deps.db.autocommit,
      owner,
      new Date(today - daysBack * dayMs),
      new Date(today + (daysAhead + 1) * dayMs),
      mostSessions,
    );
    return writeCalendar(sessions, await deps.institutionName());
  }

  /** What the actor has between two instants, by start: as a student, or as the teacher or substitute. */
  async function listOwn(actor: Actor, from: Date, to: Date): Promise<repo.CalendarSession[]> {
    requirePermission(actor, 'classes.read');
    return repo.findCalendarSessions(
      deps.db.autocommit,
      { id: actor.personId, role: actor.role },
      from,
      to,
      mostSessions,
    );
  }

  return { createAddress, deleteAddress, readCalendar, listOwn };
}
