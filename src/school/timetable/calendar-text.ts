/**
 * Writes a person's sessions as an iCalendar file. The same sessions give the same text, so that a reader can tell that
 * nothing changed; what changed has a higher SEQUENCE, without which calendar programs keep what they have.
 */
import ICAL from 'ical.js';
import type { CalendarSession } from './timetable.repo.ts';

export function writeCalendar(sessions: readonly CalendarSession[], name: string): string {
  const calendar = new ICAL.Component('vcalendar');
  const head = { version: '2.0', prodid: '-//Muster//Attendance//EN', calscale: 'GREGORIAN', 'x-wr-calname': name };
  for (const [key, value] of Object.entries(head)) calendar.addPropertyWithValue(key, value);
  for (const session of sessions) calendar.addSubcomponent(toEvent(session));
  return `${calendar.toString()}\r\n`;
}

function toEvent(session: CalendarSession): ICAL.Component {
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', `${session.id}@muster`);
  const times = {
    dtstamp: session.revisedAt,
    created: session.createdAt,
    'last-modified': session.revisedAt,
    dtstart: session.startsAt,
    dtend: session.endsAt,
  };
  for (const [key, value] of Object.entries(times)) event.addPropertyWithValue(key, ICAL.Time.fromJSDate(value, true));
  event.addPropertyWithValue('sequence', session.revision);
  event.addPropertyWithValue('summary', `${session.code} ${session.title ?? session.classTitle}`);
  if (session.place !== null) event.addPropertyWithValue('location', session.place);
  event.addPropertyWithValue('status', doNotTakePlace.has(session.status) ? 'CANCELLED' : 'CONFIRMED');
  return event;
}

/** A session that was held and voided does not take place, either. */
const doNotTakePlace: ReadonlySet<string> = new Set(['cancelled', 'voided']);
