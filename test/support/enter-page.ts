/** Signs somebody in on the page of a whole service, in a browser context of their own. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { password } from './muster.ts';
import { patienceMs } from './until.ts';

/** @param at below /app */
export async function enterPage(
  browser: Browser,
  url: string,
  email: string,
  { at = '', ...context }: BrowserContextOptions & { at?: string } = {},
): Promise<Page> {
  const page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${url}/app${at}`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}
