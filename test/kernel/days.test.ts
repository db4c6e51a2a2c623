/** Days and weeks in any zone: they follow each other without gap or overlap, and every instant lies in its own. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf, daysBetween, spanOfDays, startOfDay, startOfWeek, weeksOf } from '../../src/kernel/days.ts';

const runs = { numRuns: 1000, verbose: false } as const;
const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC');
const locales = fc.constantFrom('en-GB', 'en-US', 'de-DE', 'ar-EG', 'pt-PT', 'fa-IR', 'he-IL', 'fr-CA');
/** Far enough for every rule of clocks that schools live by, and for the days that zones have skipped. */
const instants = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
});
/** By the platform's own calendar, which is not what we use. */
const dayByIntl = (instant: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);

test('an instant falls on the day that the clocks of its zone show, and within that day from begin to end', () => {
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      const day = dayOf(instant, zone);
      expect(day).toBe(dayByIntl(instant, zone));
      const { from, to } = spanOfDays(day, day, zone);
      expect(from <= instant && instant < to).toBe(true);
    }),
    runs,
  );
});

test('a day begins with its first instant, also where clocks skip midnight or show it twice', () => {
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      const day = dayOf(instant, zone);
      const start = startOfDay(day, zone);
      expect([dayByIntl(start, zone), dayByIntl(new Date(start.getTime() - 1), zone) < day]).toEqual([day, true]);
    }),
    runs,
  );
});

test('days and weeks follow each other without gap or overlap, and weeks begin on the day of their locale', () => {
  fc.assert(
    fc.property(instants, zones, locales, fc.integer({ min: 0, max: 60 }), (instant, zone, locale, length) => {
      const from = dayOf(instant, zone);
      const to = addDays(from, length);
      expect(daysBetween(from, to)).toBe(length);
      const weeks = weeksOf({ from, to }, zone, locale);
      expect(weeks[0]!.week).toBe(startOfWeek(from, locale));
      expect(weeks[0]!.startsAt <= startOfDay(from, zone)).toBe(true);
      for (const [index, { week, startsAt }] of weeks.entries()) {
        expect(startOfWeek(week, locale)).toBe(week);
        expect(startsAt).toEqual(startOfDay(week, zone));
        if (index > 0) expect(daysBetween(weeks[index - 1]!.week, week)).toBe(7);
      }
      expect(addDays(weeks.at(-1)!.week, 6) >= to && weeks.at(-1)!.week <= to).toBe(true);
    }),
    runs,
  );
});
