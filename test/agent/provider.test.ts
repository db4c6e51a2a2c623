/** A model provider over its real protocol: what it proposes is done once and told in the tool's own words. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ChatReply } from '../../bots/web/web.ts';
import { readEvents } from '../support/events.ts';
import type { Client } from '../support/client.ts';
import { missing, presence, startProviderSchool, type ProviderSchool } from '../support/provider-school.ts';

let muster: ProviderSchool['muster'];
let provider: ProviderSchool['provider'];
let speak: ProviderSchool['say'];
let end: ProviderSchool['end'];
let signInTeacher: ProviderSchool['signInTeacher'];
let teacher: Client;

beforeAll(async () => {
  ({ muster, provider, signInTeacher, end, say: speak } = await startProviderSchool());
});
afterAll(() => end());
afterEach(() => muster.clock.advance(1));

/** Keeps who said it, for what comes after in that conversation. */
async function say(...what: Parameters<ProviderSchool['say']>): ReturnType<ProviderSchool['say']> {
  const reply = await speak(...what);
  teacher = reply.speaker;
  return reply;
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
    teacher = await signInTeacher();
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
