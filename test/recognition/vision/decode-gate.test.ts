/** Large photos are unpacked two at once over all threads, and usual ones wait for none of them. */
import { expect, test } from 'vitest';
import { createDecodeGate, createTickets, largeAtOnce } from '../../../src/recognition/vision/pixels/decode-gate.ts';

const [usual, large] = [new Uint8Array(1), new Uint8Array(2)];
const sizeOf = (photo: Uint8Array): Promise<number> => Promise.resolve(photo === large ? 49_000_000 : 12_000_000);

test('no more than two large ones at once, of whichever thread, while usual ones pass', async () => {
  const tickets = createTickets();
  // As two threads have them, over the same memory.
  const gates = [createDecodeGate(tickets, sizeOf), createDecodeGate(tickets, sizeOf)];
  const releases: (() => void)[] = [];
  let [open, most] = [0, 0];
  const unpack = async (): Promise<void> => {
    open += 1;
    most = Math.max(most, open);
    await new Promise<void>((resolve) => releases.push(resolve));
    open -= 1;
  };
  const all = Array.from({ length: 6 }, (_, index) => gates[index % 2]!.run(large, unpack));
  await expect.poll(() => releases.length).toBe(largeAtOnce);
  let isPassed = false;
  await gates[0]!.run(usual, async () => void (isPassed = true));
  expect(isPassed).toBe(true);
  for (let done = 0; done < 6; done += 1) {
    await expect.poll(() => releases.length).toBeGreaterThan(0);
    releases.shift()!();
  }
  await Promise.all(all);
  expect(most).toBe(largeAtOnce);
});

test('one that fails gives its ticket back', async () => {
  const gate = createDecodeGate(createTickets(), sizeOf);
  for (let tries = 0; tries < 5; tries += 1)
    await expect(gate.run(large, () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
  await gate.run(large, () => Promise.resolve());
});
