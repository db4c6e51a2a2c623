/** The page under /app in a real browser: what is served, signing in and out, and the first administrator. */
import { describe, expect, it } from 'vitest';
import { password } from '../../support/fake-api.ts';
import { openWebPage } from '../../support/web-page.ts';

const site = await openWebPage();
const { field, button, message, signIn, say, log } = site;

describe('what is served', () => {
  it('leads from / to the page, under a policy that allows nothing from elsewhere and nothing inline', async () => {
    const first = await fetch(`${site.api.url}/`, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([302, '/app']);
    const index = await fetch(`${site.api.url}/app`);
    const policy = index.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(rule);
    expect(policy).not.toContain('unsafe');
    expect(index.headers.get('permissions-policy')).toContain('camera=(self)');
    expect(await index.text()).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=/);
  });

  it('lets browsers keep what has a hash for good, and asks about the rest', async () => {
    const html = await (await fetch(`${site.api.url}/app`)).text();
    const script = /src="(\/app\/assets\/main-[^"]+\.js)"/.exec(html)?.[1] ?? '';
    const pinned = await fetch(site.api.url + script);
    expect(pinned.headers.get('cache-control')).toContain('immutable');
    const bare = await fetch(`${site.api.url}/app/icon.svg`);
    expect(bare.headers.get('cache-control')).toBe('no-cache');
    const again = await fetch(`${site.api.url}/app/icon.svg`, {
      headers: { 'If-None-Match': bare.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
    await pinned.arrayBuffer();
    await bare.arrayBuffer();
  });
});

describe.skipIf(!site.hasBrowser)('signing in', () => {
  it('tells a wrong password in words and lets in with the right one', async () => {
    await site.page.goto(site.api.url);
    await field('E-mail or school number').fill('ada@example.org');
    await button('Sign in').click();
    await site.page.getByRole('alert').getByText('Please enter your e-mail and your password.').waitFor();
    await field('Password').fill('wrong');
    await button('Sign in').click();
    await site.page.getByRole('alert').getByText('E-mail or password is not right.').waitFor();
    await field('Password').fill(password);
    await field('Password').press('Enter');
    await site.page.getByRole('heading', { name: 'Hello, Ada' }).waitFor();
    await site.page.getByRole('banner').getByText('Ada Lovelace').waitFor();
  });

  it('survives a reload and the end of the tab, and keeps every token out of reach of scripts', async () => {
    await site.page.goto(`${site.api.url}/app`);
    // As the page before kept it.
    await site.page.evaluate(() => sessionStorage.setItem('muster.refresh', 'an old one'));
    await signIn();
    await site.page.reload();
    await message().waitFor();
    const stored = await site.page.evaluate(() => ({
      session: Object.keys({ ...sessionStorage }),
      local: Object.keys({ ...localStorage }),
      cookie: document.cookie,
    }));
    expect(stored).toEqual({ session: [], local: ['muster.isSignedIn'], cookie: '' });
    await site.reopen();
    await site.page.goto(`${site.api.url}/app/chat`);
    await message().waitFor();
  });

  it('renews an access token that ran out unseen, once for requests that fail together', async () => {
    await signIn();
    site.api.next(
      { reply: { text: 'First', actions: [{ id: 'a', label: 'Undo' }] } },
      { reply: { text: 'Second', actions: [{ id: 'b', label: 'Undo' }] } },
    );
    await say('one');
    await log().getByText('First').waitFor();
    await say('two');
    await log().getByText('Second').waitFor();
    site.api.expireAccess();
    await site.page.evaluate(() =>
      document.querySelectorAll<HTMLButtonElement>('.actions button').forEach((undo) => undo.click()),
    );
    await expect.poll(() => log().getByText('Done.').count()).toBe(2);
    expect(site.api.pressed.sort()).toEqual(['a', 'b']);
    expect(site.api.counts.refreshes).toBe(1);
  });

  it('goes back to the form, saying so, when the sign-in has ended', async () => {
    await signIn();
    site.api.endSignIns();
    await say('hello');
    await site.page.getByText('You were signed out. Please sign in again.').waitFor();
    expect(await site.page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('keeps the sign-in and offers another try when the service cannot be reached', async () => {
    await signIn();
    await site.page.route('**/api/v2/auth/token', (route) => route.abort());
    await site.page.reload();
    await site.page.getByRole('alert').getByText('The connection was lost.').waitFor();
    await site.page.unroute('**/api/v2/auth/token');
    await button('Try again').click();
    await message().waitFor();
  });

  it('signs out', async () => {
    await signIn();
    await button('Sign out').click();
    await site.page.getByText('You are signed out.').waitFor();
    expect(site.api.counts.signOuts).toBe(1);
    await site.page.reload();
    await button('Sign in').waitFor();
  });

  it('makes the first administrator from the one-time link and signs in', async () => {
    await site.page.goto(`${site.api.url}/app#setup=once`);
    await field('Your name').fill('Ada Lovelace');
    await field('E-mail').fill('ada@example.org');
    await field('Password').fill('short');
    await button('Create administrator').click();
    await site.page.getByRole('alert').getByText('8 characters or more').waitFor();
    await field('Password').fill(password);
    await button('Create administrator').click();
    await button('Sign out').waitFor();
    expect(site.api.setUps).toEqual([{ secret: 'once', email: 'ada@example.org', name: 'Ada Lovelace', password }]);
    expect(site.page.url()).toBe(`${site.api.url}/app`);
  });

  it('says when the set-up link is used up', async () => {
    await site.page.goto(`${site.api.url}/app#setup=twice`);
    await field('Your name').fill('Ada');
    await field('E-mail').fill('ada@example.org');
    await field('Password').fill(password);
    await button('Create administrator').click();
    await site.page.getByRole('alert').getByText('This set-up link was used already or is no longer valid.').waitFor();
  });
});
