/** Days and times of lists of marks: what a school writes is read as it is meant, and what may mean two things is not. */
import { describe, expect, it } from 'vitest';
import { findOrder, readMoment, settle } from '../../../src/office/import-marks/dates.ts';
import { readTimes } from '../../../src/office/import-marks/times.ts';

const today = '2026-11-18';
const read = (text: string): string | undefined => {
  const moment = readMoment(text);
  const settled = moment && settle(moment, findOrder([moment], today) ?? 'dmy', today);
  if (!settled) return undefined;
  const { day, time, end, zone } = settled;
  return [day, time ?? '-', end ?? '-', zone ? `${zone.name}${zone.isSure ? '' : '?'}` : '-'].join(' ');
};

describe('a cell of a time', () => {
  it.each([
    ['8:30', '08:30'],
    ['08:30:00', '08:30'],
    ['8.30', '08:30'],
    ['8.30 Uhr', '08:30'],
    ['08:00 Uhr', '08:00'],
    ['8 Uhr', '08:00'],
    ['8 Uhr 15', '08:15'],
    ['0830', '08:30'],
    ['945', '09:45'],
    ['1315h', '13:15'],
    ['8h30', '08:30'],
    ['8 h 30', '08:30'],
    ['14h', '14:00'],
    ['9.05 uur', '09:05'],
    ['1:15 pm', '13:15'],
    ['12.30AM', '00:30'],
    ['2 p.m.', '14:00'],
    ['Period 2, 10:15', '10:15'],
    ['24:00', '00:00'],
  ])('%s is %s', (cell, time) => expect(readTimes(cell)).toEqual({ time, end: null, zone: null }));

  it.each(['8.30-9.15', '0830–0915', '8:30 - 9:15', '8.30 Uhr - 9.15 Uhr'])('%s is from when to when', (cell) =>
    expect(readTimes(cell)).toMatchObject({ time: '08:30', end: '09:15' }),
  );

  it.each(['noon', '8', '25:00', '8.60', '2460', '12345', '8:3', '8.30-noon', ''])('%s is none', (cell) =>
    expect(readTimes(cell)).toBeUndefined(),
  );
});

describe('a zone behind a time', () => {
  it.each([
    ['2026-11-05T09:00:00Z', '09:00 - UTC'],
    ['2026-11-05T09:00Z', '09:00 - UTC'],
    ['2026-11-05T09:00:00.000+02:00', '09:00 - UTC+02:00'],
    ['2026-11-05T09:00-05:00', '09:00 - UTC-05:00'],
    ['2026-11-05 09:00:00-03:30', '09:00 - UTC-03:30'],
    ['2026-11-05 09:00:00 -0500', '09:00 - UTC-05:00'],
    ['2026-11-05 09:00 UTC', '09:00 - UTC'],
    ['2026-11-05 09:00 GMT+2', '09:00 - UTC+02:00'],
    ['5 Nov 2026 9:00 am UTC', '09:00 - UTC'],
    ['Thu Nov 05 2026 09:00:00 GMT+0100 (Central European Standard Time)', '09:00 - UTC+01:00'],
    ['2026-11-05T09:00+01:00[Europe/Berlin]', '09:00 - UTC+01:00'],
    ['2026-11-05 09:00 Asia/Kolkata', '09:00 - Asia/Kolkata'],
    ['2026-11-05 09:00-10:30 UTC', '09:00 10:30 UTC'],
    ['2026-11-05 09:00-10:30 +02:00', '09:00 10:30 UTC+02:00'],
    ['2026-11-05T09:00:00Z/2026-11-05T10:00:00Z', '09:00 10:00 UTC'],
    ['2026-11-05 09:00 CET', '09:00 - CET?'],
    ['2026-11-05 09:00 EST', '09:00 - EST?'],
  ])('is read: %s', (text, rest) => expect(read(text)).toBe(`2026-11-05 ${rest}`));

  it.each([
    ['2026-11-05 09:00-10:30', '09:00 10:30 -'],
    ['2026-11-05 09:00:00-10:30:00', '09:00 10:30 -'],
    ['2026-11-05 09:00 TEST', '09:00 - -'],
    ['2026-11-05 09:00 Maths/Physics', '09:00 - -'],
    ['2026-11-05 8.30 Uhr', '08:30 - -'],
    ['05.11.2026 8 Uhr', '08:00 - -'],
    ['1 Nov 2026', '- - -'],
  ])('is not seen where there is none: %s', (text, rest) => expect(read(text)?.slice(11)).toBe(rest));

  it('and a time that no clock shows is no moment', () => expect(read('2026-11-05 25:10')).toBeUndefined());
});

describe('the order of day and month', () => {
  const orderOf = (...texts: string[]) =>
    findOrder(
      texts.flatMap((text) => readMoment(text) ?? []),
      today,
    );

  it('is not hidden by what is no day in either', () => {
    expect(orderOf('31/02/2026', '13/03/2026', '04/05/2026')).toBe('dmy');
    expect(orderOf('02/31/2026', '03/13/2026', '04/05/2026')).toBe('mdy');
    expect(orderOf('31/02/2026', '04/05/2026')).toBeUndefined();
  });
});
