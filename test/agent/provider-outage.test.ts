/** An outage of the model provider: the command model answers, and nobody waits for the provider again and again. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Step } from '../support/openai-server.ts';
import { callOf, missing, presence, startProviderSchool, type ProviderSchool } from '../support/provider-school.ts';

let muster: ProviderSchool['muster'];
let provider: ProviderSchool['provider'];
let say: ProviderSchool['say'];
let openSession: ProviderSchool['openSession'];
let end: ProviderSchool['end'];

beforeAll(async () => {
  // Some of the outages last until the service has waited for so long.
  ({ muster, provider, say, openSession, end } = await startProviderSchool(2_000));
  await openSession();
});
afterAll(() => end());
/** A rest after an outage ends within a minute; a test begins with a provider that is asked. */
afterEach(() => muster.clock.advance(1));

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
