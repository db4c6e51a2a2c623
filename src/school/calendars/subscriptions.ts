/** Calendars that are fetched by their address every hour, and the sessions of a class that follow them. */
import { createHash } from 'node:crypto';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import { open, seal } from '../../security/privacy/index.ts';
import { isUniqueViolation } from '../../db/index.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import { readCalendar } from './calendar-file.ts';
import {
  type ImportAnswer,
  type NewSubscription,
  type Outcome,
  outcomeSchema,
  type SubscriptionView,
} from './calendars.schema.ts';
import {
  FetchFault,
  readAddress,
  type CalendarFetcher,
  type FetchedCalendar,
  type Validators,
} from './fetch-calendar.ts';
import type { CalendarImportDeps, createCalendarImport } from './import-calendar.ts';
import * as repo from './subscriptions.repo.ts';
import { words } from './words/en.ts';

const minuteMs = 60_000;
const everyMs = 60 * minuteMs;
const longestPauseMs = 24 * 60 * minuteMs;
/** One that dies while it is fetched is taken up by others after this. */
const claimMs = 10 * minuteMs;
/** A calendar that does not change is laid out anew all the same: series without an end come further every day. */
const layOutAfterMs = 20 * 60 * minuteMs;
/** Once may be a restart; whoever subscribed is told when it goes on. */
const failuresTold = 3;
const mostOfClass = 10;
const mostAtOnce = 50;
const mostSkippedTold = 20;

export interface SubscriptionDeps extends CalendarImportDeps {
  log: Log;
  notifications: Notifications;
  fetcher: CalendarFetcher;
  sealingKey: Buffer;
  take: ReturnType<typeof createCalendarImport>['take'];
}

const hashOf = (text: string): Buffer<ArrayBuffer> => Buffer.from(createHash('sha256').update(text).digest());
const contextOf = (id: string): string => `calendar-subscription:${id}`;

