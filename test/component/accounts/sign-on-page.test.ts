/** The school's own sign-in on the page, in a real browser: by button, by address, by invitation, refused, and out again. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../support/browser.ts';
import { createSamlProvider, entityId, signXml, writeResponse } from '../../support/saml-provider.ts';
import { startSignOnSchool, type SignOnSchool } from '../../support/sign-on-school.ts';

const browser: Browser | undefined = await launchBrowser();
let at: SignOnSchool;
let page: Page;

beforeAll(async () => {
  at = await startSignOnSchool();
  await at.configure({ createsPeople: true, defaultRole: 'student' });
});
afterAll(async () => {
  await browser?.close();
  await at.end();
});
beforeEach(async () => {
  if (!browser) return;
  page = await (await browser.newContext()).newPage();
});

const open = (hash = ''): Promise<unknown> => page.goto(`${at.muster.url}/app${hash}`);
const button = (name: string) => page.getByRole('button', { name, exact: true });

describe.skipIf(!browser)('whoever signs in at the school', () => {
  test('comes in by its button, stays in when the page is loaded again, and goes out there too', async () => {
    at.op.seat(at.newcomer({ name: 'Ada Lovelace' }));
    await open();
    await button('Sign in with the school').click();
    await button('Sign out').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.reload();
    await button('Sign out').click();
    await page.waitForURL(new RegExp(`^${at.op.issuer}/`));
    await page.getByRole('button', { name: /Yes/ }).click();
    await page.waitForURL(new RegExp(`^${at.muster.url}/app`));
    await button('Sign in with the school').waitFor();
  });

  test('is led there by an address of its domain, with no password asked for', async () => {
    at.op.seat(at.newcomer({ name: 'Blaise Pascal' }));
    await open();
    await button('Sign in with the school').waitFor();
    await page.getByLabel('E-mail or school number').fill('Blaise@School.example');
    await button('Sign in').click();
    await button('Sign out').waitFor();
  });

  test('takes up an invitation with it, in place of a password', async () => {
    const { id } = (
      await at.school.admin.post<{ id: string }>('/api/v2/people', { name: 'Marie', externalId: 'M1', role: 'student' })
    ).body;
    const links = await at.muster.db.transaction((tx) =>
      at.muster.modules.passwordLinks.renew(tx, 'welcome', [{ personId: id }]),
    );
    at.op.seat(at.newcomer({ email_verified: false }));
    await page.goto(links.get(id)!.url);
    await page.getByText('Welcome, Marie').waitFor();
    await button('Sign in with the school').click();
    await button('Sign out').waitFor();
    expect(await at.muster.db.autocommit.signOnSubject.count({ where: { personId: id } })).toBe(1);
  });

  test('reads in words why they are not let in, and finds the way back', async () => {
    at.op.seat(undefined);
    await open();
    await button('Sign in with the school').click();
    await page.getByText('You did not sign in at the school. Nothing has changed.').waitFor();
    await button('To signing in').click();
    await button('Sign in').waitFor();
  });

  test('cannot be made somebody else by a link with a ticket that is none', async () => {
    await open('#ticket=made-up.01890000-0000-7000-8000-000000000000');
    await page.getByText('Please sign in again.').waitFor();
  });
});

describe.skipIf(!browser)('a SAML provider at another site', () => {
  test('posts its answer, to which the browser adds no cookie of ours, and the person is in all the same', async () => {
    const idp = createSamlProvider();
    // localhost and 127.0.0.1 are two sites to a browser.
    const server = createServer((req, res) => {
      const asked = new URL(req.url ?? '', 'http://localhost');
      void answerOf(asked).then((html) => res.writeHead(200, { 'content-type': 'text/html' }).end(html));
    }).listen(0, 'localhost');
    await once(server, 'listening');
    const entryPoint = `http://localhost:${(server.address() as AddressInfo).port}/sso`;
    const made = await at.school.admin.post<{ addresses: { redirectUri: string; metadataUrl: string } }>(
      '/api/v2/sign-on/providers',
      {
        kind: 'saml',
        name: 'Shibboleth',
        settings: { entityId, entryPoint, certificates: [idp.own.certificate] },
        admission: { createsPeople: true, defaultRole: 'student' },
      },
    );
    const { redirectUri, metadataUrl } = made.body.addresses;
    async function answerOf(asked: URL): Promise<string> {
      const metadata = await (await fetch(metadataUrl)).text();
      const { request } = await idp.read(asked, metadata);
      const plan = { requestId: request.id, recipient: redirectUri, audience: metadataUrl, now: at.muster.clock.now() };
      const xml = Buffer.from(signXml(writeResponse(plan), idp.own)).toString('base64');
      return `<form method="post" action="${redirectUri}"><input name="SAMLResponse" value="${xml}">
        <input name="RelayState" value="${asked.searchParams.get('RelayState') ?? ''}"></form>
        <script>document.forms[0].submit()</script>`;
    }
    try {
      await open();
      await button('Sign in with Shibboleth').click();
      await button('Sign out').waitFor();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
