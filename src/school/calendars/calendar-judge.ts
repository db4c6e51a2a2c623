/** What becomes of each event of a calendar, pure: held sessions stay, and so does what was changed by hand. */
import { faultOfSpan } from '../sessions/index.ts';
import type { CalendarEvent } from './calendar-file.ts';
import type { ImportedEvent } from './calendars.schema.ts';
import type { KnownEvent } from './imported-events.repo.ts';
import { words } from './words/en.ts';

/** How the session is to be. */
export interface Wanted {
  title: string | null;
  startsAt: Date;
  endsAt: Date;
  isCancelled: boolean;
  isOnAgain: boolean;
}

export interface Judgement {
  fate: ImportedEvent['fate'];
  reason: string | null;
  /** Null: nothing is done. */
  wanted: Wanted | null;
}

const skipped = (reason: string): Judgement => ({ fate: 'skipped', reason, wanted: null });

/** @param known the session that was made of the event before. */
export function judge(event: CalendarEvent, known: KnownEvent | undefined, now: Date): Judgement {
  const { title, startsAt, endsAt, isCancelled, note } = event;
  if (known && known.session.status !== 'scheduled' && known.session.status !== 'cancelled')
    return skipped(words.wasHeldAlready);
  const isOff = known?.session.status === 'cancelled';
  if (isOff && !isOffByCalendar(known)) return skipped(words.wasCancelledHere);
  if (isCancelled) return isOff || !known ? skipped(words.isCancelledInTheCalendar) : judgeCancelled(known);
  const unfit = event.unfit ?? faultOfSpan(startsAt, endsAt, now)?.detail;
  if (unfit !== undefined) return skipped(unfit);
  const own = { title, startsAt, endsAt, isCancelled, isOnAgain: isOff };
  if (!known) return { fate: 'new', reason: note, wanted: own };
  return isOff ? { fate: 'changed', reason: words.isOnAgain, wanted: own } : merge(event, known, note);
}

/** What the calendar called off it may give back; what a person or a holiday cancelled stays so. */
const isOffByCalendar = ({ isCancelled, session }: KnownEvent): boolean => isCancelled && session.cancelledAt === null;

/** Called off once already, it was given back here by hand, and stays so. */
function judgeCancelled({ session, isCancelled }: KnownEvent): Judgement {
  if (isCancelled) return skipped(words.wasGivenBackHere);
  const { title, startsAt, endsAt } = session;
  const wanted = { title, startsAt, endsAt, isCancelled: true, isOnAgain: false };
  return { fate: 'changed', reason: words.isCancelledInTheCalendar, wanted };
}

/** What the calendar changed since it was last read is taken over; what only was changed here stays. */
function merge(event: CalendarEvent, known: KnownEvent, note: string | null): Judgement {
  const { session } = known;
  const wasMovedThere = !isSameTime(event, known);
  const wasMovedHere = !isSameTime(session, known);
  const { startsAt, endsAt } = wasMovedThere ? event : session;
  const title = event.title === known.title ? session.title : event.title;
  const isSame = isSameTime({ startsAt, endsAt }, session) && title === session.title;
  const isAgreed = isSameTime(event, session);
  const byHand = wasMovedThere ? words.wasMovedHereToo : words.wasMovedHereAndStays;
  return {
    fate: isSame ? 'unchanged' : 'changed',
    reason: wasMovedHere && !isAgreed ? byHand : note,
    wanted: { title, startsAt, endsAt, isCancelled: false, isOnAgain: false },
  };
}

interface Span {
  startsAt: Date;
  endsAt: Date;
}
const isSameTime = (a: Span, b: Span): boolean =>
  a.startsAt.getTime() === b.startsAt.getTime() && a.endsAt.getTime() === b.endsAt.getTime();

/**
 * Sessions to come that the calendar named before, within the time that was laid out, and does not name any more.
 * @param unread UIDs of events that could not be read: they are there.
 */
export function findVanished(
  known: readonly KnownEvent[],
  matched: ReadonlySet<KnownEvent>,
  {
    calendars,
    unread,
    now,
    from,
    to,
  }: { calendars: ReadonlySet<string>; unread: ReadonlySet<string>; now: Date; from: Date; to: Date },
): KnownEvent[] {
  return known.filter(
    (one) =>
      calendars.has(one.calendar) &&
      !matched.has(one) &&
      !unread.has(one.uid) &&
      one.session.status === 'scheduled' &&
      one.session.startsAt > now &&
      one.startsAt >= from &&
      one.startsAt < to,
  );
}

/** What should be known of a vanished one besides. */
export function noteOfVanished(one: KnownEvent): string | null {
  if (one.isCancelled) return words.wasGivenBackHere;
  return isSameTime(one.session, one) ? null : words.wasMovedHere;
}
