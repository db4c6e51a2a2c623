/** Teams' wire: who is let in, what is stored before it is acknowledged, and what is said whatever goes wrong. */
import { readFileSync } from 'node:fs';
import { unzipSync, strFromU8 } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packageTeamsApp } from '../../bots/teams/package.ts';
import { loadConfig } from '../../src/app/config.ts';
import { settled, startTeamsSchool, type TeamsSchool } from '../support/chat-school.ts';
import { startTestMuster } from '../support/muster.ts';
import { appId, startFakeTeams, tenantId } from '../support/teams.ts';
import { createTeamsUser, type TeamsUser } from '../support/teams-user.ts';

let it: TeamsSchool;
let ada: TeamsUser;

beforeAll(async () => {
  it = await startTeamsSchool();
  ada = it.students[0]!;
});
afterAll(() => it.end());
const stored = (): Promise<number> => it.muster.db.autocommit.inboundMessage.count();
beforeEach(() => settled(it.muster));

describe('a request is turned away and nothing of it stored', () => {
  const token = (over: Parameters<typeof it.teams.token>[0]): string => `Bearer ${it.teams.token(over)}`;
  test.each([
    ['no token', () => ''],
    ['no Bearer', () => it.teams.token()],
    ['expired', () => token({ expiresIn: -3600 })],
    ['without an end', () => token({ hasEnd: false })],
    ['for another bot', () => token({ audience: 'other' })],
    ['for another service', () => token({ serviceUrl: 'https://evil.example/' })],
    ['by a key without the endorsement', () => token({ kid: 'plain' })],
    ['by a key that is endorsed for nothing', () => token({ kid: 'bare' })],
    ['signed by somebody else', () => token({ signedBy: 'plain' })],
    [
      'that anybody may get for the app',
      () =>
        token({
          issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
          claims: { ver: '1.0', appid: appId },
        }),
    ],
    ['from another issuer', () => token({ issuer: 'https://evil.example' })],
    ['garbage', () => 'Bearer x.y.z'],
  ])('%s', async (_name, authorization) => {
    const before = await stored();
    expect((await ada.send(ada.activity({ text: 'who am I?' }), authorization())).status).toBe(401);
    expect(await stored()).toBe(before);
  });

  test('while the keys of the Bot Framework cannot be had, and it is not the register that is said to be away', async () => {
    const cut = await startTestMuster({
      ...it.teams.env,
      // Nobody listens there.
      TEAMS_OPENID_METADATA_URL: 'http://127.0.0.1:9/openid',
    });
    try {
      const answer = await fetch(`${cut.url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: token({}) },
        body: JSON.stringify(ada.activity({ text: 'who am I?' })),
      });
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ code: 'platformUnavailable', retryable: true });
      expect(await cut.db.autocommit.inboundMessage.count()).toBe(0);
    } finally {
      await cut.end();
    }
  });

  test('from another channel of the Bot Framework, where people choose their names', async () => {
    const before = await stored();
    expect((await ada.send(ada.activity({ text: 'who am I?', channelId: 'directline' }))).status).toBe(401);
    expect(await stored()).toBe(before);
  });

  test('from another tenant, though the token is good', async () => {
    const before = await stored();
    const conversation = { id: ada.conversation, conversationType: 'personal', tenantId: 'another' };
    expect(
      (await ada.send(ada.activity({ text: 'who am I?', channelData: { tenant: { id: 'another' } }, conversation })))
        .status,
    ).toBe(403);
    expect((await ada.send(ada.activity({ text: 'who am I?', conversation }))).status).toBe(403);
    expect(await stored()).toBe(before);
  });

  // Anybody may have a name under trafficmanager.net; Teams has one.
  test.each(['https://evil.example/', 'https://evil.trafficmanager.net/'])(
    '%s is not Teams, though the token says so, and gets no word of ours',
    async (serviceUrl) => {
      const response = await ada.send(
        ada.activity({ text: 'who am I?', serviceUrl }),
        `Bearer ${it.teams.token({ serviceUrl })}`,
      );
      expect(response.status).toBe(403);
    },
  );

  test('a body that cannot be read', async () => {
    expect((await ada.send('{')).status).toBe(400);
    expect((await ada.send('{}')).status).toBe(400);
    expect((await ada.send(ada.activity({ text: 'x'.repeat(1_100_000) }))).status).toBe(413);
  });
});

describe('nothing is answered', () => {
  test.each([
    ['a bot', { from: { id: '28:another', role: 'bot', aadObjectId: 'x' } }],
    ['an edit', { type: 'messageUpdate' }],
    ['a deletion', { type: 'messageDelete' }],
    ['a reaction', { type: 'messageReaction' }],
    ['typing', { type: 'typing' }],
    ['somebody outside the directory', { from: { id: '29:guest' } }],
    ['an invoke of others', { type: 'invoke', name: 'composeExtension/query' }],
  ])('%s', async (_name, more) => {
    const before = await stored();
    expect((await ada.send(ada.activity({ text: 'who am I?', ...more }))).status).toBe(200);
    expect(await stored()).toBe(before);
  });
});

describe('a message that comes again is answered once', () => {
  test('five times at once, and later', async () => {
    const message = ada.activity({ text: 'who am I?' });
    const before = it.teams.seenIn(ada.conversation).length;
    const answers = await Promise.all(Array.from({ length: 5 }, () => ada.send(message)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    await ada.hear();
    await ada.send(message);
    await settled(it.muster);
    expect(it.teams.seenIn(ada.conversation)).toHaveLength(before + 1);
  });
});

test('a delivery that cannot be stored is not acknowledged, so that Teams sends it again', async () => {
  await it.muster.db.autocommit.$executeRawUnsafe('ALTER TABLE inbound_message RENAME TO inbound_message_away');
  const message = ada.activity({ text: 'who am I?' });
  const refused = await ada.send(message);
  await it.muster.db.autocommit.$executeRawUnsafe('ALTER TABLE inbound_message_away RENAME TO inbound_message');
  expect(refused.status).toBe(500);
  expect((await ada.send(message)).status).toBe(200);
  expect((await ada.hear()).text).toContain('Ada Lovelace');
});

test('an answer that Teams puts off is said later, once', async () => {
  const before = it.teams.seenIn(ada.conversation).length;
  it.teams.troubles.push({ status: 429, retryAfterS: 1 }, { status: 502 });
  await ada.deliver(ada.activity({ text: 'who am I?' }));
  const timer = setInterval(() => it.muster.clock.advance(1), 300);
  expect((await ada.hear()).text).toContain('Ada Lovelace');
  clearInterval(timer);
  await settled(it.muster);
  expect(it.teams.seenIn(ada.conversation)).toHaveLength(before + 1);
});

test('what was written and who wrote it is not in the log, nor when Teams refuses the answer', async () => {
  await ada.say('my umbrella is heliotrope');
  const before = it.teams.seenIn(ada.conversation).length;
  it.teams.troubles.push({ status: 403 });
  await ada.deliver(ada.activity({ text: 'who am I?' }));
  await settled(it.muster);
  expect(it.teams.seenIn(ada.conversation)).toHaveLength(before);
  expect(it.muster.logged()).not.toMatch(/heliotrope|aad-STUDENT|Lovelace|the-bots-own-token/);
});

describe('without an app id', () => {
  test('there is no route; with the switch, in development, whoever writes is believed and a warning stands in the log', async () => {
    const teams = await startFakeTeams();
    const closed = await startTestMuster();
    const user = createTeamsUser(teams, () => closed.url, 'X');
    expect((await user.send(user.activity({ text: 'hi' }))).status).toBe(404);
    await closed.end();
    const open = await startTestMuster({ TEAMS_ALLOW_ANONYMOUS: '1' });
    const anybody = createTeamsUser(teams, () => open.url, 'X');
    expect((await anybody.send(anybody.activity({ text: 'hi' }), '')).status).toBe(200);
    expect(open.logged()).toMatch(/TEAMS_ALLOW_ANONYMOUS: whoever reaches/);
    expect((await anybody.send(anybody.activity({ text: 'hi', serviceUrl: 'https://evil.example/' }), '')).status).toBe(
      403,
    );
    await open.end();
    await teams.close();
  });

  test.each([
    [{ TEAMS_ALLOW_ANONYMOUS: '1', HOST: '0.0.0.0' }, /only while HOST is loopback/],
    [
      { TEAMS_ALLOW_ANONYMOUS: '1', MicrosoftAppId: appId, MicrosoftAppPassword: 'x', MicrosoftAppTenantId: tenantId },
      /not together/,
    ],
  ])('the switch is refused with %o', (env, why) => {
    expect(() => loadConfig(env)).toThrow(why);
  });
});

test('the app package holds what Teams asks for', async () => {
  const files = unzipSync(
    await packageTeamsApp({ MicrosoftAppId: appId, PUBLIC_URL: 'https://muster.school.example' }),
  );
  const manifest = JSON.parse(strFromU8(files['manifest.json']!)) as {
    id: string;
    bots: { botId: string; supportsFiles: boolean }[];
    validDomains: string[];
    icons: Record<'color' | 'outline', string>;
  };
  expect(manifest).toMatchObject({
    id: appId,
    bots: [{ botId: appId, supportsFiles: true }],
    validDomains: ['muster.school.example'],
  });
  for (const [name, size] of [
    ['color', 192],
    ['outline', 32],
  ] as const) {
    expect(await sharp(files[manifest.icons[name]]).metadata()).toMatchObject({
      format: 'png',
      width: size,
      height: size,
    });
  }
  await expect(packageTeamsApp({})).rejects.toThrow(/MicrosoftAppId/);
  expect(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).toContain('"teams:package"');
});
