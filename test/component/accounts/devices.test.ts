/** Devices: who sees them, what ends with one of them, and that nothing else does. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeviceView } from '../../../src/accounts/signing-in/devices.ts';
import { createClient, type Client } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
let muster: TestMuster;
let count = 0;

beforeAll(async () => {
  muster = await startTestMuster({ COMPAT: 'all', IDLE_TEACHER: '2d', IDLE_ADMIN: '30m', IDLE_STUDENT: '365d' });
});
afterAll(() => muster.end());

/** Somebody who is signed in nowhere yet. */
async function somebody(role: 'student' | 'teacher' | 'admin' = 'teacher'): Promise<string> {
  const email = `person${(count += 1)}@school.example`;
  await createPerson(await muster.signIn(adminEmail), `Person ${count}`, email, role);
  return email;
}

type SignedIn = Client & { id: string };
async function signIn(username: string, userAgent = chrome): Promise<SignedIn> {
  const client = createClient(muster.url);
  const answer = await client.request<{ access_token: string; refresh_token: string }>(
    'POST',
    '/api/v2/auth/token',
    new URLSearchParams({ grant_type: 'password', username, password }),
    { 'user-agent': userAgent },
  );
  client.token = answer.body.access_token;
  client.refreshToken = answer.body.refresh_token;
  const own = (await devicesOf(client)).find(({ isThis }) => isThis);
  return Object.assign(client, { id: own!.id });
}
const devicesOf = async (client: Client): Promise<DeviceView[]> =>
  (await client.get<{ devices: DeviceView[] }>('/api/v2/me/devices')).body.devices;
const isIn = async (client: Client): Promise<boolean> => (await client.get('/api/v2/me')).status === 200;
const canRefresh = async (client: Client): Promise<boolean> => {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: client.refreshToken });
  return (await createClient(muster.url).request('POST', '/api/v2/auth/token', form)).status === 200;
};
const enterAsOldClient = async (email: string): Promise<string> =>
  (await createClient(muster.url).post<{ access_token: string }>('/login', { email, password })).body.access_token;
const isOldClientIn = (token: string): Promise<boolean> =>
  muster.modules.access.authenticateOldClient(token).then(
    () => true,
    () => false,
  );

describe('the list of devices', () => {
  test('names each in plain words, with the way of sign-in, and says which one asks', async () => {
    const email = await somebody();
    const first = await signIn(email, 'curl/8.5.0');
    await enterAsOldClient(email);
    muster.clock.advance(1);
    const second = await signIn(email);
    const facts = (await devicesOf(second)).map(({ name, way, isThis, isOldClient }) => ({
      name,
      way,
      isThis,
      isOldClient,
    }));
    expect(facts[0]).toEqual({ name: 'Chrome on Windows', way: 'password', isThis: true, isOldClient: false });
    expect(facts.slice(1)).toContainEqual({ name: 'curl', way: 'password', isThis: false, isOldClient: false });
    expect(facts.slice(1)).toContainEqual({ name: 'node', way: 'password', isThis: false, isOldClient: true });
    expect((await devicesOf(first))[0]!.address).toBe('127.0.0.1');
  });

  test('keeps browser and address sealed', async () => {
    const { id } = await signIn(await somebody());
    const stored = await muster.db.autocommit.device.findUniqueOrThrow({ where: { id } });
    expect(
      JSON.stringify(
        Object.values(stored).map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        ),
      ),
    ).not.toMatch(/Chrome|127\.0\.0/);
  });

  test('shows nobody anything of somebody else, and an admin no address', async () => {
    const email = await somebody();
    const [device, other] = [await signIn(email), await signIn(await somebody())];
    expect((await devicesOf(other)).map(({ id }) => id)).not.toContain(device.id);
    expect((await other.request('DELETE', `/api/v2/me/devices/${device.id}`)).status).toBe(404);
    const person = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email } });
    expect((await other.get(`/api/v2/people/${person.id}/devices`)).status).toBe(403);
    const admin = await muster.signIn(adminEmail);
    const seen = (await admin.get<{ devices: DeviceView[] }>(`/api/v2/people/${person.id}/devices`)).body.devices;
    expect(seen.map(({ id, address }) => [id, address])).toEqual([[device.id, null]]);
    expect(await isIn(device)).toBe(true);
  });
});

