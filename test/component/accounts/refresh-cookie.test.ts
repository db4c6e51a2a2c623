/** The page's cookie: what it may be used for, by whom, and that it never ends a sign-in by mistake. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Answer } from '../../support/client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from '../../support/muster.ts';

let muster: TestMuster;
const ours = { 'sec-fetch-site': 'same-origin' };

beforeAll(async () => {
  muster = await startTestMuster();
});
afterAll(() => muster.end());

type Tokens = Answer<{ access_token?: string; refresh_token?: string; code?: string }>;
const ask = (form: Record<string, string>, headers: Record<string, string>): Promise<Tokens> =>
  createClient(muster.url).request('POST', '/api/v2/auth/token', new URLSearchParams(form), headers);
const signIn = (headers: Record<string, string> = ours): Promise<Tokens> =>
  ask({ grant_type: 'password', username: adminEmail, password, refresh_token_in: 'cookie' }, headers);
const refresh = (cookie: string, headers: Record<string, string> = ours): Promise<Tokens> =>
  ask({ grant_type: 'refresh_token' }, { ...headers, ...(cookie && { cookie }) });
/** Beside it comes the one that knows the device. */
const setCookieOf = ({ headers }: Answer<unknown>): string | undefined =>
  headers.getSetCookie().find((line) => line.includes('muster-refresh='));
const cookieOf = (answer: Tokens): string => setCookieOf(answer)!.split(';')[0]!;

describe('the cookie', () => {
  test('carries the refresh token instead of the body, out of reach of scripts, other sites and other addresses', async () => {
    const answer = await signIn();
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('refresh_token');
    expect(setCookieOf(answer)).toMatch(
      /^muster-refresh=[\w-]+; Max-Age=2592000; Path=\/api\/v2\/auth; .*HttpOnly; SameSite=Strict$/,
    );
  });

  test('goes by TLS alone where the service is reached so', async () => {
    const secure = await startTestMuster({ PUBLIC_URL: 'https://muster.school.example' });
    try {
      const form = new URLSearchParams({
        grant_type: 'password',
        username: adminEmail,
        password,
        refresh_token_in: 'cookie',
      });
      const answer = await createClient(secure.url).request('POST', '/api/v2/auth/token', form, {
        origin: 'https://muster.school.example',
      });
      expect(setCookieOf(answer)).toMatch(/^__Secure-muster-refresh=.*; HttpOnly; Secure; SameSite=Strict$/);
    } finally {
      await secure.end();
    }
  });

  test('is given to our own page only, and taken from it only', async () => {
    const cookie = cookieOf(await signIn());
    const strangers = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: muster.url },
    ];
    for (const headers of strangers) {
      expect([headers, (await signIn(headers)).status]).toEqual([headers, 403]);
      expect([headers, (await refresh(cookie, headers)).status]).toEqual([headers, 403]);
    }
    // Browsers that do not say where a request comes from name its origin.
    expect((await refresh(cookie, { origin: muster.url })).status).toBe(200);
  });

  test('is not asked for by clients that send the token themselves', async () => {
    const answer = await ask({ grant_type: 'password', username: adminEmail, password }, {});
    expect(answer.body.refresh_token).toEqual(expect.any(String));
    expect(setCookieOf(answer)).toBeUndefined();
    const next = await ask({ grant_type: 'refresh_token', refresh_token: answer.body.refresh_token! }, {});
    expect([next.status, typeof next.body.refresh_token]).toEqual([200, 'string']);
  });

  test('is refused when it is none, and is gone after signing out', async () => {
    expect((await refresh('')).status).toBe(401);
    expect((await refresh('muster-refresh=nonsense')).status).toBe(401);
    const answer = await signIn();
    const out = await createClient(muster.url).request('POST', '/api/v2/auth/sign-out/here', undefined, {
      authorization: `Bearer ${answer.body.access_token}`,
    });
    expect([out.status, setCookieOf(out)]).toEqual([204, expect.stringMatching(/^muster-refresh=;.*1970/)]);
    expect((await refresh(cookieOf(answer))).status).toBe(401);
  });
});

describe('a sign-in goes on', () => {
  test('when two tabs refresh at the same moment', async () => {
    const cookie = cookieOf(await signIn());
    const answers = await Promise.all([refresh(cookie), refresh(cookie), refresh(cookie)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map(cookieOf)).size).toBe(1);
  });

  test('when the answer to a refresh was lost, whenever the browser comes back', async () => {
    const cookie = cookieOf(await signIn());
    await refresh(cookie);
    muster.clock.advance(5 * 60);
    const again = await refresh(cookie);
    expect(again.status).toBe(200);
    expect((await refresh(cookieOf(again))).status).toBe(200);
  });

  test('but not when the lost token was used by somebody', async () => {
    const cookie = cookieOf(await signIn());
    const next = await refresh(cookie);
    const newest = await refresh(cookieOf(next));
    muster.clock.advance(1);
    expect((await refresh(cookie)).status).toBe(401);
    expect((await refresh(cookieOf(newest))).status).toBe(401);
  });
});
