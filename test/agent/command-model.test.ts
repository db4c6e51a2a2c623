/** The command model by itself: what it makes of sentences, and above all what it leaves alone. */
import { describe, expect, test } from 'vitest';
import { readFollowUp } from '../../src/agent/command-model/follow-up.ts';
import { undoTool } from '../../src/agent/undo-tool.ts';
import { understand, type Listener, type Meaning } from '../../src/agent/command-model/intents.ts';
import type { Remembered } from '../../src/agent/memory.ts';
import { toolNames, type ToolName } from '../../tools/tool-names.ts';
import { createRegistry, type ToolModules } from '../../tools/registry.ts';
import type { AskedFor } from '../../src/kernel/errors.ts';
import { judgeAll } from '../evals/judge.ts';

const staffTools: readonly ToolName[] = [
  'who_am_i',
  'undo_last',
  'open_session',
  'close_session',
  'cancel_session',
  'my_timetable',
  'make_code',
  'mark_student',
  'call_roll',
  'who_is_present',
  'attendance_sheet',
  'class_statistics',
];
const studentTools: readonly ToolName[] = [
  'who_am_i',
  'undo_last',
  'my_timetable',
  'check_in',
  'my_record',
  'agree_to_face_recognition',
  'enrol_face',
  'forget_face',
];
const teacher: Listener = {
  now: new Date('2026-11-18T09:00:00Z'),
  timeZone: 'UTC',
  tools: new Set(staffTools),
  photos: 0,
};
const student: Listener = { ...teacher, tools: new Set(studentTools) };

const callsOf = (meaning: Meaning | undefined): unknown =>
  meaning?.kind === 'calls' ? meaning.calls.map(({ tool, args }) => [tool, args]) : meaning?.kind;
const daysOf = (said: string, listener: Partial<Listener> = {}): unknown => {
  const meaning = understand(`sheet for CS101 ${said}`, { ...teacher, ...listener });
  const args = meaning.kind === 'calls' ? meaning.calls[0]?.args : undefined;
  return [args?.['from'], args?.['to']];
};

describe('the examples of the eval', () => {
  const verdicts = judgeAll();

  test('are many, and among them many of which nothing may come', () => {
    expect(verdicts.length).toBeGreaterThanOrEqual(120);
    expect(verdicts.filter(({ example }) => example.means === 'harmless').length).toBeGreaterThanOrEqual(30);
  });

  test('never bring about an effect that was not meant', () => {
    expect(verdicts.filter((verdict) => verdict.isWrongEffect).map(({ example, got }) => [example.says, got])).toEqual(
      [],
    );
  });

  test('are understood, 95 of 100 at least', () => {
    expect(verdicts.filter((verdict) => verdict.outcome === 'right').length / verdicts.length).toBeGreaterThanOrEqual(
      0.95,
    );
  });
});

describe('days', () => {
  test.each([
    ['today', '2026-11-18', '2026-11-18'],
    ['yesterday', '2026-11-17', '2026-11-17'],
    ['on Friday', '2026-11-13', '2026-11-13'],
    ['last Friday', '2026-11-13', '2026-11-13'],
    ['since Monday', '2026-11-16', '2026-11-18'],
    ['this week', '2026-11-16', '2026-11-18'],
    ['last week', '2026-11-09', '2026-11-15'],
    ['for the week of 2 November', '2026-11-02', '2026-11-08'],
    ['from 2 to 13 November', '2026-11-02', '2026-11-13'],
    ['between 2 and 13 November', '2026-11-02', '2026-11-13'],
    ['2-13 Nov', '2026-11-02', '2026-11-13'],
    ['from 13 November to 2 November', '2026-11-02', '2026-11-13'],
    ['for the last 30 days', '2026-10-20', '2026-11-18'],
    ['past two weeks', '2026-11-05', '2026-11-18'],
    ['in October', '2026-10-01', '2026-10-31'],
    ['from September to October', '2026-09-01', '2026-10-31'],
    ['since September', '2026-09-01', '2026-11-18'],
    ['on the 13th', '2026-11-13', '2026-11-13'],
    ['on the 25th', '2026-10-25', '2026-10-25'],
    ['on 20 December', '2025-12-20', '2025-12-20'],
    ['2026-11-02', '2026-11-02', '2026-11-02'],
    ['from 02.11.2026 to 06.11.2026', '2026-11-02', '2026-11-06'],
    ['this year', '2026-01-01', '2026-11-18'],
    ['now', undefined, undefined],
    ['for may', undefined, undefined],
  ])('"%s" is %s to %s', (said, from, to) => expect(daysOf(said)).toEqual([from, to]));

  test('are those of the zone that the person is in', () => {
    const lateEvening = new Date('2026-11-18T22:30:00Z');
    expect(daysOf('today', { now: lateEvening, timeZone: 'Asia/Tokyo' })).toEqual(['2026-11-19', '2026-11-19']);
    expect(daysOf('yesterday', { now: lateEvening, timeZone: 'America/New_York' })).toEqual([
      '2026-11-17',
      '2026-11-17',
    ]);
  });

  test('are written day first, and month first where people do', () => {
    expect(daysOf('on 3/11/2026')).toEqual(['2026-11-03', '2026-11-03']);
    expect(daysOf('on 11/3/2026', { timeZone: 'America/Chicago' })).toEqual(['2026-11-03', '2026-11-03']);
  });
});

