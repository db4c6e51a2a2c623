/** A class into which calendars are imported: their events, and what became of them. */
import type { Client } from './client.ts';
import type { Planning } from './planning.ts';

export interface Import {
  sessions: { line: number; uid: string; fate: string; reason: string | null; startsAt: string | null }[];
  vanished: { uid: string; startsAt: string; fate: string; reason: string | null }[];
  applied: boolean;
}

export const calendar = (...events: string[][]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');

/** An hour in Zurich. */
export const single = (uid: string, start: string, ...more: string[]): string[] => [
  `UID:${uid}`,
  'SUMMARY:Lesson',
  `DTSTART;TZID=Europe/Zurich:${start}`,
  'DURATION:PT1H',
  ...more,
];

/** Ninety minutes in Zurich, again and again. */
export const series = (start: string, rule = 'FREQ=WEEKLY;COUNT=3', ...more: string[]): string[] => [
  'UID:lesson',
  'SUMMARY:Lesson',
  `DTSTART;TZID=Europe/Zurich:${start}`,
  'DURATION:PT90M',
  `RRULE:${rule}`,
  ...more,
];

export const fates = ({ body }: { body: Import }): string[] =>
  body.sessions.map(({ fate, reason }) => (reason === null ? fate : `${fate}: ${reason}`));

export const vanished = ({ body }: { body: Import }): string[] =>
  body.vanished.map(
    ({ startsAt, fate, reason }) => `${startsAt.slice(0, 16)} ${fate}${reason === null ? '' : `: ${reason}`}`,
  );

/** @param of the school, which a test starts later. */
export const inClassOf = (of: () => Planning) => ({
  bring: <T = Import>(ics: string, more: Record<string, unknown> = {}, who: Client = of().school.teacher) =>
    who.post<T>(`/api/v2/classes/${of().classId}/calendar/import`, { ics, dryRun: false, ...more }),
  /** Starts of the sessions that were not cancelled, to the minute. */
  live: async (): Promise<string[]> =>
    (await of().list()).sessions
      .filter(({ status }) => status !== 'cancelled')
      .map(({ startsAt }) => startsAt.slice(0, 16)),
  open: () => of().school.teacher.post(`/api/v2/classes/${of().classId}/sessions/open`),
});
