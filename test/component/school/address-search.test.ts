/** The address search: against a service on real HTTP, which answers well, badly, late or not at all. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addressAnswer, type AddressAnswer } from '../../../src/school/places/geofence.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { answerWith, startNominatim, type Nominatim } from '../../support/nominatim.ts';

let nominatim: Nominatim;
let muster: TestMuster;
let admin: Client;

beforeAll(async () => {
  nominatim = await startNominatim();
  muster = await startTestMuster({ NOMINATIM_URL: nominatim.url });
  admin = await muster.signIn(adminEmail);
});
beforeEach(async () => {
  nominatim.asked.length = 0;
  // Nobody waits for the turn of the test before.
  await muster.database.db.autocommit.addressAnswer.deleteMany({ where: turnRow });
});
afterAll(async () => {
  await muster.end();
  await nominatim.close();
});

/** The row in which the turns are noted. */
const turnRow = { answer: { equals: {} } };
const licence = 'Data © OpenStreetMap contributors';
const hit = (name: string) => ({
  place_id: 1,
  licence,
  lat: '47.3764',
  lon: '8.5476',
  display_name: name,
  importance: 0.5,
});
const search = (text: string) =>
  admin.get<AddressAnswer & { detail?: string; code?: string }>(
    `/api/v2/places/search?text=${encodeURIComponent(text)}`,
  );

test('an address is found, asked for politely, and asked for once a month however it is written', async () => {
  nominatim.answers(answerWith(Array.from({ length: 9 }, (_, index) => hit(`Rämistrasse ${index}`))));
  const { status, body } = await search('Rämistrasse 101,  Zürich');
  expect(status).toBe(200);
  expect(addressAnswer.parse(body)).toEqual(body);
  expect(body.attribution).toBe(licence);
  expect(body.found).toHaveLength(5);
  expect(body.found[0]).toEqual({ address: 'Rämistrasse 0', latitude: 47.3764, longitude: 8.5476 });
  expect(nominatim.asked).toEqual([
    {
      path: '/maps/search',
      query: { q: 'rämistrasse 101, zürich', format: 'jsonv2', limit: '5' },
      userAgent: expect.stringMatching(/^Muster\/\d/) as string,
    },
  ]);
  nominatim.answers(answerWith([]));
  for (const same of ['rämistrasse 101, zürich', ' RÄMISTRASSE 101, ZÜRICH '.normalize('NFD')])
    expect((await search(same)).body).toEqual(body);
  expect(nominatim.asked).toHaveLength(1);
  muster.clock.advance(31 * 24 * 60);
  await admin.signIn(adminEmail, password);
  expect((await search('Rämistrasse 101, Zürich')).body).toEqual({ found: [], attribution: null });
  expect(nominatim.asked).toHaveLength(2);
});

test('what was typed is neither stored nor logged, and old answers are swept', async () => {
  nominatim.answers(answerWith([]));
  await search('Secret Lane 7');
  const rows = await muster.database.db.autocommit.addressAnswer.findMany();
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows.map(({ answer }) => answer)).toLowerCase()).not.toContain('secret lane');
  expect(muster.logged().toLowerCase()).not.toMatch(/secret(%20| |\+)lane/);
  muster.clock.advance(31 * 24 * 60);
  expect(await muster.modules.geofence.sweepAnswers()).toBe(rows.length);
  expect(await muster.database.db.autocommit.addressAnswer.count()).toBe(0);
  await admin.signIn(adminEmail, password);
});

test.each<[string, Parameters<Nominatim['answers']>[0]]>([
  ['that fails', answerWith({ error: 'no' }, 500)],
  ['that is closed to us', answerWith([], 403)],
  ['that speaks of something else', answerWith({ rows: [] })],
  ['that gives a latitude beyond the pole', answerWith([{ ...hit('Nowhere'), lat: '123' }])],
  ['that sends a page', (res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
  ['that sends us elsewhere', (res) => void res.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  ['that never stops talking', (res) => void res.writeHead(200).end(`["${'x'.repeat(2_000_000)}"]`)],
  ['that hangs up', (res) => void res.destroy()],
  ['that does not answer', () => undefined],
])('a service %s leads to one sentence and a time to try again, and nothing is kept of it', async (name, respond) => {
  const before = await muster.database.db.autocommit.addressAnswer.count({ where: { NOT: turnRow } });
  nominatim.answers(respond);
  const answer = await search(name);
  expect(answer.body).toMatchObject({
    status: 503,
    code: 'addressSearchUnavailable',
    retryable: true,
    detail: expect.stringContaining('Addresses cannot be looked up right now') as string,
  });
  expect(answer.headers.get('retry-after')).toBe('10');
  expect(await muster.database.db.autocommit.addressAnswer.count({ where: { NOT: turnRow } })).toBe(before);
});

test('the service is asked once a second at most; whoever would wait too long is told to come back', async () => {
  nominatim.answers(answerWith([hit('Found')]));
  const turn = async (): Promise<number> =>
    (await muster.database.db.autocommit.addressAnswer.findFirstOrThrow({ where: turnRow })).createdAt.getTime();
  await search('first of all');
  const before = await turn();
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => search(`street ${index}`)));
  const served = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 503);
  expect(served.length + refused.length).toBe(12);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body.code).toBe('busy');
  // Each turn lies a second or more after the one before, by the database's clock.
  expect((await turn()) - before).toBeGreaterThanOrEqual(served.length * 1000);
  expect(nominatim.asked).toHaveLength(1 + served.length);
});

test('a text that is none is refused, and without the setting the sentence names it', async () => {
  expect((await search('ab')).status).toBe(400);
  const other = await startTestMuster();
  try {
    const answer = await (await other.signIn(adminEmail)).get('/api/v2/places/search?text=Main+Street');
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: expect.stringContaining('NOMINATIM_URL') as string,
    });
  } finally {
    await other.end();
  }
});