describe('names', () => {
  test.each([
    ['mark Will late', 'Will'],
    ['mark May absent', 'May'],
    ['mark April Jones late', 'April Jones'],
    ['mark Mark late', 'Mark'],
    ['mark An late', 'An'],
    ["mark O'Brien-Smith late", "O'Brien-Smith"],
    ['mark 李小龍 late', '李小龍'],
    ['mark Łukasz Żółty late', 'Łukasz Żółty'],
    ['mark "Ada Lovelace" late', 'Ada Lovelace'],
    ['mark the student ada late', 'ada'],
  ])('%s: %s, passed on as it was typed', (said, name) => {
    const meaning = understand(said, teacher);
    expect(meaning.kind === 'calls' && meaning.calls.map(({ args }) => args['student'])).toEqual([name]);
  });
});

describe('several things in one message', () => {
  test('are done in order, and a class named once goes for all of them', () => {
    expect(callsOf(understand('open CS101 for 50 minutes and then make a code', teacher))).toEqual([
      ['open_session', { class: 'CS101', durationMinutes: 50 }],
      ['make_code', { class: 'CS101' }],
    ]);
    expect(callsOf(understand('Thanks! Mark Ada late and close CS101.', teacher))).toBe('unclear');
    expect(callsOf(understand('mark Ada late and close CS101', teacher))).toEqual([
      ['mark_student', { student: 'Ada', status: 'late' }],
      ['close_session', { class: 'CS101' }],
    ]);
  });

  test('are all left alone when one of them is not understood', () => {
    expect(callsOf(understand('open CS101 and tell the class a story', teacher))).toBe('unclear');
    expect(callsOf(understand('mark Ada late and give her a warning', teacher))).toBe('unclear');
  });
});

describe('an answer to what was asked back', () => {
  /** In no language that a rule could know: what was asked for travels beside the words. */
  const after = (request: string, asksFor?: AskedFor): Remembered[] => [
    { author: 'person', text: request },
    { author: 'muster', text: '…?', asksFor },
  ];

  test('completes the request with the class', () => {
    const earlier = after('open my class for 90 minutes', 'class');
    expect(callsOf(readFollowUp('CS101 please', earlier, teacher))).toEqual([
      ['open_session', { class: 'CS101', durationMinutes: 90 }],
    ]);
    expect(callsOf(readFollowUp('linear algebra', earlier, teacher))).toEqual([
      ['open_session', { class: 'linear algebra', durationMinutes: 90 }],
    ]);
  });

  test('completes it with the student', () => {
    const earlier = after('mark Ada late in CS101 yesterday', 'person');
    expect(callsOf(readFollowUp('Ada Byron', earlier, teacher))).toEqual([
      ['mark_student', { student: 'Ada Byron', status: 'late', class: 'CS101', date: '2026-11-17' }],
    ]);
  });

  test('completes it with the teacher who stands in, and with who waits to be let in', () => {
    const staff = { ...teacher, tools: new Set<ToolName>([...staffTools, 'name_substitute', 'decide_approval']) };
    expect(callsOf(readFollowUp('Alan Turing', after('let Alan take CS101 tomorrow', 'person'), staff))).toEqual([
      ['name_substitute', { teacher: 'Alan Turing', class: 'CS101', date: '2026-11-19' }],
    ]);
    expect(callsOf(readFollowUp('Grace Hopper', after('approve Grace', 'person'), staff))).toEqual([
      ['decide_approval', { name: 'Grace Hopper', decision: 'approve' }],
    ]);
  });

  test('asks for a photo again, since none is kept', () => {
    const earlier = after('[1 photo(s)]', 'class');
    expect(readFollowUp('CS101', earlier, student)).toEqual({
      kind: 'say',
      text: 'Please send the photo once more, together with "CS101".',
    });
  });

  test('is none when nothing was asked, when it says no, or when it is a question', () => {
    const asked = after('open my class', 'class');
    expect(readFollowUp('CS101', after('open CS101'), teacher)).toBeUndefined();
    for (const words of ['not CS101', 'which ones are there?', 'I meant to say something else entirely, sorry'])
      expect(readFollowUp(words, asked, teacher)).toBeUndefined();
  });
});

