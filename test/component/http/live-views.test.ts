/** Live views: five a person, gone at once when their token is, whatever ends it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { openStream, type LiveStream } from '../../support/live.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from '../../support/school.ts';
import { until } from '../../support/until.ts';

const path = '/api/v2/me/notifications/live';
let muster: TestMuster;
let school: SmallSchool;
beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 3);
});
afterAll(() => muster.end());

const open = (client: Client): Promise<LiveStream> => openStream(muster.url, client, path);
const endsWithError = async (stream: LiveStream): Promise<void> => {
  await stream.ended;
  expect(stream.events().at(-1)).toMatchObject({ event: 'error', data: { code: 'unauthenticated' } });
};

test('the sixth of one person is refused with a sentence, of another not, and a closed one makes room', async () => {
  const ada = await muster.signIn(school.students[0]!.email);
  const streams = [];
  for (let count = 0; count < 5; count += 1) streams.push(await open(ada));
  const refused = await ada.get(path);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
  expect(refused.body).toMatchObject({ code: 'tooManyRequests', detail: /5 live views open/ });
  const other = await open(await muster.signIn(school.students[1]!.email));
  streams[0]!.close();
  await until(async () => (await muster.db.autocommit.openStream.count()) === 5);
  const again = await open(ada);
  for (const stream of [...streams, other, again]) stream.close();
  await until(async () => (await muster.db.autocommit.openStream.count()) === 0);
});

test('deactivation, another role, sign-out and a key that is taken back end the streams that are open, and no other', async () => {
  const signedIn = async (name: string, role = 'teacher'): Promise<{ id: string; client: Client }> => {
    const email = `${name.toLowerCase().replace(' ', '.')}@school.example`;
    const id = await createPerson(school.admin, name, email, role);
    return { id, client: await muster.signIn(email) };
  };
  const gone = await signedIn('Gone Person');
  const moved = await signedIn('Moved Person');
  const out = await signedIn('Out Person');
  const stays = await open(await muster.signIn(school.students[2]!.email));
  const streams = await Promise.all([gone, moved, out].map(({ client }) => open(client)));
  await school.admin.request('PATCH', `/api/v2/people/${gone.id}`, { status: 'deactivated' });
  await endsWithError(streams[0]!);
  await school.admin.request('PATCH', `/api/v2/people/${moved.id}`, { role: 'student' });
  await endsWithError(streams[1]!);
  await out.client.post('/api/v2/auth/sign-out');
  await endsWithError(streams[2]!);

  const made = await school.admin.post<{ id: string; key: string }>('/api/v2/api-keys', {
    name: 'A wall clock',
    scopes: ['notifications.own'],
    expiresAt: new Date(muster.clock.now().getTime() + 24 * 3600_000).toISOString(),
  });
  const byKey = await open(Object.assign(createClient(muster.url), { token: made.body.key }));
  const ownOfAdmin = await open(school.admin);
  await school.admin.request('DELETE', `/api/v2/api-keys/${made.body.id}`);
  await endsWithError(byKey);
  await school.teacher.post(`/api/v2/classes/${school.classId}/announcements`, { title: 'Hello', text: 'All.' });
  await until(() => stays.events().length > 1);
  expect(ownOfAdmin.events().some(({ event }) => event === 'error')).toBe(false);
  for (const stream of [stays, ownOfAdmin]) stream.close();
});
