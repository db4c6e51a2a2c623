/** The words of a sheet: letters for statuses, dates and times in the campus's zone, one form in every format. */
import { type Day, formatDate, formatInstant } from '../../kernel/days.ts';
import type { Sheet, SheetStatus } from './sheet.ts';
import { words } from './words/en.ts';

/** The letter in a grid, distinguishable without colour. */
export const statusLetters: Readonly<Record<SheetStatus, string>> = {
  present: 'P',
  late: 'L',
  absent: 'A',
  excused: 'E',
};

export const statusWords: Readonly<Record<SheetStatus, string>> = {
  present: 'Present',
  late: 'Late',
  absent: 'Absent',
  excused: 'Excused',
};

const language = 'en-GB';

/** An instant on the wall clock of the campus. */
export const momentText = (instant: Date, timeZone: string, format: string): string =>
  formatInstant(instant, timeZone, format, language);

/** 'yyyy-MM-dd HH:mm' on the campus's clock. */
export const isoMinute = (instant: Date, timeZone: string): string => momentText(instant, timeZone, 'yyyy-MM-dd HH:mm');

const dayText = (day: Day, format: string): string => formatDate(day, format, language);

/** '2 November 2026', or '2 - 30 November 2026' with what both ends share said once (and an en dash). */
export function periodText(sheet: Pick<Sheet, 'from' | 'to'>): string {
  const last = dayText(sheet.to, 'd MMMM yyyy');
  if (sheet.from === sheet.to) return last;
  if (hasSame(sheet, 'yyyy-MM')) return `${dayText(sheet.from, 'd')}–${last}`;
  return `${dayText(sheet.from, hasSame(sheet, 'yyyy') ? 'd MMMM' : 'd MMMM yyyy')} – ${last}`;
}

const hasSame = ({ from, to }: Pick<Sheet, 'from' | 'to'>, part: string): boolean =>
  dayText(from, part) === dayText(to, part);

/** '93.1 %', or an en dash where nothing counts. */
export const percentageText = (percentage: number | null): string =>
  percentage === null ? '–' : `${percentage.toFixed(1)} %`;

export const sheetTitle = (sheet: Pick<Sheet, 'classCode' | 'classTitle'>): string =>
  `${sheet.classCode} · ${sheet.classTitle}`;

/** The sentence that takes the grid's place when there is none; null when there is. */
export function emptySheetText(sheet: Sheet): string | null {
  if (sheet.rows.length === 0) return words.nobodyIsOnTheRoster;
  if (sheet.sessions.length > 0) return null;
  return sheet.cancelledSessions > 0 ? words.everySessionOfThisClass : words.thisClassHadNoSession;
}
