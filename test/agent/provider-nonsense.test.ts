/**
 * What a model provider says that cannot be used does no harm: it is asked once more, then the command model answers.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Step } from '../support/openai-server.ts';
import { callOf, missing, presence, startProviderSchool, type ProviderSchool } from '../support/provider-school.ts';

let muster: ProviderSchool['muster'];
let provider: ProviderSchool['provider'];
let say: ProviderSchool['say'];
let openSession: ProviderSchool['openSession'];
let end: ProviderSchool['end'];

beforeAll(async () => {
  ({ muster, provider, say, openSession, end } = await startProviderSchool());
  await openSession();
});
afterAll(() => end());
/** A rest after an outage ends within a minute; a test begins with a provider that is asked. */
afterEach(() => muster.clock.advance(1));

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
