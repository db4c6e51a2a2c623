/** Sessions as sejal's clients know them: by the name of their class, their day and their times. */
import type { Clock } from '../../../kernel/clock.ts';
import { addYears, dayOf, spanOfDays } from '../../../kernel/days.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { ClassView } from '../../../school/classes/index.ts';
import type { Sessions } from '../../../school/sessions/index.ts';
import { called, severalCalled } from '../class-by-name.ts';
import { spanOf, type Meeting, type Sought } from './shapes.ts';
import { words } from '../words/en.ts';

/** These clients know no pages: sessions so far back and ahead. */
const yearsAround = 2;

export function createMeetings({ sessions, clock }: { sessions: Sessions; clock: Clock }) {
  /**
   * The session of a class of this name at this time, where its campus's clock shows it. @throws AppError `notFound`,
   * `conflict`.
   */
  async function findMeeting(views: readonly ClassView[], sought: Sought): Promise<Meeting> {
    const found = await Promise.all(
      called(views, sought.class_name).map(async (view) => {
        const { startsAt, endsAt } = spanOf(sought, view.timeZone);
        const near = await sessions.listBetween([view.id], startsAt, new Date(startsAt.getTime() + 60_000));
        return near
          .filter(
            (session) =>
              session.status !== 'cancelled' && Math.abs(session.endsAt.getTime() - endsAt.getTime()) < 60_000,
          )
          .map((session) => ({ session, view }));
      }),
    );
    const [only] = found.flat();
    const named = found.flatMap(([first]) => (first ? [first.view] : []));
    // Of several sessions of one class at one time the first is meant, always.
    if (!only) throw new AppError('notFound', { field: 'class_name', detail: words.thereIsNoSuchClass });
    if (named.length > 1) throw severalCalled(sought.class_name, named);
    return only;
  }

  /** Sessions of these classes that were not cancelled, newest first. */
  async function listMeetings(views: readonly ClassView[]): Promise<Meeting[]> {
    // Far from either end the zone does not matter.
    const today = dayOf(clock.now(), 'UTC');
    const { from, to } = spanOfDays(addYears(today, -yearsAround), addYears(today, yearsAround), 'UTC');
    const listed = await sessions.listBetween(
      views.map(({ id }) => id),
      from,
      to,
    );
    return listed.reverse().flatMap((session) => {
      const view = views.find(({ id }) => id === session.classId);
      return view && session.status !== 'cancelled' ? [{ session, view }] : [];
    });
  }

  return { findMeeting, listMeetings };
}
