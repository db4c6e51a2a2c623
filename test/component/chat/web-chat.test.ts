/** The chat of the page under /app in a real browser: messages, buttons, trying again, and files. */
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openWebPage, type Photo } from '../../support/web-page.ts';

const site = await openWebPage();
const { button, log, message, pickPhotos, say, signIn } = site;
let photo: Photo;

const drawPhoto = (widthPx: number, heightPx: number) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#c96' } });

beforeAll(async () => {
  photo = { name: 'selfie.jpg', mimeType: 'image/jpeg', buffer: await drawPhoto(300, 200).jpeg().toBuffer() };
});

function gate(): { until: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  return { until: new Promise<void>((resolve) => (open = resolve)), open: () => open() };
}

describe.skipIf(!site.hasBrowser)('the chat', () => {
  it('shows progress, then the text as it comes, then the reply in its place', async () => {
    await signIn();
    const held = gate();
    site.api.next({
      deltas: ['Thin', 'king <b>about</b> it'],
      until: held.until,
      reply: { text: 'All **30** are here.\nWell done.' },
    });
    await say('Who is missing?');
    await site.page.getByText('Thinking <b>about</b> it').waitFor();
    expect(await button('Send').isDisabled()).toBe(true);
    held.open();
    await log().getByText('All **30** are here.').waitFor();
    expect(await site.page.getByText('Thinking').count()).toBe(0);
    await say('and now?');
    await expect.poll(() => site.api.received[1]?.conversationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(site.api.received[0]?.conversationId).toBeUndefined();
    expect(site.api.received[0]?.key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(site.api.received[1]?.key).not.toBe(site.api.received[0]?.key);
  });

  it('shows text as text, on both sides, with its line breaks', async () => {
    await signIn();
    site.api.next({ reply: { text: '<img src=x onerror=alert(1)>\n✓ <script>1</script>' } });
    await message().fill('<i>one</i>');
    await message().press('Shift+Enter');
    await message().pressSequentially('two');
    await message().press('Enter');
    await log().getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await log().locator('img, script, i, b').count()).toBe(0);
    expect(await site.page.getByRole('article', { name: 'You' }).innerText()).toBe('<i>one</i>\ntwo');
    // Forms travel with the line ends of the network.
    expect(site.api.received[0]?.text).toBe('<i>one</i>\r\ntwo');
  });

  it('presses a button once, and shows what came of it as a new message', async () => {
    await signIn('noether@example.org');
    site.api.next({
      reply: {
        text: 'Ada Lovelace: absent → late. Shall I record it?',
        actions: [
          { id: 'yes/1', label: 'Confirm' },
          { id: 'no', label: 'Cancel' },
        ],
      },
    });
    await say('mark Ada late');
    site.api.next({ reply: { text: 'Recorded: Ada Lovelace is late.', actions: [{ id: 'back', label: 'Undo' }] } });
    await button('Confirm').click();
    await log().getByText('Recorded: Ada Lovelace is late.').waitFor();
    expect([
      await button('Confirm').isDisabled(),
      await button('Cancel').isDisabled(),
      await button('Undo').isEnabled(),
    ]).toEqual([true, true, true]);
    expect(site.api.pressed).toEqual(['yes/1']);
  });

  it('lets a button be pressed again only when that may help', async () => {
    await signIn();
    site.api.next({ reply: { text: 'Shall I?', actions: [{ id: 'yes', label: 'Confirm' }] } });
    await say('do it');
    site.api.next(
      { problem: { status: 503, code: 'busy', detail: 'Too much is being worked on right now.', retryable: true } },
      { problem: { status: 410, code: 'gone', detail: 'This is no longer available.', retryable: false } },
    );
    await button('Confirm').click();
    await log().getByText('Too much is being worked on right now.').waitFor();
    await button('Confirm').click();
    await log().getByText('This is no longer available.').waitFor();
    expect(await button('Confirm').isDisabled()).toBe(true);
  });

  it('sends the very same message again on Retry, also when only the answer was lost', async () => {
    await signIn();
    site.api.next(
      {
        problem: {
          status: 503,
          code: 'databaseUnavailable',
          detail: 'The register cannot be reached right now.',
          retryable: true,
        },
      },
      { deltas: ['Che'], hangsUp: true },
      {
        problem: {
          status: 409,
          code: 'inProgress',
          detail: 'The same request is still being worked on.',
          retryable: true,
          retryAfterS: 0,
        },
      },
      {
        problem: {
          status: 503,
          code: 'visionUnavailable',
          detail: 'Photos cannot be looked at right now.',
          retryable: true,
        },
        isStreamed: true,
      },
      { reply: { text: 'Checked in.' } },
    );
    await pickPhotos([photo]);
    await say('check in');
    await log().getByText('The register cannot be reached right now.').waitFor();
    await button('Retry').click();
    await log().getByText('The connection was lost.').waitFor();
    await button('Retry').click();
    await log().getByText('Photos cannot be looked at right now.').waitFor();
    await button('Retry').click();
    await log().getByText('Checked in.').waitFor();
    expect(site.api.received).toHaveLength(5);
    expect(new Set(site.api.received.map((each) => `${each.key} ${each.text} ${each.files.length}`)).size).toBe(1);
    expect(await button('Retry').count()).toBe(0);
    expect(await site.page.getByRole('article', { name: 'You' }).count()).toBe(1);
  });

  it('offers no Retry for what has to be changed first', async () => {
    await signIn();
    site.api.next({
      problem: {
        status: 413,
        code: 'fileTooLarge',
        detail: 'The file is larger than 15 MB. Please send a smaller one.',
        retryable: false,
      },
    });
    await say('check in');
    await log().getByText('larger than 15 MB').waitFor();
    expect(await button('Retry').count()).toBe(0);
  });

  it('shows pictures of a reply and offers its other files by name', async () => {
    await signIn('noether@example.org');
    site.api.files.set('roll.png', { mimeType: 'image/png', content: await drawPhoto(40, 30).png().toBuffer() });
    site.api.files.set('sheet.csv', { mimeType: 'text/csv', content: Buffer.from('Ada,present') });
    site.api.next({
      reply: {
        text: 'Here you are.',
        files: [
          { name: 'Roll.png', mimeType: 'image/png', url: `${site.api.url}/files/roll.png` },
          { name: 'CS101.csv', mimeType: 'text/csv', url: '/files/sheet.csv' },
        ],
      },
    });
    await say('sheet');
    const card = site.page.getByRole('link', { name: 'CS101.csv' });
    expect(await card.getAttribute('href')).toBe(`${site.api.url}/files/sheet.csv`);
    const picture = site.page.getByRole('img', { name: 'Roll.png' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(40);
  });

  it.each([
    ['ada@example.org', ['Check in', 'My attendance', 'Help']],
    ['noether@example.org', ['Who is missing?', 'Code', 'Sheet this month', 'Help']],
  ])('offers %s what their role can do, until something was said', async (email, labels) => {
    await signIn(email);
    const chips = site.page.getByRole('group', { name: 'Suggestions' }).getByRole('button');
    expect(await chips.allInnerTexts()).toEqual(labels);
    await chips.last().click();
    await log().getByText('Hello.').waitFor();
    expect(await chips.count()).toBe(0);
    expect(site.api.received[0]?.text).toBe('Help');
  });

  it.each([360, 1280])('fits a screen %i pixels wide, however long the words', async (width) => {
    await site.page.setViewportSize({ width, height: 640 });
    await signIn();
    site.api.next({
      reply: {
        text: 'x'.repeat(400),
        files: [{ name: `${'y'.repeat(120)}.pdf`, mimeType: 'application/pdf', url: '/files/none' }],
        actions: [
          { id: '1', label: 'Confirm' },
          { id: '2', label: 'Cancel' },
          { id: '3', label: 'Undo' },
        ],
      },
    });
    await pickPhotos(Array.from({ length: 10 }, (_, at) => ({ ...photo, name: `${at}.jpg` })));
    await say('z'.repeat(400));
    await button('Undo').waitFor();
    const overflowing = await site.page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.tray'))
        .map((each) => each.className),
    );
    expect(overflowing).toEqual([]);
  });
});
