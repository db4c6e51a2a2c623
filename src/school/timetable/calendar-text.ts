/**
 * Writes a person's sessions as an iCalendar file. The same sessions give the same text, so that a reader can tell that
 * nothing changed.
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

function toEvent({
  id,
  code,
  title,
  classTitle,
  startsAt,
  endsAt,
  createdAt,
  status,
  place,
}: CalendarSession): ICAL.Component {
  const event = new ICAL.Component('vevent');
  const times = { dtstamp: createdAt, dtstart: startsAt, dtend: endsAt };
  event.addPropertyWithValue('uid', `${id}@muster`);
  for (const [key, value] of Object.entries(times)) event.addPropertyWithValue(key, ICAL.Time.fromJSDate(value, true));
  event.addPropertyWithValue('summary', `${code} ${title ?? classTitle}`);
  if (place !== null) event.addPropertyWithValue('location', place);
  event.addPropertyWithValue('status', status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED');
  return event;
}
