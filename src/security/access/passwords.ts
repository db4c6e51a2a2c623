/** Password hashing: argon2id, never more than a few at once, since each takes 19 MiB and a core. */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { createLimiter } from '../../kernel/limiter.ts';
import { isCommon, isMadeOf } from './common-passwords.ts';
import { words } from './words/en.ts';

/** Length is what helps, and not being on the lists that are tried first; composition rules are not asked for (NIST SP 800-63B). */
const passwordSchema = z.string().min(8, words.needsAtLeast8Characters).max(200, words.hasMoreThan200Characters);

/** What a guess costs: argon2id's memory in KiB, and its passes over it. */
export interface PasswordCost {
  readonly memoryCost: number;
  readonly timeCost: number;
}

/** OWASP's first choice for argon2id in one lane. */
const owaspCost: PasswordCost = { memoryCost: 19_456, timeCost: 2 };

export type Passwords = ReturnType<typeof createPasswords>;

/** @param limits how many are hashed at once, and how many may wait; tests, whose passwords nobody is after, may set the cost */
export function createPasswords(limits: { parallel: number; waiting: number; cost?: PasswordCost | undefined }) {
  const limiter = createLimiter(limits);
  // 2 is Argon2id in @node-rs/argon2.
  const options = { algorithm: 2, parallelism: 1, ...(limits.cost ?? owaspCost) } as const;
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

/** What others know of somebody, and so no password is made of. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string | null;
  /** The school's own number for them. */
  readonly externalId: string | null;
  readonly institution: string;
}

/**
 * Every password that somebody chooses comes by here. @throws AppError `invalidInput` naming the field, for one that is
 * too short, that many others have, or that is made of what others know of its owner.
 */
export async function requirePassword(value: string, owner: PasswordOwner, field = 'password'): Promise<string> {
  const parsed = passwordSchema.safeParse(value);
  if (!parsed.success)
    throw new AppError('invalidInput', {
      field,
      detail: `${field} ${parsed.error.issues[0]?.message ?? words.isNotValid}.`,
    });
  const { name, email, externalId, institution } = owner;
  if (isMadeOf(parsed.data, [name, email ?? '', externalId ?? '', institution]))
    throw new AppError('invalidInput', { field, detail: words.thatIsMadeOfYourName(field) });
  if (await isCommon(parsed.data)) throw new AppError('invalidInput', { field, detail: words.thatIsTriedFirst(field) });
  return parsed.data;
}
