/** Two hundred conversations at once: no loss, nobody sees another's answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inParallel } from '../../support/crowd.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { startFakeSlack, type FakeSlack } from '../../support/slack.ts';
import { createSlackUser } from '../../support/slack-user.ts';
import { startFakeTeams, tenantId, type FakeTeams } from '../../support/teams.ts';
import { createTeamsUser } from '../../support/teams-user.ts';
import { until } from '../../support/until.ts';

const perPlatform = 100;
let slack: FakeSlack;
let teams: FakeTeams;
let muster: TestMuster;

interface Talker {
  name: string;
  send(text: string): Promise<number>;
  heard(): string[];
}
let talkers: Talker[];

beforeAll(async () => {
  slack = await startFakeSlack();
  teams = await startFakeTeams();
  muster = await startTestMuster({ ...slack.env, ...teams.env, FILE_HOSTS: `${slack.origin},${teams.origin}` });
  const admin = await muster.signIn(adminEmail);
  talkers = await inParallel(
    Array.from({ length: 2 * perPlatform }, (_, index) => index),
    4,
    async (index) => {
      const name = `Student Number${index}x`;
      const { body } = await admin.post<{ id: string }>('/api/v2/people', {
        name,
        email: `s${index}@school.example`,
        role: 'student',
      });
      const { code } = await muster.modules.accounts.issueCode({ personId: body.id, name, role: 'student' });
      if (index < perPlatform) {
        const user = createSlackUser(slack, () => muster.url, `UCROWD${index}`);
        await muster.modules.accounts.link({ platform: 'slack', tenantId: 'T0001', userId: user.user }, code);
        return {
          name,
          send: async (text: string) => (await user.send(user.message(text))).status,
          heard: () => slack.seenBy(user.user).map((one) => one.text),
        };
      }
      const user = createTeamsUser(teams, () => muster.url, `CROWD${index}`);
      await muster.modules.accounts.link({ platform: 'teams', tenantId, userId: user.aadObjectId }, code);
      return {
        name,
        send: async (text: string) => (await user.send(user.activity({ text }))).status,
        heard: () => teams.seenIn(user.conversation).map((one) => one.text),
      };
    },
  );
});
afterAll(async () => {
  await muster.end();
  await slack.close();
  await teams.close();
});

test("each of two hundred people who write twice at the same moment gets both answers and nobody else's", async () => {
  const statuses = await Promise.all(
    talkers.flatMap((talker) => [talker.send('who am I?'), talker.send('are you human?')]),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  const answered = (talker: Talker): string[] => talker.heard().filter((text) => text !== 'Working on it…');
  await until(() => talkers.every((talker) => answered(talker).length >= 2));
  await until(async () => (await muster.db.autocommit.inboundMessage.count({ where: { finishedAt: null } })) === 0);
  for (const talker of talkers) {
    const heard = answered(talker);
    expect(heard).toHaveLength(2);
    const own = heard.filter((text) => text.includes(`You are ${talker.name} (student)`));
    expect(own).toHaveLength(1);
    const named = heard.flatMap((text) => text.match(/Student Number\d+x/g) ?? []);
    expect(new Set(named)).toEqual(new Set([talker.name]));
  }
  expect(await muster.db.autocommit.inboundMessage.count()).toBe(4 * perPlatform);
});
