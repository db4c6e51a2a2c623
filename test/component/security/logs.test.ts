/**
 * The log at its most talkative, through the main job and every kind of failure: each request can be found in it,
 * nothing personal can.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { composeClassPhoto, rephotograph } from '../../../models/photo-studio.ts';
import { createVision } from '../../../src/recognition/vision/vision.ts';
import { createLog } from '../../../src/kernel/log.ts';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createNeedles, fileSecrets } from '../../support/needles.ts';
import { createSmallSchool, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

interface Line {
  level: number;
  msg?: string;
  req?: { id: string; method: string; path: string };
  res?: { status: number };
  requestId?: string;
}

let muster: TestMuster;
let school: SmallSchool;
let portraits: Buffer[];
let ada: Client;
let blaise: Client;
let sessionId: string;
const codes: string[] = [];
const photos: Buffer[] = [];
/** Every answer that any client got. */
const answers: { method: string; path: string; status: number; requestId: string | null; text: string }[] = [];
const said = {
  greeting: 'good morning, my dog ate the platypus',
  wrongPassword: 'hunter2 hunter3',
  broken: '{"text": "the marmalade is missing',
  nul: 'zygote\u0000',
  nameless: 'mark Wolfgang Amadeus late',
  slow: 'help with my xylophone',
};

const linesOf = (logged: string): Line[] =>
  logged
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

beforeAll(async () => {
  muster = await startTestMuster({ LOG_LEVEL: 'trace' });
});
afterAll(() => muster.end());

