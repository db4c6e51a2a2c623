/** Photos in the chat of the page under /app, in a real browser: picked, dropped, pasted, or taken by the camera. */
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { openWebPage, type Photo } from '../../support/web-page.ts';

const site = await openWebPage();
const { button, log, pickPhotos, say, signIn } = site;
let photo: Photo;

const drawPhoto = (widthPx: number, heightPx: number) =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#c96' } });

beforeAll(async () => {
  photo = { name: 'selfie.jpg', mimeType: 'image/jpeg', buffer: await drawPhoto(300, 200).jpeg().toBuffer() };
});

describe.skipIf(!site.hasBrowser)('the chat', () => {
  it('sends several photos, shows them, and takes one out again before sending', async () => {
    await signIn();
    await pickPhotos([photo, { ...photo, name: 'second.jpg' }, { ...photo, name: 'third.jpg' }]);
    await button('Remove photo 2').click();
    await say('enrol my face');
    await expect.poll(() => site.api.received[0]?.files.map((file) => file.name)).toEqual(['selfie.jpg', 'third.jpg']);
    expect(site.api.received[0]?.files[0]?.bytes.equals(photo.buffer)).toBe(true);
    expect(await site.page.getByRole('article', { name: 'You' }).getByRole('img').count()).toBe(2);
  });

  it('takes photos that are dropped or pasted, and says that other files cannot be sent', async () => {
    await signIn();
    await site.page.evaluate((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const carry = (name: string, type: string): DataTransfer => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name, { type }));
        return transfer;
      };
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: carry('dropped.jpg', 'image/jpeg'), bubbles: true, cancelable: true }),
      );
      document.body.dispatchEvent(
        new ClipboardEvent('paste', {
          clipboardData: carry('pasted.jpg', 'image/jpeg'),
          bubbles: true,
          cancelable: true,
        }),
      );
      document.body.dispatchEvent(
        new DragEvent('drop', { dataTransfer: carry('notes.txt', 'text/plain'), bubbles: true, cancelable: true }),
      );
    }, photo.buffer.toString('base64'));
    await site.page.getByText('Only photos can be sent here.').waitFor();
    await button('Send').click();
    await expect
      .poll(() => site.api.received[0]?.files.map((file) => file.name))
      .toEqual(['dropped.jpg', 'pasted.jpg']);
  });

  it('makes a photo of more than 10 MB smaller before it is sent', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    const big = await sharp({ create: { width: 5000, height: 2500, channels: 3, background: '#000', noise } })
      .jpeg({ quality: 95 })
      .toBuffer();
    expect(big.length).toBeGreaterThan(10 * 1024 * 1024);
    await signIn();
    await pickPhotos([{ ...photo, name: 'room.jpg', buffer: big }]);
    await button('Send').click();
    await expect.poll(() => site.api.received.length).toBe(1);
    const sent = site.api.received[0]?.files[0];
    const { width, height } = await sharp(sent?.bytes).metadata();
    expect([sent?.name, width, height]).toEqual(['room.jpg', 4096, 2048]);
    expect(sent?.bytes.length).toBeLessThan(big.length);
  });

  it('checks in from the suggestion with a photo, for whoever would rather: camera, one shot, a look at it, sent', async () => {
    await signIn();
    await button('Check in').click();
    const live = site.page.getByRole('dialog', { name: 'Check in with the camera' });
    await live.getByRole('button', { name: 'Start' }).waitFor();
    await live.getByRole('button', { name: 'Send a photo instead' }).click();
    const dialog = site.page.getByRole('dialog', { name: 'Take a photo' });
    await dialog.getByRole('button', { name: 'Take the photo' }).click();
    await dialog.getByRole('button', { name: 'Retake' }).click();
    await dialog.getByRole('button', { name: 'Take the photo' }).click();
    await dialog.getByRole('button', { name: 'Check in' }).click();
    await log().getByText('Hello.').waitFor();
    const [sent] = site.api.received;
    const { format, width = 0 } = await sharp(sent?.files[0]?.bytes).metadata();
    expect([sent?.text, sent?.files.length, format]).toEqual(['Check in', 1, 'jpeg']);
    expect(width).toBeLessThanOrEqual(1600);
    expect(await dialog.count()).toBe(0);
  });

  it('says what else there is to check in by where the camera is not allowed, and leaves the chat as it was when it is closed', async () => {
    await site.page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await signIn();
    await button('Check in').click();
    const live = site.page.getByRole('dialog', { name: 'Check in with the camera' });
    await live
      .getByText(
        'The camera is not allowed here. You can allow it in your browser’s settings for this page. You can send a photo instead, or close this and type the code shown in the room.',
      )
      .waitFor();
    await live.getByRole('button', { name: 'Close camera' }).click();
    await expect.poll(() => live.count()).toBe(0);
    expect([site.api.received.length, await log().getByRole('article').count()]).toEqual([0, 0]);
  });

  it('says so and offers a photo from the device where there is no camera', async () => {
    await site.page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
    });
    await signIn();
    await button('Take a photo').click();
    const dialog = site.page.getByRole('dialog');
    await dialog.getByText('No camera can be used here. You can send a photo from your device instead.').waitFor();
    expect(await dialog.locator('input[type=file]').getAttribute('capture')).toBe('user');
    await dialog.locator('input[type=file]').setInputFiles([photo]);
    await button('Remove photo 1').waitFor();
    await button('Take a photo').click();
    await site.page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });
});
