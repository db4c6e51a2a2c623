/** The limiter: how many at once, who goes first, and who is told to come back. */
import { describe, expect, test } from 'vitest';
import { createLimiter, type Limiter, type Urgency } from '../../src/kernel/limiter.ts';

/** Work that ends when it is told to; `began` is the order in which it was let in. */
function createDoor(limiter: Limiter) {
  const began: string[] = [];
  const leave: (() => void)[] = [];
  const enter = (name: string, urgency?: Urgency): Promise<void> =>
    limiter.run(() => {
      began.push(name);
      return new Promise((resolve) => leave.push(resolve));
    }, urgency);
  const letOneOut = async (): Promise<void> => {
    leave.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { began, enter, letOneOut };
}

describe('a limiter', () => {
  test('lets in so many at once, and the others in the order in which they came', async () => {
    const { began, enter, letOneOut } = createDoor(createLimiter({ parallel: 2, waiting: 10 }));
    const all = Promise.all(['a', 'b', 'c', 'd'].map((name) => enter(name)));
    expect(began).toEqual(['a', 'b']);
    for (let index = 0; index < 4; index += 1) await letOneOut();
    expect(began).toEqual(['a', 'b', 'c', 'd']);
    await all;
  });

  test('lets what is urgent go first, and every third place goes to the others all the same', async () => {
    const { began, enter, letOneOut } = createDoor(createLimiter({ parallel: 1, waiting: 20 }));
    const all = Promise.all([
      enter('first'),
      ...['a', 'b'].map((name) => enter(name)),
      ...['U', 'V', 'W', 'X'].map((name) => enter(name, 'urgent')),
    ]);
    for (let index = 0; index < 7; index += 1) await letOneOut();
    expect(began).toEqual(['first', 'U', 'V', 'a', 'W', 'X', 'b']);
    await all;
  });

  test('tells whom it cannot let wait to come back, and goes on when work fails', async () => {
    const limiter = createLimiter({ parallel: 1, waiting: 1 });
    const failing = limiter.run(() => Promise.reject(new Error('it failed')));
    const waiting = limiter.run(() => Promise.resolve('done'), 'urgent');
    await expect(limiter.run(() => Promise.resolve('too late'))).rejects.toMatchObject({
      code: 'busy',
      retryAfterS: 2,
    });
    await expect(failing).rejects.toThrow('it failed');
    await expect(waiting).resolves.toBe('done');
  });
});
