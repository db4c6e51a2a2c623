/** Commands about lessons that are over: taking a register late, and saying why there was no lesson. */
import { describe, expect, test } from 'vitest';
import { understand, type Listener } from '../../src/agent/command-model/intents.ts';
import type { ToolName } from '../../tools/tool-names.ts';

const tools: readonly ToolName[] = [
  'open_session',
  'close_session',
  'cancel_session',
  'restore_session',
  'mark_student',
];
/** A Wednesday. */
const teacher: Listener = {
  now: new Date('2026-11-18T09:00:00Z'),
  timeZone: 'UTC',
  tools: new Set(tools),
  photos: 0,
};
const callsOf = (said: string): unknown => {
  const meaning = understand(said, teacher);
  return meaning.kind === 'calls' ? meaning.calls.map(({ tool, args }) => [tool, args]) : meaning.kind;
};

describe('a lesson that nobody opened', () => {
  test.each([
    ['open CS101 yesterday', { class: 'CS101', date: '2026-11-17' }],
    ['please open the CS101 lesson of last Friday', { class: 'CS101', date: '2026-11-13' }],
    ['open CS101 on 16 November', { class: 'CS101', date: '2026-11-16' }],
    ['Open CS101 on Tue 17 November 2026.', { class: 'CS101', date: '2026-11-17' }],
    ["open yesterday's class", { date: '2026-11-17' }],
    ['open CS101 today', { class: 'CS101' }],
    ['open CS101', { class: 'CS101' }],
  ])('"%s"', (said, args) => expect(callsOf(said)).toEqual([['open_session', args]]));

  test('is closed by its day', () =>
    expect(callsOf('close CS101 on Tue 17 November 2026')).toEqual([
      ['close_session', { class: 'CS101', date: '2026-11-17' }],
    ]));

  test.each(['open CS101 tomorrow', 'open CS101 last week', 'did I open CS101 yesterday?', 'close CS101 tomorrow'])(
    '"%s" opens and closes nothing',
    (said) => expect(['unclear', 'say']).toContain(callsOf(said)),
  );
});

describe('the reason why a lesson is cancelled', () => {
  test.each([
    ['cancel CS101 yesterday because of snow', '2026-11-17', 'snow'],
    ['void CS101 yesterday because of snow', '2026-11-17', 'snow'],
    ['cancel CS101 yesterday: teacher ill', '2026-11-17', 'teacher ill'],
    ['call off CS101 on Friday due to a strike of Monday', '2026-11-20', 'a strike of Monday'],
    ["cancel CS101 tomorrow because there's no heating", '2026-11-19', "there's no heating"],
    ['Cancel CS101 on Tue 17 Nov - burst pipe.', '2026-11-17', 'burst pipe'],
    ['cancel CS101 on 20 December (holiday)', '2026-12-20', 'holiday'],
  ])('"%s"', (said, date, reason) =>
    expect(callsOf(said)).toEqual([['cancel_session', { class: 'CS101', date, reason }]]),
  );

  test.each([
    'cancel lunch tomorrow because of snow',
    "don't cancel CS101 because of snow",
    'should I cancel CS101 because of snow?',
    'cancel: snow',
  ])('"%s" cancels nothing', (said) => expect(callsOf(said)).toBe('unclear'));

  test('a day without a year is the nearer one, unless the year is named', () => {
    expect(callsOf('cancel CS101 on 17 November')).toEqual([
      ['cancel_session', { class: 'CS101', date: '2026-11-17' }],
    ]);
    expect(callsOf('cancel CS101 on 17 November 2027')).toEqual([
      ['cancel_session', { class: 'CS101', date: '2027-11-17' }],
    ]);
    expect(callsOf('cancel CS101 on 12 March')).toEqual([['cancel_session', { class: 'CS101', date: '2027-03-12' }]]);
  });
});