beforeEach(() => {
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await real(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin === muster.url) {
      answers.push({
        method: init?.method ?? 'GET',
        path: url.pathname,
        status: response.status,
        requestId: response.headers.get('x-request-id'),
        text: await response.clone().text(),
      });
    }
    return response;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('while everything happens', () => {
  test('the main job runs', async () => {
    school = await createSmallSchool(muster, 4);
    portraits = await readPortraits(4);
    ada = await muster.signIn(school.students[0]!.email);
    blaise = await muster.signIn(school.students[1]!.email);
    await enrolFace(ada, portraits[0]!);
    await enrolFace(blaise, portraits[1]!);
    const selfie = await rephotograph(portraits[0]!);
    const stranger = await rephotograph(portraits[3]!);
    const room = await composeClassPhoto(portraits.slice(0, 3));
    photos.push(...portraits, selfie, stranger, room);
    await school.teacher.say('open CS101 for 90 minutes');
    codes.push(
      /\b\d{6}\b/.exec((await school.teacher.say('code for CS101')).text.replace(/(\d{3}) (\d{3})/, '$1$2'))![0],
    );
    await ada.say(said.greeting);
    await ada.say('', [selfie]);
    await blaise.say('check in', [stranger]);
    sessionId = (await muster.db.autocommit.session.findFirstOrThrow()).id;
    await school.teacher.say('roll call', [room]);
    await school.teacher.press('Confirm');
    await school.teacher.say('mark Dorothy late in CS101');
    await school.teacher.press('Confirm');
    await school.teacher.press('Undo');
    const sheet = await school.teacher.say('sheet for CS101 today');
    expect((await fetch(sheet.files[0]!.url)).status).toBe(200);
    await school.teacher.say('close CS101');
    await school.teacher.press('Confirm');
    expect((await school.admin.get('/api/v2/audit/chain')).body).toMatchObject({ intact: true });
  });

  test('requests are refused for what is in them', async () => {
    const nobody = createClient(muster.url);
    const signIn = (username: string, secret: string) =>
      nobody.request(
        'POST',
        '/api/v2/auth/token',
        new URLSearchParams({ grant_type: 'password', username, password: secret }),
      );
    expect((await signIn(school.students[2]!.email, said.wrongPassword)).status).toBe(401);
    expect(
      (
        await nobody.request(
          'POST',
          '/api/v2/auth/token',
          new URLSearchParams({ grant_type: 'refresh_token', refresh_token: `${ada.refreshToken}x` }),
        )
      ).status,
    ).toBe(401);
    const authorization = `Bearer ${ada.token}`;
    expect(
      (
        await fetch(`${muster.url}/api/v2/chat`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json' },
          body: said.broken,
        })
      ).status,
    ).toBe(400);
    expect(
      (await fetch(`${muster.url}/api/v2/me`, { headers: { authorization: `${authorization}broken` } })).status,
    ).toBe(401);
    expect((await ada.get(`/api/v2/me?access_token=${ada.token}`)).status).toBe(200);
    expect((await ada.post('/api/v2/chat', { text: said.nul })).status).toBe(400);
    expect(
      (await ada.upload('/api/v2/check-ins', 'photo', [photos[0]!.subarray(0, photos[0]!.length / 2)], { sessionId }))
        .status,
    ).toBe(400);
    expect(
      (await school.admin.post('/api/v2/people', { email: adminEmail, name: 'Wolfgang Amadeus', role: 'student' }))
        .status,
    ).toBe(409);
    await school.teacher.say(said.nameless);
  });

  test('requests fail on our side', async () => {
    const {
      db: { autocommit },
    } = muster;
    // A row that the database refuses, with what it refused in its words; and a key that opens nothing.
    await autocommit.$executeRaw`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no'' USING DETAIL = NEW::text; END'`;
    await autocommit.$executeRaw`CREATE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION refuse()`;
    expect(
      (
        await school.admin.post('/api/v2/people', {
          email: 'wolfgang@school.example',
          name: 'Wolfgang Amadeus',
          role: 'student',
          password,
        })
      ).status,
    ).toBe(500);
    await autocommit.$executeRaw`ALTER TABLE person ADD CONSTRAINT no_more CHECK (name NOT LIKE 'Wolfgang%')`;
    await autocommit.$executeRaw`DROP TRIGGER refuse ON person`;
    expect(
      (
        await school.admin.post('/api/v2/people', {
          email: 'wolfgang@school.example',
          name: 'Wolfgang Amadeus',
          role: 'student',
          password,
        })
      ).status,
    ).toBe(500);
    const personId = school.students[0]!.id;
    const { wrappedKey } = await autocommit.personKey.findUniqueOrThrow({ where: { personId } });
    await autocommit.personKey.update({
      where: { personId },
      data: { wrappedKey: Buffer.from(wrappedKey!).reverse() },
    });
    expect((await ada.post('/api/v2/chat', { text: said.slow })).status).toBe(500);
    expect(
      (await ada.request('POST', '/api/v2/chat', { text: said.slow }, { accept: 'text/event-stream' })).status,
    ).toBe(200);
    await autocommit.$executeRaw`ALTER TABLE conversation RENAME TO conversation_away`;
    expect((await blaise.post('/api/v2/chat', { text: said.slow })).status).toBe(500);
  });
});

describe('then the log', () => {
  test('has one line for each request, with the id that the answer carries in its header and in its problem', () => {
    const lines = linesOf(muster.logged());
    expect(answers.length).toBeGreaterThan(40);
    expect(new Set(answers.map(({ requestId }) => requestId)).size).toBe(answers.length);
    for (const { method, path, status, requestId, text } of answers) {
      expect(lines.filter((line) => line.req?.id === requestId).map(({ req, res }) => ({ ...req, ...res }))).toEqual([
        { id: requestId, method, path, status },
      ]);
      if (status >= 400) expect(JSON.parse(text)).toMatchObject({ status, requestId });
      // Why it failed stands beside it under the same id.
      if (status >= 500)
        expect(lines.filter((line) => line.requestId === requestId && line.level >= 50)).toHaveLength(1);
    }
    const streamed = answers.find(({ text }) => text.includes('event: error'));
    expect(streamed?.text).toContain(`"requestId":"${streamed?.requestId}"`);
    expect(lines.filter((line) => line.requestId === streamed?.requestId && line.level >= 50)).toHaveLength(1);
  });

  test.each([
    [
      'texts of messages',
      () => [
        ...Object.values(said),
        'platypus',
        'marmalade',
        'xylophone',
        'zygote',
        'hunter2',
        'roll call',
        'Dorothy late',
      ],
    ],
    ['names', () => ['Lovelace', 'Pascal', 'Jingrun', 'Vaughan', 'Grace Hopper', 'Wolfgang', 'Amadeus']],
    ['e-mail addresses', () => ['school.example', '%40']],
    ['passwords', () => [password, encodeURIComponent(password), password.replace(' ', '+'), 'hunter2', 'argon2id$']],
    [
      'tokens',
      () =>
        [ada, blaise, school.teacher, school.admin].flatMap(({ token, refreshToken }) => [
          token,
          token.split('.')[2]!,
          refreshToken,
          'Bearer ',
        ]),
    ],
    ['codes', () => codes],
    ['signatures of links', () => ['signature=', 'expires=']],
    ['the secret key and the address of the database', () => ['a-test-secret', new URL(muster.database.url).password]],
  ])('has no %s', (_what, secrets) => {
    const logged = muster.logged();
    expect(secrets().filter((secret) => secret.length < 3)).toEqual([]);
    expect(secrets().filter((secret) => logged.includes(secret))).toEqual([]);
  });

  test('has no photo and no template, in any form', async () => {
    const vision = await createVision({ threads: 1, log: createLog('silent') });
    const { embedding } = (await vision.analyseSelfie(portraits[0]!)).faces[0]!;
    await vision.close();
    const needles = createNeedles(photos.flatMap((photo, index) => fileSecrets(`photo ${index}`, photo)));
    expect(needles.findIn(Buffer.from(muster.logged()))).toEqual([]);
    const figures = [...embedding.slice(0, 64)].flatMap((figure) => [String(figure), figure.toFixed(6)]);
    expect(figures.filter((figure) => muster.logged().includes(figure))).toEqual([]);
  });
});
