/** Words that are known for who writes: the codes of their classes, and the names of their wards. */
import { describe, expect, test } from 'vitest';
import { readFollowUp } from '../../src/agent/command-model/follow-up.ts';
import { understand, type Listener } from '../../src/agent/command-model/intents.ts';
import type { AskedFor } from '../../src/kernel/errors.ts';
import type { ToolName } from '../../tools/tool-names.ts';

const now = new Date('2026-11-18T10:00:00Z');
const listener = (tools: ToolName[], known: Partial<Listener>): Listener => ({
  now,
  timeZone: 'Europe/Berlin',
  tools: new Set(tools),
  photos: 0,
  ...known,
});
const teacher = listener(
  ['announce', 'open_session', 'close_session', 'who_is_present', 'mark_student', 'attendance_sheet', 'cancel_session'],
  { ownClasses: ['BAND', '7C', 'Q2 LAT', 'Chess-Club', 'MAY', 'CS101'] },
);
const guardian = listener(['request_leave', 'my_record', 'my_timetable'], {
  wards: ['Mia Okafor', 'Will Okafor', 'Jo-Ann de Vries'],
});
const callsOf = (text: string, who: Listener): unknown => {
  const meaning = understand(text, who);
  return meaning.kind === 'calls' ? meaning.calls.map(({ tool, args }) => [tool, args]) : meaning.kind;
};

describe('a code of an own class is known by every command, whatever it looks like', () => {
  test.each([
    ['tell BAND that we meet in the yard', 'announce', { class: 'BAND', text: 'we meet in the yard' }],
    ['tell band that we meet in the yard', 'announce', { class: 'BAND', text: 'we meet in the yard' }],
    ['let 7C know that the test is on Friday', 'announce', { class: '7C', text: 'the test is on Friday' }],
    ['tell Q2 LAT: bring your books', 'announce', { class: 'Q2 LAT', text: 'bring your books' }],
    ['send a note to the chess club: no game today', 'announce', { class: 'Chess-Club', text: 'no game today' }],
    ['tell MAY that the trip is off', 'announce', { class: 'MAY', text: 'the trip is off' }],
    ['open BAND', 'open_session', { class: 'BAND' }],
    ['open q2 lat for 40 minutes', 'open_session', { class: 'Q2 LAT', durationMinutes: 40 }],
    ['close 7c', 'close_session', { class: '7C' }],
    ['who is missing in Q2 LAT?', 'who_is_present', { class: 'Q2 LAT' }],
    ['mark Ada late in BAND', 'mark_student', { class: 'BAND', student: 'Ada', status: 'late' }],
    ['mark Ada late in the chess-club class', 'mark_student', { class: 'Chess-Club', student: 'Ada', status: 'late' }],
  ])('%s', (text, tool, args) => {
    expect(callsOf(text, teacher)).toEqual([[tool, expect.objectContaining(args)]]);
  });

  test('and takes no other meaning away', () => {
    expect(callsOf('tell Ada that we meet', teacher)).toBe('unclear');
    expect(callsOf('open CS101 for 7 minutes', teacher)).toEqual([
      ['open_session', { class: 'CS101', durationMinutes: 7 }],
    ]);
    expect(callsOf('sheet for CS101 in may', teacher)).toEqual([
      ['attendance_sheet', { class: 'CS101', from: '2026-05-01', to: '2026-05-31' }],
    ]);
  });
});

