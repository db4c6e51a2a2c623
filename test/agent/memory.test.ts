/** Conversation memory: kept sealed, told to the provider as far as it reaches, and who speaks is said once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Client } from '../support/client.ts';
import { startTestMuster, type TestMuster } from '../support/muster.ts';
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.ts';
import { createSmallSchool } from '../support/school.ts';

let muster: TestMuster;
let provider: OpenAiServer;
let teacher: Client;

beforeAll(async () => {
  provider = await startOpenAiServer();
  muster = await startTestMuster({ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'x', OPENAI_TIMEOUT_MS: '800' });
  await createSmallSchool(muster, 2);
});
afterAll(async () => {
  await muster.end();
  await provider.close();
});
beforeEach(async () => {
  teacher = await muster.signIn('grace@school.example');
});

const automated = /an automated assistant/;
const tell = async (words: string, answer: string): Promise<string> => {
  provider.play([{ say: answer }]);
  return (await teacher.say(words)).text;
};
/** What the provider was told of the conversation before. */
const recalled = (): Record<string, string>[] => {
  const message = provider.requests[0]?.messages.find((candidate) => candidate.role === 'tool');
  return message ? (JSON.parse(String(message.content)) as { earlier: Record<string, string>[] }).earlier : [];
};

test('the first answer in a conversation says that it is an automated assistant, later ones do not', async () => {
  expect(await tell('hello', 'Good morning.')).toMatch(automated);
  expect(await tell('and again', 'Good morning again.')).toBe('Good morning again.');
  teacher = await muster.signIn('grace@school.example');
  expect(await tell('hello', 'Good morning.')).toMatch(automated);
});

test('the last twelve messages are handed to the provider, and nothing of other conversations', async () => {
  await tell('a word in another conversation', 'Noted.');
  teacher = await muster.signIn('grace@school.example');
  for (let number = 1; number <= 8; number += 1) await tell(`question ${number}`, `answer ${number}`);
  await tell('question 9', 'answer 9');
  expect(recalled()).toEqual(
    [3, 4, 5, 6, 7, 8].flatMap((number) => [{ person: `question ${number}` }, { muster: `answer ${number}` }]),
  );
  expect(provider.requests[0]!.text).not.toContain('another conversation');
  expect(
    provider.requests[0]!.messages.filter((message) => message.role === 'user').map((message) => message.content),
  ).toEqual(['question 9']);
});

test('a pressed button is part of the conversation', async () => {
  provider.play([{ call: [{ name: 'open_session', args: { class: 'CS101' } }] }]);
  await teacher.say('open it');
  await teacher.press('Undo');
  await tell('what did I do?', 'You took it back.');
  expect(recalled().slice(-2)).toEqual([
    { person: '[undo]' },
    { muster: 'Taken back: the session of CS101 was cancelled.' },
  ]);
});

test('nothing of what was said can be read in the database', async () => {
  const secret = 'the quick brown fox confides';
  await tell(`remember ${secret}`, `I heard that ${secret} in you`);
  provider.play([
    { call: [{ name: 'mark_student', args: { student: 'Ada', status: 'excused', class: 'CS101', reason: secret } }] },
  ]);
  await teacher.say('open CS101');
  const tables = await muster.db.autocommit.$queryRawUnsafe<{ name: string }[]>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await muster.db.autocommit.$queryRawUnsafe<{ row: string }[]>(
      `SELECT t::text AS row FROM "${name}" t`,
    );
    const all = rows.map(({ row }) => row).join('\n');
    expect(all, name).not.toContain(secret);
    expect(all, name).not.toContain(Buffer.from(secret).toString('hex'));
  }
  expect(await muster.db.autocommit.conversationMessage.count()).toBeGreaterThan(0);
  expect(muster.logged()).not.toContain(secret);
});

test('without a provider, a name that was asked for completes what was asked before', async () => {
  const school = await muster.signIn('admin@school.example');
  const campus = await muster.db.autocommit.campus.findFirstOrThrow();
  const { body } = await school.post<{ id: string }>('/api/v2/classes', {
    code: 'MATH-2B',
    title: 'Linear Algebra',
    campusId: campus.id,
  });
  const grace = await muster.db.autocommit.person.findFirstOrThrow({ where: { email: 'grace@school.example' } });
  await school.post(`/api/v2/classes/${body.id}/teachers`, { personId: grace.id });
  provider.play([{ status: 500 }]);
  expect((await teacher.say('open my class for 30 minutes')).text).toContain('Which class? Yours are CS101, MATH-2B.');
  expect((await teacher.say('linear algebra')).text).toContain('MATH-2B is open until 09:30');
});

test('without a provider, a student who was asked for completes what was asked before', async () => {
  provider.play([{ status: 500 }]);
  await teacher.say('open CS101');
  expect((await teacher.say('mark Zacharias late in CS101')).text).toContain('Nobody on the roster is called');
  expect((await teacher.say('Ada Lovelace')).text).toMatch(/Ada Lovelace.*late/s);
  const [asked] = await muster.db.autocommit.conversationMessage.findMany({ where: { asksFor: 'person' } });
  expect(asked?.author).toBe('muster');
});
