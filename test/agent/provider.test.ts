/** A model provider over its real protocol: what it proposes is done once, what it says wrong or not at all does no harm. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChatReply } from '../../bots/web/web.ts';
import { readEvents } from '../support/events.ts';
import type { Client } from '../support/client.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { startOpenAiServer, type OpenAiServer, type Step } from '../support/openai-server.ts';
import { createSmallSchool } from '../support/school.ts';

let muster: TestMuster;
let provider: OpenAiServer;
let teacher: Client;

beforeAll(async () => {
  provider = await startOpenAiServer();
  muster = await startTestMuster({
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'key-of-the-school',
    OPENAI_MODEL: 'school-model',
    OPENAI_TIMEOUT_MS: '500',
  });
  await createSmallSchool(muster, 3);
});
afterAll(async () => {
  await muster.end();
  await provider.close();
});
/** A rest after an outage ends within a minute; a test begins with a provider that is asked. */
afterEach(() => muster.clock.advance(1));

const callOf = (name: string, args: Record<string, unknown> | string = {}): Step => ({ call: [{ name, args }] });
const presence = callOf('who_is_present', { class: 'CS101' });
const missing = /0 of 3 here\.\nMissing \(3\): Ada Lovelace, Blaise Pascal, Chen Jingrun/;

