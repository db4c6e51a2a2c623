/** How much one person may say in a minute. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSlackSchool, type SlackSchool } from '../support/chat-school.ts';
import { until } from '../support/until.ts';

let it: SlackSchool;

beforeAll(async () => {
  it = await startSlackSchool({ CHAT_MESSAGES_PER_MINUTE: '5' });
});
afterAll(() => it.end());

test('who writes too fast is told so once, what came too fast is left aside, and others are answered as ever', async () => {
  const [ada, blaise] = it.students;
  it.muster.clock.advance(2);
  const before = it.slack.seenBy(ada!.user).length;
  for (let count = 0; count < 12; count += 1) await ada!.send(ada!.message('who am I?'));
  await until(async () => (await it.muster.db.autocommit.inboundMessage.count({ where: { finishedAt: null } })) === 0);
  const heard = it.slack
    .seenBy(ada!.user)
    .slice(before)
    .map((one) => one.text);
  expect(heard).toHaveLength(6);
  expect(heard.slice(0, 5).every((text) => text.includes('Ada Lovelace'))).toBe(true);
  expect(heard[5]).toMatch(/faster than I can be sure to read them. Please wait a minute/);
  expect((await blaise!.say('who am I?')).text).toContain('Blaise Pascal');

  it.muster.clock.advance(2);
  for (let count = 0; count < 6; count += 1) await ada!.hear();
  expect((await ada!.say('who am I?')).text).toContain('Ada Lovelace');
});
