/** Days in sentences, whatever the locale of the campus: it says when weeks begin, and nothing about digits or years. */
import { expect, test } from 'vitest';
import { takeDays, type Days } from '../../src/agent/command-model/days.ts';
import { readPhrase } from '../../src/agent/command-model/phrase.ts';
import { columnsOf, toCsv } from '../../src/reporting/csv/index.ts';

/** With other digits, other years, or both; some by an extension only. */
const locales = [
  'ar-EG',
  'ar-SA',
  'fa-IR',
  'bn-BD',
  'mr-IN',
  'my-MM',
  'ne-NP',
  'ckb-IQ',
  'th-TH-u-ca-buddhist-nu-thai',
  'ja-JP-u-ca-japanese',
  'he-IL-u-ca-hebrew',
  'en-US-u-nu-arab',
  'zh-TW-u-ca-roc-nu-hanidec',
  'de-DE-u-nu-deva',
] as const;
/** A Wednesday. */
const now = new Date('2026-11-18T09:00:00Z');
const daysOf = (text: string, locale: string, isAhead = false): Days | undefined =>
  takeDays(readPhrase(text), { now, timeZone: 'Asia/Kolkata', locale, isAhead }).days;

test.each(locales)('months and years are those of the calendar in %s', (locale) => {
  expect(daysOf('this month', locale)).toEqual({ from: '2026-11-01', to: '2026-11-18' });
  expect(daysOf('last month', locale)).toEqual({ from: '2026-10-01', to: '2026-10-31' });
  expect(daysOf('next month', locale, true)).toEqual({ from: '2026-12-01', to: '2026-12-31' });
  expect(daysOf('this year', locale)).toEqual({ from: '2026-01-01', to: '2026-11-18' });
  expect(daysOf('last year', locale)).toEqual({ from: '2025-01-01', to: '2025-12-31' });
  expect(daysOf('past 7 days', locale)).toEqual({ from: '2026-11-12', to: '2026-11-18' });
  expect(daysOf('since Monday', locale)).toEqual({ from: '2026-11-16', to: '2026-11-18' });
  expect(daysOf('on the 13th', locale)).toEqual({ from: '2026-11-13', to: '2026-11-13' });
});

test.each([
  ['ar-EG', '2026-11-14'],
  ['ne-NP', '2026-11-15'],
  ['ja-JP-u-ca-japanese', '2026-11-15'],
  ['de-DE-u-nu-deva', '2026-11-16'],
])('weeks in %s begin on the day of its locale: %s', (locale, first) => {
  const after = (days: number): string =>
    new Date(Date.parse(`${first}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  expect(daysOf('this week', locale)).toEqual({ from: first, to: '2026-11-18' });
  expect(daysOf('this week', locale, true)).toEqual({ from: first, to: after(6) });
  expect(daysOf('last week', locale)).toEqual({ from: after(-7), to: after(-1) });
  expect(daysOf('next week', locale, true)).toEqual({ from: after(7), to: after(13) });
  expect(daysOf('week of 18 November', locale)).toEqual({ from: first, to: after(6) });
});

test.each(locales)('a file has digits that a spreadsheet reads in %s', (locale) => {
  const file = toCsv(columnsOf(['percentage'], [{ percentage: 66.7 }]), { locale }).toString();
  expect(file).toMatch(/66[.,]7/);
});

test('the separator goes with the decimal sign that is written, not with one of other digits', () => {
  expect(toCsv([['a', 66.7]], { locale: 'de-DE-u-nu-deva' }).toString()).toContain('a;66,7');
  expect(toCsv([['a', 66.7]], { locale: 'ar-EG' }).toString()).toContain('a,66.7');
});
