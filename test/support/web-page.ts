/** The page in a real browser, afresh for each test, over the scripted service. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, inject } from 'vitest';
import { createWebApp } from '../../src/http/page/web-app.ts';
import { launchBrowser } from './browser.ts';
import { password, startFakeApi, type FakeApi } from './fake-api.ts';
import { patienceMs } from './until.ts';

export interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/**
 * Call it at the top of a test file: it starts a browser and registers the hooks. Each test begins on an empty context
 * and fails when the page complains: an exception, a breach of its own policy, a request to somewhere else.
 */
export async function openWebPage() {
  const browser: Browser | undefined = await launchBrowser();
  const webApp = createWebApp({ cacheFolder: inject('pageFolder') });
  let api: FakeApi;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[] = [];

  beforeEach(async () => {
    api = await startFakeApi(webApp);
    complaints = [];
    if (!browser) return;
    context = await browser.newContext({ viewport: { width: 390, height: 844 }, permissions: ['camera'] });
    await openTab();
  });
  afterEach(async () => {
    if (browser) await context.close();
    await api.close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser?.close());

  async function openTab(): Promise<void> {
    page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      // The browser itself logs every answer of 400 and above.
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) complaints.push(line.text());
    });
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== api.url)
        complaints.push(`asked ${request.url()}`);
    });
  }

  const field = (label: string): Locator => page.getByLabel(label, { exact: true });
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

  return {
    hasBrowser: browser !== undefined,
    get api() {
      return api;
    },
    get page() {
      return page;
    },
    field,
    button,
    log: (): Locator => page.getByRole('log'),
    message: (): Locator => field('Message'),
    pickPhotos: (photos: Photo[]): Promise<void> => field('Photos').setInputFiles(photos),
    signIn: async (email = 'ada@example.org'): Promise<void> => {
      await page.goto(`${api.url}/app/chat`);
      await field('E-mail or school number').fill(email);
      await field('Password').fill(password);
      await button('Sign in').click();
      await field('Message').waitFor();
    },
    say: async (text: string): Promise<void> => {
      await field('Message').fill(text);
      await field('Message').press('Enter');
    },
    /** Ends the tab and opens another in the same browser. */
    reopen: async (): Promise<void> => {
      await page.close();
      await openTab();
    },
  };
}
