/** Sessions that nobody has to open: they are open from their start, whether a teacher is there or not. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../classes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { spanOfDays } from '../../kernel/days.ts';
import * as listing from './listing.repo.ts';
import * as repo from './sessions.repo.ts';
import { requireSpan } from './span.ts';

const batchSize = 200;

interface Spanned {
  classId: string;
  title: string | null;
  startsAt: Date;
  endsAt: Date;
}

export interface SelfOpening {
  session: repo.StoredSession;
  /** False when the class had a session of this name at this time already. */
  isNew: boolean;
}

export function createSelfOpening(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  classes: Classes;
  lockClass: (tx: Tx, classId: string) => Promise<void>;
  insert: (tx: Tx, actor: Actor, input: Omit<repo.NewRow, 'id'>) => Promise<repo.StoredSession>;
  lock: (tx: Tx, id: string, mode: 'share' | 'alone') => Promise<repo.StoredSession>;
}) {
  /**
   * Adds a session that opens itself; one whose time has begun is open at once. One that is over is kept as held, with
   * nobody marked: who was there is for its teacher to say. The same one added twice is one.
   * @throws AppError as `schedule`.
   */
  const addSelfOpening = (actor: Actor, input: Spanned): Promise<SelfOpening> =>
    add(actor, input, { from: input.startsAt, to: new Date(input.startsAt.getTime() + 1) });

  /** `when` the same session would begin. */
  async function add(actor: Actor, input: Spanned, when: { from: Date; to: Date }): Promise<SelfOpening> {
    const now = deps.clock.now();
    requireSpan(input.startsAt, input.endsAt, now);
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.plan', { classId: input.classId });
      await deps.lockClass(tx, input.classId);
      const known = (await listing.findBetween(tx, [input.classId], when.from, when.to)).find(
        (session) =>
          session.status !== 'cancelled' &&
          session.title === input.title &&
          session.endsAt.getTime() === input.endsAt.getTime(),
      );
      if (known) return { session: known, isNew: false };
      const session = await deps.insert(tx, actor, { ...input, opensItself: true });
      if (input.startsAt > now) return { session, isNew: true };
      const open = await openAtItsStart(tx, actor, session);
      if (input.endsAt > now) return { session: open, isNew: true };
      await repo.markClosed(tx, session.id, { closedAt: now, closedById: actor.personId });
      return { session: { ...open, status: 'closed', closedAt: now }, isNew: true };
    });
  }

  /**
   * The same for a whole day of the class's campus, where no time is told: from now when it is today. One of this name
   * that lasts until the end of that day is the same.
   * @throws AppError as `schedule`.
   */
  async function addDay(
    actor: Actor,
    { classId, title, day }: { classId: string; title: string | null; day: string },
  ): Promise<SelfOpening> {
    const view = await deps.classes.read(actor, classId);
    const now = deps.clock.now();
    const { from, to } = spanOfDays(day, day, view.timeZone);
    // The day on which clocks are set back has 25 hours, and a session 24 at most.
    const endsAt = new Date(Math.min(to.getTime(), from.getTime() + 24 * 3600_000));
    return add(actor, { classId, title, startsAt: from <= now && now < endsAt ? now : from, endsAt }, { from, to });
  }

  /**
   * Opens what is due in these classes, or anywhere, unless they are archived: from so long before the start as the class
   * lets check-in begin. Several processes may do so at once. @returns how many it opened.
   */
  async function openDue(classIds?: readonly string[]): Promise<number> {
    let opened = 0;
    for (const due of await listing.findDueToOpen(deps.db.autocommit, deps.clock.now(), classIds, batchSize)) {
      await deps.db.transaction(async (tx) => {
        const session = await deps.lock(tx, due.id, 'alone');
        // It may have been moved, cancelled or opened at this very moment.
        const now = deps.clock.now();
        const isSame = session.startsAt.getTime() === due.startsAt.getTime();
        if (session.status !== 'scheduled' || !isSame || session.endsAt <= now) return;
        if ((await deps.classes.get(tx, session.classId)).status === 'archived') return;
        await openAtItsStart(tx, null, session);
        opened += 1;
      });
    }
    return opened;
  }

  /** Nobody who comes later than it started is on time because it was looked at late. */
  async function openAtItsStart(tx: Tx, actor: Actor | null, session: repo.StoredSession): Promise<repo.StoredSession> {
    const now = deps.clock.now();
    const openedAt = session.startsAt < now ? session.startsAt : now;
    await repo.markOpen(tx, session.id, { openedAt, openedById: actor?.personId ?? null });
    await deps.audit.record(tx, {
      actorId: actor?.personId ?? null,
      action: 'session.opened',
      subjectType: 'session',
      subjectId: session.id,
      facts: { opensItself: true },
    });
    return { ...session, status: 'open', openedAt };
  }

  return { addSelfOpening, addDay, openDue };
}
