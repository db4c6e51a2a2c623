/** Password hashing: argon2id, never more than a few at once, since each takes 19 MiB and a core. */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { createLimiter } from '../../kernel/limiter.ts';
import { words } from './words/en.ts';

/** Length is what helps; composition rules are not asked for (NIST SP 800-63B). */
const passwordSchema = z.string().min(8, words.needsAtLeast8Characters).max(200, words.hasMoreThan200Characters);

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane. 2 is Argon2id in @node-rs/argon2.
const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type Passwords = ReturnType<typeof createPasswords>;

export function createPasswords(limits: { parallel: number; waiting: number }) {
  const limiter = createLimiter(limits);
  let decoy: Promise<string> | undefined;

  /** @throws AppError `busy` when too many are waiting. */
  const hashPassword = (password: string): Promise<string> => limiter.run(() => hash(password, options));

  /** Costs the same whether there is a hash or not, so that time does not tell who has an account. */
  async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
    decoy ??= hash(words.nobodyHasThisPassword, options);
    const compared = storedHash ?? (await decoy);
    const matches = await limiter.run(() => verify(compared, password));
    return matches && storedHash !== null;
  }

  return { hashPassword, verifyPassword };
}

/** @throws AppError `invalidInput` naming the field. */
export function requirePassword(value: string, field = 'password'): string {
  const parsed = passwordSchema.safeParse(value);
  if (!parsed.success)
    throw new AppError('invalidInput', {
      field,
      detail: `${field} ${parsed.error.issues[0]?.message ?? words.isNotValid}.`,
    });
  return parsed.data;
}