export function createSubscriptions(deps: SubscriptionDeps) {
  /**
   * Subscribes to a calendar and takes it over at once; a calendar that does not answer is tried again later.
   * @throws AppError `invalidInput` for an address that may not be fetched; `conflict` when it is subscribed to
   * already, or the class has ten; `notFound`.
   */
  async function subscribe(actor: Actor, classId: string, input: NewSubscription): Promise<SubscriptionView> {
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId });
    const url = readAddress(input.url);
    // First, so that an address which may not be fetched is not kept.
    const fetched = await tryFetch(url, { etag: null, lastModified: null });
    const id = newId();
    const now = deps.clock.now();
    const row = await refuseTwice(() =>
      deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'sessions.plan', { classId });
        await deps.sessions.lockClass(tx, classId);
        if ((await repo.countOf(tx, classId)) >= mostOfClass)
          throw new AppError('conflict', { detail: words.hasTenSubscriptions(mostOfClass) });
        const address = Buffer.from(url.href);
        const made = await repo.insert(tx, {
          id,
          classId,
          address: seal(deps.sealingKey, address, contextOf(id)),
          addressHash: hashOf(url.href),
          cancelVanished: input.cancelVanished,
          madeById: actor.personId,
          createdAt: now,
          nextAt: now,
        });
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'calendar.subscribed',
          subjectType: 'class',
          subjectId: classId,
          facts: { subscriptionId: id, host: url.host, cancelVanished: input.cancelVanished },
        });
        return made;
      }),
    );
    await settle(row, fetched, actor.personId);
    return read(classId, id);
  }

  /** @throws AppError `notFound` also when the class is not the actor's to plan. */
  async function listSubscriptions(actor: Actor, classId: string): Promise<SubscriptionView[]> {
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId });
    await deps.classes.get(deps.db.autocommit, classId);
    return (await repo.findOf(deps.db.autocommit, classId)).map(toView);
  }

  /** Ends it; the sessions that it made stay. @throws AppError `notFound`. */
  async function unsubscribe(actor: Actor, classId: string, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'sessions.plan', { classId });
      if (!(await repo.remove(tx, classId, id))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'calendar.unsubscribed',
        subjectType: 'class',
        subjectId: classId,
        facts: { subscriptionId: id },
      });
    });
  }

  /** Fetches it now, whatever it says of changes. @throws AppError `notFound`. */
  async function refresh(actor: Actor, classId: string, id: string): Promise<SubscriptionView> {
    await requireAccess(deps.db.autocommit, actor, 'sessions.plan', { classId });
    const row = await repo.find(deps.db.autocommit, classId, id);
    if (!row) throw new AppError('notFound');
    await settle(row, await tryFetch(addressOf(row), { etag: null, lastModified: null }), actor.personId);
    return read(classId, id);
  }

  async function read(classId: string, id: string): Promise<SubscriptionView> {
    const row = await repo.find(deps.db.autocommit, classId, id);
    if (!row) throw new AppError('notFound');
    return toView(row);
  }

  /** Fetches what is due; several processes share the work. @returns how many. */
  async function fetchDue(): Promise<number> {
    for (let count = 0; count < mostAtOnce; count += 1) {
      const now = deps.clock.now();
      const row = await repo.claimDue(deps.db.autocommit, now, new Date(now.getTime() + claimMs));
      if (!row) return count;
      await settle(row, await fetchFor(row, now), null);
    }
    return mostAtOnce;
  }

  /** Whoever subscribed stands for what comes: when they cannot plan the class any more, nothing more comes. */
  async function fetchFor(row: repo.StoredSubscription, now: Date): Promise<FetchedCalendar | FetchFault> {
    if (!(await mayPlan(row))) return new FetchFault(words.itsMakerMayNotPlanAnyMore);
    const isFresh = row.takenAt !== null && now.getTime() - row.takenAt.getTime() < layOutAfterMs && row.failures === 0;
    try {
      const fetched = await tryFetch(addressOf(row), isFresh ? row : { etag: null, lastModified: null });
      if (fetched instanceof FetchFault || fetched.isSame || !isFresh) return fetched;
      return row.bodyHash && hashOf(fetched.ics).equals(row.bodyHash) ? { isSame: true } : fetched;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return new FetchFault(error.message);
    }
  }

  async function mayPlan({ madeById, classId }: repo.StoredSubscription): Promise<boolean> {
    const maker = await repo.findMaker(deps.db.autocommit, madeById);
    if (!maker) return false;
    try {
      await requireAccess(deps.db.autocommit, maker, 'sessions.plan', { classId });
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  /** @throws AppError `invalidInput` when the address may not be fetched. */
  async function tryFetch(url: URL, known: Validators): Promise<FetchedCalendar | FetchFault> {
    try {
      return await deps.fetcher.fetchCalendar(url, known);
    } catch (error) {
      if (error instanceof FetchFault) return error;
      throw error;
    }
  }

  /** Takes over what was fetched, and keeps what it came to. */
  async function settle(
    row: repo.StoredSubscription,
    fetched: FetchedCalendar | FetchFault,
    actorId: string | null,
  ): Promise<void> {
    const triedAt = deps.clock.now();
    const done = { triedAt, nextAt: new Date(triedAt.getTime() + everyMs), failures: 0, fault: null };
    if (fetched instanceof FetchFault) return fail(row, fetched.message);
    if (fetched.isSame) return deps.db.transaction((tx) => repo.update(tx, row.id, done));
    try {
      const { timeZone } = await deps.classes.get(deps.db.autocommit, row.classId);
      const calendar = readCalendar(fetched.ics, { timeZone, now: triedAt });
      await deps.db.transaction(async (tx) => {
        // It was ended while its calendar was under way: what it made stays as it is.
        if (!(await repo.lock(tx, row.id))) return;
        const answer = await deps.take(tx, calendar, timeZone, {
          classId: row.classId,
          actorId,
          subscription: `subscription:${row.id}`,
          dryRun: false,
          // An empty calendar is a fault of its server more often than the end of all lessons.
          cancelVanished: row.cancelVanished && calendar.events.length > 0,
        });
        const { etag, lastModified } = fetched;
        const bodyHash = hashOf(fetched.ics);
        const outcome = toOutcome(answer);
        await repo.update(tx, row.id, { ...done, takenAt: triedAt, etag, lastModified, bodyHash, outcome });
      });
    } catch (error) {
      if (!(error instanceof AppError))
        deps.log.error({ err: error, subscriptionId: row.id }, 'a calendar was not taken over');
      return fail(row, error instanceof AppError ? error.message : words.couldNotBeTakenOver);
    }
  }

  async function fail(row: repo.StoredSubscription, fault: string): Promise<void> {
    const triedAt = deps.clock.now();
    const failures = row.failures + 1;
    const pauseMs = Math.min(longestPauseMs, 15 * minuteMs * 2 ** Math.min(failures - 1, 10));
    await deps.db.transaction(async (tx) => {
      await repo.update(tx, row.id, { triedAt, nextAt: new Date(triedAt.getTime() + pauseMs), failures, fault });
      if (failures !== failuresTold) return;
      const { code } = await deps.classes.get(tx, row.classId);
      await deps.notifications.write(tx, [
        {
          personId: row.madeById,
          kind: 'system',
          title: words.theCalendarOfDoesNotCome(code),
          text: words.itWasTriedAndIsTriedAgain({ host: addressOf(row).host, failures, fault }),
          subject: { type: 'class', id: row.classId },
        },
      ]);
    });
  }

  function toView(row: repo.StoredSubscription): SubscriptionView {
    const { id, classId, cancelVanished, createdAt, triedAt, takenAt, nextAt, failures, fault } = row;
    const outcome = outcomeSchema.nullable().parse(row.outcome);
    const address = `${addressOf(row).origin}/…`;
    return { id, classId, address, cancelVanished, createdAt, triedAt, takenAt, nextAt, failures, fault, outcome };
  }

  const addressOf = (row: repo.StoredSubscription): URL =>
    new URL(open(deps.sealingKey, row.address, contextOf(row.id)).toString('utf8'));

  return { subscribe, listSubscriptions, unsubscribe, refresh, fetchDue };
}

async function refuseTwice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', { field: 'url', detail: words.isSubscribedToAlready });
    throw error;
  }
}

function toOutcome({ sessions, vanished }: ImportAnswer): Outcome {
  const count = (wanted: string): number => sessions.filter(({ fate }) => fate === wanted).length;
  return {
    new: count('new'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    skipped: count('skipped'),
    vanished: vanished.length,
    cancelled: vanished.filter(({ fate }) => fate === 'cancelled').length,
    firstSkipped: sessions
      .filter(({ fate }) => fate === 'skipped')
      .slice(0, mostSkippedTold)
      .map(({ line, uid, reason }) => ({ line, uid, reason })),
  };
}