describe("a ward's name is a person", () => {
  const tomorrow = { from: '2026-11-19', to: '2026-11-19' };
  test.each([
    ['Mia Okafor is ill tomorrow', 'request_leave', { student: 'Mia Okafor', ...tomorrow, reason: 'ill' }],
    ['mia is sick tomorrow', 'request_leave', { student: 'mia', ...tomorrow, reason: 'sick' }],
    ['Will is ill tomorrow', 'request_leave', { student: 'Will', ...tomorrow, reason: 'ill' }],
    ['Jo-Ann has a fever tomorrow', 'request_leave', { student: 'Jo-Ann', ...tomorrow, reason: 'a fever' }],
    ['my daughter Mia is ill tomorrow', 'request_leave', { student: 'Mia', ...tomorrow, reason: 'ill' }],
    ["Mia can't come tomorrow because of the dentist", 'request_leave', { student: 'Mia', ...tomorrow }],
    ['how is Mia doing?', 'my_record', { student: 'Mia' }],
    ['how is Will doing?', 'my_record', { student: 'Will' }],
    ["Jo-Ann de Vries's attendance", 'my_record', { student: 'Jo-Ann de Vries' }],
    ['was Mia late today?', 'my_record', { student: 'Mia' }],
  ])('%s', (text, tool, args) => {
    expect(callsOf(text, guardian)).toEqual([[tool, expect.objectContaining(args)]]);
  });

  test.each([
    ['both are ill tomorrow', ['Mia Okafor', 'Will Okafor', 'Jo-Ann de Vries'], 'request_leave'],
    ['my children are sick tomorrow', ['Mia Okafor', 'Will Okafor', 'Jo-Ann de Vries'], 'request_leave'],
    ['Mia and Will are ill tomorrow', ['Mia', 'Will'], 'request_leave'],
    ['how are my kids doing?', ['Mia Okafor', 'Will Okafor', 'Jo-Ann de Vries'], 'my_record'],
  ])('%s is said of each', (text, students, tool) => {
    expect(callsOf(text, guardian)).toEqual(
      students.map((student) => [tool, expect.objectContaining({ student }) as unknown]),
    );
  });

  test('of somebody who is no ward nothing is asked', () => {
    expect(callsOf('Zoe is ill tomorrow', guardian)).toBe('unclear');
    expect(callsOf('will it rain tomorrow?', guardian)).toBe('unclear');
  });
});

describe('a question that a tool asks is answered', () => {
  const asked = (request: string, question: string, asksFor: AskedFor) => [
    { author: 'person' as const, text: request, asksFor: undefined },
    { author: 'muster' as const, text: question, asksFor },
  ];
  const answer = (text: string, earlier: ReturnType<typeof asked>, who = guardian): unknown => {
    const meaning = readFollowUp(text, earlier, who);
    return meaning?.kind === 'calls' ? meaning.calls.map(({ args }) => args) : meaning?.kind;
  };
  const whom = asked('my child is ill tomorrow', 'For whom do you ask: Mia Okafor, Will Okafor?', 'person');

  test.each(['Mia', 'Will Okafor', 'mia okafor'])('by a name: %s', (name) => {
    expect(answer(name, whom)).toEqual([expect.objectContaining({ student: name, from: '2026-11-19' })]);
  });

  test('by "both", for each', () => {
    expect(answer('both', whom)).toHaveLength(3);
  });

  test.each([
    [
      'I need leave for Mia',
      'day',
      'tomorrow because of a funeral',
      { student: 'Mia', from: '2026-11-19', reason: 'a funeral' },
    ],
    [
      'I need leave for Mia because of a funeral',
      'day',
      'on Friday',
      { student: 'Mia', from: '2026-11-20', reason: 'a funeral' },
    ],
    ['Mia needs leave', 'day', 'tomorrow', undefined],
    [
      'Mia will be absent tomorrow',
      'reason',
      'a dentist appointment',
      { student: 'Mia', reason: 'a dentist appointment' },
    ],
    [
      'Mia will be absent tomorrow',
      'reason',
      'she does not feel well',
      { student: 'Mia', reason: 'she does not feel well' },
    ],
  ] as const)('with what was missing: %s, %s: %s', (request, asksFor, text, args) => {
    const given = answer(text, asked(request, 'For which days? What is the reason?', asksFor));
    expect(given).toEqual(args === undefined ? undefined : [expect.objectContaining(args)]);
  });

  test.each([
    ['the one at 9:30', '09:30'],
    ['14:00', '14:00'],
    ['2 pm', '14:00'],
  ])('by the hour: %s', (text, time) => {
    const which = asked('mark Ada late in BAND yesterday', 'BAND had several sessions that day. Which one?', 'time');
    expect(answer(text, which, teacher)).toEqual([
      expect.objectContaining({ student: 'Ada', class: 'BAND', date: '2026-11-17', time }),
    ]);
  });

  test('also when the answer leads to another question', () => {
    expect(answer('BIO2', [...whom, ...asked('Mia', 'There is no one class called that.', 'class')])).toEqual([
      expect.objectContaining({ student: 'Mia', class: 'BIO2' }),
    ]);
  });
});
