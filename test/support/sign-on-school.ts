/** A school whose people sign in at a provider of its own, for tests. */
import { expect } from 'vitest';
import { createClient, type Client } from './client.ts';
import { createJar, landed } from './cookie-jar.ts';
import { startTestMuster } from './muster.ts';
import { type Account, startSchoolProvider } from './school-provider.ts';
import { createSmallSchool } from './school.ts';

export interface Provider {
  id: string;
  name: string;
  hasSecret: boolean;
  addresses: { redirectUri: string; startUrl: string };
}

export type SignOnSchool = Awaited<ReturnType<typeof startSignOnSchool>>;

/** The service, a small school, and a certified provider of OpenID Connect that is entered there. */
export async function startSignOnSchool() {
  const op = await startSchoolProvider();
  const muster = await startTestMuster({ SIGN_ON_ORIGINS: op.issuer }, new Date().toISOString());
  const school = await createSmallSchool(muster, 2);
  let count = 0;

  const settings = (admission: object = {}, more: object = {}) => ({
    kind: 'oidc',
    name: 'the school',
    domains: ['school.example'],
    settings: { dialect: 'standard', issuer: op.issuer, clientId: op.clientId },
    clientSecret: op.clientSecret,
    admission,
    ...more,
  });
  const made = await school.admin.post<Provider>('/api/v2/sign-on/providers', settings());
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const provider = made.body;
  op.allow(provider.addresses.redirectUri, `${muster.url}/app`);

  const configure = async (admission: object, more: object = {}): Promise<void> => {
    const path = `/api/v2/sign-on/providers/${provider.id}`;
    const changed = await school.admin.request('PUT', path, settings(admission, more));
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  };
  /** Somebody at the school whom nobody has met yet. */
  const newcomer = (claims: object = {}): Account => {
    count += 1;
    const email = `pupil${count}@school.example`;
    return { sub: `sub-${count}`, email, email_verified: true, name: `Pupil ${count}`, ...claims };
  };
  /** Signs in at the school in a browser of its own, and says where that led. */
  async function come(account: Account | undefined, body: object = {}): Promise<{ ticket?: string; refused?: string }> {
    op.seat(account);
    const jar = createJar();
    const begun = await jar.ask(`${muster.url}/api/v2/sign-on/providers/${provider.id}/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const { url } = (await begun.json()) as { url: string };
    return landed(await jar.open(url));
  }
  const trade = (ticket: string) =>
    createClient(muster.url).request<{ access_token: string }>(
      'POST',
      '/api/v2/auth/token',
      new URLSearchParams({ grant_type: 'urn:muster:grant-type:sign-on-ticket', ticket }),
    );
  async function signedIn(account: Account, body: object = {}): Promise<Client & { me: Record<string, unknown> }> {
    const { ticket, refused } = await come(account, body);
    expect(refused).toBeUndefined();
    const tokens = await trade(ticket!);
    expect(tokens.status, JSON.stringify(tokens.body)).toBe(200);
    const client = Object.assign(createClient(muster.url), { token: tokens.body.access_token });
    return Object.assign(client, { me: (await client.get('/api/v2/me')).body });
  }

  return {
    ...{ op, muster, school, provider, settings, configure, newcomer, come, trade, signedIn },
    end: async (): Promise<void> => {
      await muster.end();
      await op.close();
    },
  };
}
