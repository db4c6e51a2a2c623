/** The scripted provider is only worth something if OpenAI's own client understands it. */
import OpenAI, { InternalServerError, RateLimitError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenAiServer, type OpenAiServer } from '../support/openai-server.ts';

let server: OpenAiServer;
let client: OpenAI;

beforeAll(async () => {
  server = await startOpenAiServer();
  client = new OpenAI({ apiKey: 'x', baseURL: server.baseUrl, maxRetries: 0 });
});
afterAll(() => server.close());

const question = { model: 'm', messages: [{ role: 'user' as const, content: 'hello' }] };
const calls = [
  { name: 'open_session', args: { class: 'CS101' } },
  { name: 'make_code', args: {} },
];

test('an answer arrives whole and in pieces alike', async () => {
  server.play([{ say: 'Good morning to you.' }, { say: 'Good morning to you.' }]);
  expect((await client.chat.completions.create(question)).choices[0]).toMatchObject({
    message: { content: 'Good morning to you.' },
    finish_reason: 'stop',
  });
  expect((await client.chat.completions.stream(question).finalChatCompletion()).choices[0]?.message.content).toBe(
    'Good morning to you.',
  );
  expect(server.requests.map((request) => request.stream)).toEqual([false, true]);
});

test('tool calls arrive whole and in pieces alike', async () => {
  server.play([{ call: calls }, { call: calls }]);
  for (const completion of [
    await client.chat.completions.create(question),
    await client.chat.completions.stream(question).finalChatCompletion(),
  ]) {
    expect(completion.choices[0]?.finish_reason).toBe('tool_calls');
    expect(
      completion.choices[0]?.message.tool_calls?.map(
        (call) => 'function' in call && [call.function.name, JSON.parse(call.function.arguments)],
      ),
    ).toEqual([
      ['open_session', { class: 'CS101' }],
      ['make_code', {}],
    ]);
  }
});

test('failures are those that the client knows', async () => {
  server.play([{ status: 429 }, { status: 500 }, { cut: 'drop', say: 'Well' }]);
  await expect(client.chat.completions.create(question)).rejects.toBeInstanceOf(RateLimitError);
  await expect(client.chat.completions.create(question)).rejects.toBeInstanceOf(InternalServerError);
  await expect(client.chat.completions.stream(question).finalChatCompletion()).rejects.toThrow();
});