describe('one device', () => {
  test('is signed out alone and at once, with its access token, by another one of the person', async () => {
    const email = await somebody();
    const [lost, mine] = [await signIn(email), await signIn(email)];
    expect((await mine.request('DELETE', `/api/v2/me/devices/${lost.id}`)).status).toBe(204);
    expect([await isIn(lost), await canRefresh(lost), await isIn(mine), await canRefresh(mine)]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect((await mine.request('DELETE', `/api/v2/me/devices/${lost.id}`)).status).toBe(404);
    const entry = await muster.db.autocommit.auditEntry.findFirst({
      where: { action: 'account.deviceEnded' },
      orderBy: { id: 'desc' },
    });
    expect(entry!.facts).toEqual({ deviceId: lost.id });
  });

  test('signs itself out and no other', async () => {
    const email = await somebody();
    const [here, there] = [await signIn(email), await signIn(email)];
    expect((await here.post('/api/v2/auth/sign-out/here')).status).toBe(204);
    expect([await isIn(here), await canRefresh(here), await isIn(there)]).toEqual([false, false, true]);
  });

  test('of an old client ends in the same list, though its token lasts', async () => {
    const email = await somebody();
    const token = await enterAsOldClient(email);
    const mine = await signIn(email);
    const old = (await devicesOf(mine)).find(({ isOldClient }) => isOldClient);
    expect(await isOldClientIn(token)).toBe(true);
    await mine.request('DELETE', `/api/v2/me/devices/${old!.id}`);
    expect([await isOldClientIn(token), await isIn(mine)]).toEqual([false, true]);
  });

  test('is ended by an admin, and by no API key', async () => {
    const email = await somebody();
    const [device, other] = [await signIn(email), await signIn(email)];
    const person = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email } });
    const admin = await muster.signIn(adminEmail);
    const { key } = (await admin.post<{ key: string }>('/api/v2/api-keys', { name: 'Key', scopes: ['people.manage'] }))
      .body;
    const path = `/api/v2/people/${person.id}/devices/${device.id}`;
    expect((await Object.assign(createClient(muster.url), { token: key }).request('DELETE', path)).status).toBe(403);
    expect(await isIn(device)).toBe(true);
    expect((await admin.request('DELETE', path)).status).toBe(204);
    expect([await isIn(device), await isIn(other)]).toEqual([false, true]);
  });
});

describe('a device ends by itself', () => {
  test('when nobody used it for as long as its role may be away, and not while it is used', async () => {
    const before = muster.clock.now();
    const email = await somebody();
    const [teacher, admin] = [await signIn(email), await signIn(await somebody('admin'))];
    const old = await enterAsOldClient(email);
    muster.clock.advance(31);
    expect([await canRefresh(admin), await canRefresh(teacher)]).toEqual([false, true]);
    muster.clock.advance(2 * 1440 - 1);
    expect((await devicesOf(await signIn(email))).map(({ id }) => id)).toContain(teacher.id);
    muster.clock.advance(2);
    // How long a token lasts that cannot be refreshed is for the operator to say.
    const standing = await devicesOf(await signIn(email));
    expect(standing.map(({ id }) => id)).not.toContain(teacher.id);
    expect([standing.some(({ isOldClient }) => isOldClient), await isOldClientIn(old)]).toEqual([true, true]);
    muster.clock.set(before);
  });

  test('after thirty days, however much it is used', async () => {
    const before = muster.clock.now();
    const client = await signIn(await somebody('student'));
    const refresh = async (): Promise<number> => {
      const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: client.refreshToken });
      const answer = await client.request<{ refresh_token: string }>('POST', '/api/v2/auth/token', form);
      client.refreshToken = answer.body.refresh_token;
      return answer.status;
    };
    muster.clock.advance(29 * 1440);
    expect(await refresh()).toBe(200);
    muster.clock.advance(1440);
    expect(await refresh()).toBe(401);
    muster.clock.set(before);
    await muster.modules.purgeExpired();
  });
});
