/** iCalendar files for tests of how they are read, on 18 November 2026 in Zurich. */
import { expect } from 'vitest';
import { readCalendar } from '../../src/school/calendars/calendar-file.ts';

const now = new Date('2026-11-18T09:00:00Z');
export const file = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
export const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
export const lesson = (uid: string, ...lines: string[]): string[] =>
  event(`UID:${uid}`, 'DTSTART:20261124T090000Z', 'DURATION:PT1H', ...lines);
export const readAll = (ics: string, timeZone = 'Europe/Zurich') => readCalendar(ics, { timeZone, now });
export const read = (...lines: string[]) =>
  readAll(file(...lines)).events.map(({ uid, recurrence, startsAt, endsAt, title }) => [
    recurrence === '' ? uid : `${uid}/${recurrence}`,
    startsAt.toISOString(),
    endsAt.toISOString(),
    title,
  ]);
export const startsOf = (...lines: string[]) => read(...lines).map(([, startsAt]) => startsAt ?? '');
/** What is told of the events that cannot be read; the lesson beside them has to come in. */
export const told = (...lines: string[]): string[] => {
  const { events, unread } = readAll(file(...lesson('good'), ...lines));
  expect(events.map(({ uid }) => uid)).toContain('good');
  return unread.map(({ line, reason }) => `${line}: ${reason}`);
};
export const refusal = (ics: string): string => {
  try {
    readAll(ics);
    return 'none';
  } catch (error) {
    const { code, field, message } = error as { code: string; field: string; message: string };
    expect([code, field]).toEqual(['invalidInput', 'ics']);
    return message;
  }
};