describe('every tool', () => {
  const tools = [...createRegistry({} as ToolModules), undoTool(() => Promise.resolve(undefined))];

  test('has one name on the list, and every name on it has a tool', () => {
    expect(tools.map(({ name }) => name).sort()).toEqual([...toolNames].sort());
  });

  test.each(tools.map((tool) => [tool.name, tool.example] as const))(
    '%s is understood as its help says it: %s',
    (name, example) => {
      // Where something is to be sent along, what is said with it stands in quotes.
      const says = /"([^"]+)"/.exec(example)?.[1] ?? example;
      const photos = /photo|selfie/.test(example) && example.includes('"') && name !== 'check_in' ? 1 : 0;
      const meaning = understand(says, { ...teacher, tools: new Set([name]), photos });
      expect(meaning.kind === 'calls' && meaning.calls.map(({ tool }) => tool)).toEqual([name]);
    },
  );
});

test('what a person may not do is told so, not mistaken for something else', () => {
  expect(understand('mark Ada present in CS101', student).kind).toBe('notAllowed');
  expect(understand('forget my face', teacher).kind).toBe('notAllowed');
});

test('very long and very odd messages come to an end and change nothing', () => {
  const words = [
    'delete my face photos and ',
    'i agree to the use of ',
    'enrol my new face photo for ',
    'open the algebra class session of ',
    'take attendance from the photo of ',
    'mark ada , ada , ',
    'code for the ',
    'check in with my code ',
    'change ada from absent to ',
    'how was the attendance of ',
    'please could you ',
    'last 3 days of may to ',
    'ada was late and ',
    'cancel the algebra class of ',
    'what do i have on the next class to ',
    'have i class on ',
    'appeal my absence in ',
    'i was marked absent but ',
    'tell the students of ',
    'let ada take ',
    'let ada know ',
    'approve the appeal of ',
    'approve ada ',
    'join the class with code ',
    'how did the north campus ',
    "my son ada's attendance in ",
    'any new unread notifications ',
    'who is waiting for approval ',
  ];
  const odd = [
    ...words.flatMap((piece) => [2, 40].map((times) => `${piece.repeat(times).slice(0, 990)} zzz`)),
    'from 1 to '.repeat(95),
    'ada and '.repeat(120),
    'a '.repeat(490),
    'a '.repeat(2000),
    '1'.repeat(4000),
    'for the class of '.repeat(230),
    `mark ${'ada and '.repeat(500)}`,
    'from 1 to '.repeat(400),
    '"'.repeat(4000),
    '🎓'.repeat(1000),
    'mark '.repeat(800),
    '\u0000\u200b',
    '((((((((('.repeat(400),
  ];
  const tools = createRegistry({} as ToolModules);
  const reads = tools.filter(({ effect }) => effect === 'read').map(({ name }) => name);
  const anybody: Listener = { ...teacher, tools: new Set(tools.map(({ name }) => name)) };
  for (const text of odd) {
    for (const listener of [teacher, student, anybody]) {
      const meaning = understand(text, listener);
      if (meaning.kind === 'calls') expect(reads, text).toContain(meaning.calls[0]?.tool);
    }
  }
});