/** Says something in a conversation of its own. */
async function say(text: string, steps: readonly Step[], afterwards?: Step): Promise<ChatReply> {
  teacher = await muster.signIn('grace@school.example');
  provider.play(steps, afterwards);
  const reply = await teacher.say(text);
  return { ...reply, text: reply.text.replace(/^I'm Muster, an automated assistant for attendance\.\n\n/, '') };
}

const countSessions = (): Promise<number> => muster.db.autocommit.session.count();

describe('what the provider proposes', () => {
  test("a change it asks for is made, told in the tool's own words, and not asked about again", async () => {
    const reply = await say('could you open my computing class for an hour and a half?', [
      {
        say: 'Sure, opening it right away, everybody is present!',
        call: [{ name: 'open_session', args: { class: 'CS101', durationMinutes: 90 } }],
      },
    ]);
    expect(reply.text).toBe(
      'CS101 is open until 10:30; it closes by itself then. Late from 10 minutes after the start.',
    );
    expect(reply.actions.map((action) => action.label)).toEqual(['Undo']);
    expect(provider.requests).toHaveLength(1);
    expect(await countSessions()).toBe(1);
  });

  test('what a tool read goes back to it as JSON, and its answer is the answer', async () => {
    const reply = await say('anybody there?', [presence, { say: 'Nobody is here yet; three are missing.' }]);
    expect(reply.text).toBe('Nobody is here yet; three are missing.');
    const [first, second] = provider.requests;
    expect(first).toMatchObject({ authorization: 'Bearer key-of-the-school', model: 'school-model', stream: true });
    const result = second?.messages.at(-1);
    expect(result?.role).toBe('tool');
    expect(JSON.parse(String(result?.content))).toMatchObject({
      data: { class: 'CS101', missing: ['Ada Lovelace', 'Blaise Pascal', 'Chen Jingrun'] },
    });
  });

  test('over a stream its words come as deltas, then one reply that holds all of them', async () => {
    teacher = await muster.signIn('grace@school.example');
    const words = 'Nobody is here yet; all three students are still missing from the room.';
    provider.play([presence, { say: words }]);
    const answer = await teacher.request<string>(
      'POST',
      '/api/v2/chat',
      { text: 'anybody there?' },
      { accept: 'text/event-stream' },
    );
    const events = readEvents(answer.body);
    const deltas = events.slice(0, -1);
    expect(deltas.length).toBeGreaterThan(3);
    expect(new Set(deltas.map(({ event }) => event))).toEqual(new Set(['delta']));
    expect(deltas.map(({ data }) => (data as { text: string }).text).join('')).toBe(words);
    expect(events.at(-1)).toMatchObject({
      event: 'reply',
      data: { text: expect.stringContaining(words) as string, files: [], actions: [] },
    });
  });

  test('several changes in one message are made in its order, and each has a button of its own', async () => {
    muster.clock.advance(5);
    const reply = await say('open it and give me a code', [
      {
        call: [
          { name: 'open_session', args: { class: 'CS101' } },
          { name: 'make_code', args: { class: 'CS101' } },
        ],
      },
    ]);
    expect(reply.text).toMatch(/^CS101 is open already, until 10:30\.\n\nThe code for CS101 is \d{6}/);
    const two = await say('two codes', [
      {
        call: [
          { name: 'make_code', args: { lifeMinutes: 5 } },
          { name: 'make_code', args: { lifeMinutes: 7 } },
        ],
      },
    ]);
    expect(two.text).toMatch(/^1\. The code for CS101 is \d{6}[^\n]*\n\n2\. The code for CS101 is \d{6}/);
    expect(two.actions.map((action) => action.label)).toEqual(['Undo 1', 'Undo 2']);
  });

  test('what was read along with a change is shown as well', async () => {
    const reply = await say('code please, and who is missing?', [
      {
        call: [
          { name: 'make_code', args: {} },
          { name: 'who_is_present', args: { class: 'CS101' } },
        ],
      },
    ]);
    expect(reply.text).toMatch(/^The code for CS101 is \d{6}/);
    expect(reply.text).toMatch(missing);
  });

  test('a gated change waits for Confirm, whatever the model says about it', async () => {
    const reply = await say('ada was late', [
      {
        say: 'Done, Ada is late.',
        call: [{ name: 'mark_student', args: { student: 'Ada', status: 'late', class: 'CS101' } }],
      },
    ]);
    expect(reply.text).toMatch(/^Ada Lovelace, CS101, .*: not marked → late\. Shall I record it\?$/);
    expect(await muster.db.autocommit.attendanceRecord.count()).toBe(0);
    expect((await teacher.press('Confirm')).text).toMatch(/^Recorded: Ada Lovelace/);
    expect((await teacher.press('Undo')).text).toMatch(/^Taken back: Ada Lovelace/);
  });

  test('two gated changes are confirmed one by one; "yes" asks which is meant', async () => {
    const mark = (student: string): { name: string; args: Record<string, unknown> } => ({
      name: 'mark_student',
      args: { student, status: 'present', class: 'CS101' },
    });
    const reply = await say('ada and blaise are here', [{ call: [mark('Blaise'), mark('Chen')] }]);
    expect(reply.text).toMatch(/^1\. Blaise Pascal[\s\S]*\n\n2\. Chen Jingrun/);
    expect(reply.actions.map((action) => action.label)).toEqual(['Confirm 1', 'Cancel 1', 'Confirm 2', 'Cancel 2']);
    const chosen = reply.actions.find((action) => action.label === 'Confirm 2')!;
    expect((await teacher.say('yes')).text).toMatch(/Several changes are waiting/);
    expect((await teacher.post<ChatReply>(`/api/v2/chat/actions/${chosen.id}`)).body.text).toMatch(
      /^Recorded: Chen Jingrun/,
    );
    expect(await muster.db.autocommit.attendanceRecord.count({ where: { status: 'present' } })).toBe(1);
    await teacher.post(`/api/v2/chat/actions/${await latestUndo()}.undo`);
  });

  const latestUndo = async (): Promise<string> =>
    (
      await muster.db.autocommit.pendingAction.findFirstOrThrow({
        where: { kind: 'undo', status: 'pending' },
        orderBy: { id: 'desc' },
      })
    ).id;
});

describe('an outage of the provider', () => {
  const outages: Record<string, Step> = {
    'too many requests (429)': { status: 429, headers: { 'retry-after': '20' } },
    'an error (500)': { status: 500 },
    'a refused key (401)': { status: 401 },
    'no answer at all': { hang: true },
    'a stream that stops in the middle': { hang: true, after: 'I will look that' },
    'a connection lost in the middle': { cut: 'drop', say: 'I will look that' },
    'a stream that ends in the middle': { cut: 'end', say: 'Everybody is' },
    'a tool call that is cut off': { cut: 'end', call: [{ name: 'close_session', args: '{"class":"CS1' }] },
    'a body that is no JSON': { raw: 'data: {"error"\n\n' },
  };
  test.each(Object.entries(outages))(
    '%s: the command model answers the same turn after one request',
    async (_, step) => {
      const reply = await say('who is missing in CS101?', [step], step);
      expect(reply.text).toMatch(missing);
      expect(provider.requests).toHaveLength(1);
    },
  );

  test('the provider rests for half a minute after it, then is asked again', async () => {
    await say('who is missing in CS101?', [{ status: 500 }]);
    expect((await say('who is missing in CS101?', [{ say: 'I am back.' }])).text).toMatch(missing);
    expect(provider.requests).toHaveLength(0);
    muster.clock.advance(0.5);
    expect((await say('who is missing in CS101?', [{ say: 'I am back.' }])).text).toBe('I am back.');
  });

  test('what was read before it is told', async () => {
    const reply = await say('anybody there?', [presence, { status: 500 }]);
    expect(reply.text).toMatch(missing);
    expect(provider.requests).toHaveLength(2);
  });

  test('a change made before it is told and not made twice', async () => {
    const before = await muster.db.autocommit.sessionCode.count();
    const reply = await say('give me a code', [presence, callOf('make_code', { class: 'CS101' })], { status: 500 });
    expect(reply.text).toMatch(/^The code for CS101 is \d{6}/);
    expect(await muster.db.autocommit.sessionCode.count()).toBe(before + 1);
  });
});

describe('nonsense of the provider', () => {
  const nonsense: Record<string, Step> = {
    'arguments that are no JSON': callOf('mark_student', '{"student":"Ada" "status":"late"}'),
    'arguments cut off where they could be completed by guessing': callOf(
      'mark_student',
      '{"student":"Ada","status":"absent","class":"CS101"',
    ),
    'arguments of wrong types': callOf('mark_student', { student: 5, status: 'asleep' }),
    'arguments that are a list': callOf('close_session', '["CS101"]'),
    'a tool that does not exist': callOf('drop_all_tables', {}),
    'one good call next to a bad one': {
      call: [
        { name: 'make_code', args: { class: 'CS101' } },
        { name: 'mark_student', args: { student: 'Ada', status: 'dead' } },
      ],
    },
    'an empty answer': { say: '' },
    'an answer cut at its length limit': { say: 'Everybody is', finish: 'length' },
  };
  test.each(Object.entries(nonsense))(
    '%s: asked once more and told why, then the command model answers and nothing was changed',
    async (_, step) => {
      const actions = await muster.db.autocommit.pendingAction.count();
      const reply = await say('who is missing in CS101?', [step], step);
      expect(reply.text).toMatch(missing);
      expect(provider.requests).toHaveLength(2);
      expect(String(provider.requests[1]?.messages[0]?.content)).toMatch(/could not be used: .+\. Answer anew\.$/);
      expect(await muster.db.autocommit.pendingAction.count()).toBe(actions);
    },
  );

  test('a good second answer counts', async () => {
    const reply = await say('who is missing in CS101?', [
      callOf('who_is_present', '{"class":'),
      presence,
      { say: 'All three.' },
    ]);
    expect(reply.text).toBe('All three.');
  });

  test('neither model understands: a sentence says so', async () => {
    const reply = await say('quack quack', [], { say: '' });
    expect(reply.text).toMatch(/did not understand.*changed nothing/);
  });

  test('the same lookup over and over is answered by the lookup itself', async () => {
    const reply = await say('who is missing?', [], presence);
    expect(reply.text).toMatch(missing);
    expect(provider.requests).toHaveLength(2);
  });

  test('ever new lookups come to an end, and the command model answers', async () => {
    const lookups = Array.from({ length: 20 }, (_, day) =>
      callOf('class_statistics', { from: `2026-10-${String(day + 1).padStart(2, '0')}`, to: '2026-10-31' }),
    );
    const reply = await say('who is missing in CS101?', lookups);
    expect(reply.text).toMatch(missing);
    expect(provider.requests).toHaveLength(12);
  });

  test('servers that give every call the same id are understood', async () => {
    const reply = await say('how are we doing?', [
      presence,
      callOf('class_statistics', { class: 'CS101' }),
      { say: 'No figures yet.' },
    ]);
    expect(reply.text).toBe('No figures yet.');
    expect(provider.requests).toHaveLength(3);
  });

  test('what it sends in place of an answer is printed nowhere', async () => {
    const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'log')];
    await say('who is missing in CS101?', [{ raw: 'data: {"ada lovelace was seen at the harbour\n\n' }]);
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
    expect(muster.logged()).not.toMatch(/harbour|key-of-the-school/);
  });
});

test('a failure of ours after a change does not hide the change', async () => {
  await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE session_code RENAME TO session_code_away');
  const reply = await say('open it, and a code', [
    {
      call: [
        { name: 'open_session', args: { class: 'CS101' } },
        { name: 'make_code', args: {} },
      ],
    },
  ]);
  await muster.db.autocommit.$executeRawUnsafe('ALTER TABLE session_code_away RENAME TO session_code');
  expect(reply.text).toBe(
    'CS101 is open already, until 10:30.\n\nThe rest failed on our side and was not done. Please try again shortly.',
  );
});
