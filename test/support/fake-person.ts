/** Somebody before the browser's camera who does what the page says: a picture that turns with the arrow. */
import type { Page } from 'playwright-core';
import { film, type Sitter } from './turning-head.ts';

const yaws = Array.from({ length: 17 }, (_, index) => (index - 8) * 4);

/** Before the page is opened. @param isStill holds still whatever the page says */
export async function putBeforeCamera(page: Page, sitter: Sitter, isStill = false): Promise<void> {
  const pictures = (await film(sitter, yaws)).map((picture) => `data:image/jpeg;base64,${picture.toString('base64')}`);
  await page.addInitScript(
    ({ pictures: urls, isStill: holds }) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
      const images = urls.map((src) => Object.assign(new Image(), { src }));
      const middle = (images.length - 1) / 2;
      let at = middle;
      setInterval(() => {
        const order = document.querySelector<HTMLElement>('[data-order]')?.dataset['order'];
        const wanted =
          holds || order === undefined || order === 'middle' ? middle : order === 'left' ? images.length - 1 : 0;
        at += Math.sign(wanted - at);
        const image = images[at];
        const context = canvas.getContext('2d');
        if (!context || !image?.complete) return;
        context.drawImage(image, 80, 0, 480, 480);
        // No camera takes the same picture twice.
        context.fillStyle = `rgb(${Math.random() * 255} ${Math.random() * 255} ${Math.random() * 255})`;
        context.fillRect(Math.random() * 60, Math.random() * 480, 8, 8);
      }, 60);
      navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(15));
    },
    { pictures, isStill },
  );
}
