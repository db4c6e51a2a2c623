/**
 * Tells people that plans changed: the class's students and teachers, who stands in for a session, and who begins or
 * ceases to; but not whoever did it.
 */
import type { Classes } from '../classes/index.ts';
import type { Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/days.ts';
import type { NewNotification, Notifications } from '../../delivery/notifications/index.ts';
import * as repo from './sessions.repo.ts';
import { findSubstitutes } from './substitutes.repo.ts';
import { words } from './words/en.ts';

/** A session before (cancelled: it is given back), and as it is held now; null: it is called off. */
export interface PlanChange {
  before: repo.StoredSession;
  after: Pick<repo.StoredSession, 'startsAt' | 'endsAt' | 'placeId'> | null;
  reason?: string | null;
}

/**
 * Runs in the transaction that changes the plan. What is over already, or stays as it was, is told to nobody, unless it
 * was held: then marks count no more, or again.
 */
export type TellPlans = (tx: Tx, actorId: string | null, changes: readonly PlanChange[]) => Promise<void>;

/** Tells a teacher that they stand in, or do no more; in the transaction that names them. */
export type TellSubstitute = (
  tx: Tx,
  actorId: string,
  session: repo.StoredSession,
  personId: string,
  standsIn: boolean,
) => Promise<void>;

/** A list that is longer is cut: the calendar shows it whole. */
const mostSentences = 10;

export function createTellPlans(deps: { clock: Clock; classes: Classes; notifications: Notifications }): TellPlans {
  /** One notification a person and class, however many sessions it is about. */
  async function tellClass(
    tx: Tx,
    actorId: string | null,
    classId: string,
    changes: readonly PlanChange[],
  ): Promise<NewNotification[]> {
    const view = await deps.classes.get(tx, classId);
    const everybody = new Set([
      ...(await deps.classes.roster(tx, classId)).map((entry) => entry.id),
      ...(await deps.classes.teacherIds(tx, classId)),
    ]);
    const substitutes = await findSubstitutes(
      tx,
      changes.map(({ before }) => before.id),
    );
    const told = [...new Set([...everybody, ...substitutes.map((one) => one.personId)])].filter(
      (personId) => personId !== actorId,
    );
    const places = await repo.findPlaceNames(
      tx,
      changes.flatMap(({ after }) => after?.placeId ?? []),
    );
    return told.map((personId) => {
      const theirs = everybody.has(personId)
        ? changes
        : changes.filter(({ before }) =>
            substitutes.some((one) => one.personId === personId && one.sessionId === before.id),
          );
      const [only] = theirs;
      return {
        personId,
        kind: 'session',
        title: `${nameChange(theirs)}: ${view.code}`,
        text: describe(theirs, view.timeZone, places),
        subject: only && theirs.length === 1 ? { type: 'session', id: only.before.id } : { type: 'class', id: classId },
      };
    });
  }

  return async (tx, actorId, changes) => {
    const now = deps.clock.now();
    const toCome = changes.filter(
      ({ before, after }) =>
        !isSame(before, after) && (before.endsAt > now || (after !== null && after.endsAt > now) || wasHeld(before)),
    );
    const notifications: NewNotification[] = [];
    for (const classId of new Set(toCome.map(({ before }) => before.classId))) {
      notifications.push(
        ...(await tellClass(
          tx,
          actorId,
          classId,
          toCome.filter(({ before }) => before.classId === classId),
        )),
      );
    }
    await deps.notifications.write(tx, notifications);
  };
}

export function createTellSubstitute(deps: {
  clock: Clock;
  classes: Classes;
  notifications: Notifications;
}): TellSubstitute {
  return async (tx, actorId, session, personId, standsIn) => {
    if (personId === actorId || session.endsAt <= deps.clock.now()) return;
    const view = await deps.classes.get(tx, session.classId);
    const when = spanOf(session, view.timeZone);
    await deps.notifications.write(tx, [
      {
        personId,
        kind: 'session',
        title: `${standsIn ? words.youStandIn : words.youNeedNotStand}: ${view.code}`,
        subject: { type: 'session', id: session.id },
        text: standsIn ? words.itIsInYourTimetableYou(when) : words.isRunBySomebodyElse(when),
      },
    ]);
  };
}

const wasHeld = ({ status, statusBefore }: repo.StoredSession): boolean =>
  [status, statusBefore].some((one) => one === 'open' || one === 'closed');

function nameChange(changes: readonly PlanChange[]): string {
  if (changes.every(({ after }) => after === null)) return 'Cancelled';
  return changes.every(({ before }) => before.status === 'cancelled') ? words.onAgain : 'Moved';
}

const isSame = (before: repo.StoredSession, after: PlanChange['after']): boolean =>
  after !== null &&
  before.status !== 'cancelled' &&
  before.startsAt.getTime() === after.startsAt.getTime() &&
  before.endsAt.getTime() === after.endsAt.getTime() &&
  before.placeId === after.placeId;

function describe(changes: readonly PlanChange[], timeZone: string, places: ReadonlyMap<string, string>): string {
  const sentences = changes.slice(0, mostSentences).map(({ before, after, reason = null }) => {
    const when = spanOf(before, timeZone);
    if (after === null) return wasHeld(before) ? words.isVoid({ when, reason }) : words.isCancelled({ when, reason });
    if (before.status === 'cancelled') return wasHeld(before) ? words.countsAgain(when) : words.isOnAgain(when);
    const where =
      after.placeId === before.placeId
        ? ''
        : after.placeId === null
          ? words.withoutAPlaceOfItsOwn
          : words.inText(places.get(after.placeId) ?? words.anotherPlace);
    return words.isNow({ before: when, after: spanOf(after, timeZone), where });
  });
  return [
    ...sentences,
    ...(changes.length > mostSentences ? [words.andMore(changes.length - mostSentences)] : []),
  ].join('\n');
}

const spanOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, timeZone: string): string =>
  words.to({
    when: formatInstant(startsAt, timeZone, 'ccc d LLL, HH:mm'),
    when2: formatInstant(endsAt, timeZone, 'HH:mm'),
  });
