/** Which names are time zones: all of IANA's, old and new; no offsets, no abbreviations. */
import { expect, test } from 'vitest';
import { attach, dayOf, zoneCalled } from '../../src/kernel/days.ts';

test.each([
  'Asia/Kolkata',
  'Asia/Calcutta',
  'Europe/Kyiv',
  'Europe/Kiev',
  'Asia/Yangon',
  'Africa/Asmara',
  'America/Argentina/Cordoba',
  'America/Indiana/Indianapolis',
  'America/Port-au-Prince',
  'Australia/ACT',
  'Pacific/Kanton',
  'Etc/GMT-14',
  'Etc/UTC',
  'US/Hawaii',
  'EST5EDT',
  'Singapore',
  'GMT',
  'UTC',
])('%s is a zone, and stays as it was written', (name) => {
  expect(zoneCalled(name)).toBe(name);
  expect(dayOf(attach('2026-07-01T12:00:00', name), name)).toBe('2026-07-01');
});

test('every zone that the platform lists is one', () => {
  const listed = Intl.supportedValuesOf('timeZone');
  expect(listed.length).toBeGreaterThan(300);
  expect(listed.map(zoneCalled)).toEqual(listed);
});

test.each([
  ['europe/zurich', 'Europe/Zurich'],
  ['EUROPE/ZURICH', 'Europe/Zurich'],
  ['america/port-au-prince', 'America/Port-au-Prince'],
  ['utc', 'UTC'],
])('%s, in another case than IANA writes it, becomes %s', (typed, name) => expect(zoneCalled(typed)).toBe(name));

test('an old or new name in another case becomes one by which the zone is found everywhere', () => {
  for (const typed of ['asia/kolkata', 'ASIA/KOLKATA', 'Asia/kolkata'])
    expect(['Asia/Kolkata', 'Asia/Calcutta']).toContain(zoneCalled(typed));
});

test.each([
  '',
  ' ',
  'Z',
  '+02:00',
  '-0500',
  'UTC+2',
  'GMT+2',
  'IST',
  'CST',
  'bst',
  'local',
  'system',
  'Europe/Atlantis',
  'Europe/Zurich ',
  'Europe',
  '../etc/passwd',
  'W. Europe Standard Time',
])('"%s" is none', (name) => expect(zoneCalled(name)).toBeUndefined());
