/** What passwords are hashed with: the cost of a guess, and that it can be raised without asking anybody for a new one. */
import { expect, test } from 'vitest';
import { createPasswords } from '../../../src/security/access/index.ts';

const limits = { parallel: 1, waiting: 1 };

test('a guess costs what OWASP asks of argon2id, wherever nobody says otherwise', async () => {
  expect(await createPasswords(limits).hashPassword('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a password is compared at the cost that it was hashed at, whatever new ones cost', async () => {
  const cheap = createPasswords({ ...limits, cost: { memoryCost: 8, timeCost: 1 } });
  const hashed = await cheap.hashPassword('correct horse');
  expect(hashed).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
  const { verifyPassword } = createPasswords(limits);
  expect(await verifyPassword(hashed, 'correct horse')).toBe(true);
  expect(await verifyPassword(hashed, 'wrong horse')).toBe(false);
  expect(await verifyPassword(null, 'correct horse')).toBe(false);
});
