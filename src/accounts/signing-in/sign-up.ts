/** Signing up, and being let in by an admin. A stranger learns from the answers nothing about who has an account. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Notifications, Outbox } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import * as repo from '../account/accounts.repo.ts';
import type { AddressProofs } from '../links/address-proofs.ts';
import {
  type Actor,
  type InstitutionRules,
  type Passwords,
  requireAccess,
  requirePassword,
} from '../../security/access/index.ts';
import { isUnproven } from '../account/unproven.ts';
import { words } from '../words/en.ts';

export const signUpSchema = z.strictObject({
  email: z
    .email()
    .max(254)
    .transform((value) => value.toLowerCase()),
  name: shownLine(200),
  /** Nobody signs up as admin; guardians are entered by the school, which knows whose they are. */
  role: z.enum(['student', 'teacher']),
  password: z.string().max(200),
});

/** Clients that ask for the two names apart have them kept apart. */
export type SignUpInput = z.infer<typeof signUpSchema> & { familyName?: string | null; givenName?: string | null };

export type SignedUp = { outcome: 'taken' } | { outcome: 'pending' | 'active'; id: string };

export interface SignUpOptions {
  /** An admin has to let them in, whatever the institution says. */
  waits?: boolean;
  /** Runs in the transaction that makes the account, as the new person; what it throws undoes the account. */
  within?: (tx: Tx, actor: Actor) => Promise<void>;
}

const dayMs = 24 * 3600_000;

export type SignUp = ReturnType<typeof createSignUp>;

export function createSignUp(deps: {
  db: Database;
  audit: Audit;
  people: People;
  rules: InstitutionRules;
  notifications: Notifications;
  proofs: AddressProofs;
  outbox: Outbox;
  clock: Clock;
  passwords: Passwords;
  pageUrl: () => string;
  isMailSetUp: boolean;
  /**
   * Faces and pictures of somebody who is not let in, inside the transaction. @returns what removes their bytes after
   * the commit.
   */
  forgetPhotos: (tx: Tx, personId: string, actorId: string) => Promise<() => Promise<void>>;
}) {
  /**
   * Makes an account that waits for an admin, or for students as the institution says, and, where mail can be sent, for
   * the proof of its address. Until then its address counts for nothing: whoever signs up with it later takes it over.
   * What became of it is for callers that may tell; the native API answers everybody the same.
   * @throws AppError `forbidden` while students cannot sign up; `invalidInput` for a password that is no good.
   */
  async function signUp(input: SignUpInput, options: SignUpOptions = {}): Promise<SignedUp> {
    const { signUp: policy, name: institution } = await deps.rules.settings(deps.db.autocommit);
    await requirePassword(input.password, { ...input, externalId: null, institution });
    if (policy === 'closed') throw new AppError('forbidden', { detail: words.accountsAreMadeByTheSchool });
    const status = input.role === 'student' && policy === 'open' && !options.waits ? 'active' : 'pending';
    const holder = await repo.findAccountByEmail(deps.db.autocommit, input.email);
    if (holder && isUnproven(holder, deps.isMailSetUp) && (await isSame(holder, input.password))) {
      await deps.proofs.askAgain(holder);
      return { outcome: 'pending', id: holder.id };
    }
    try {
      const { id } = await deps.people.signUp({ ...input, externalId: null }, status, {
        before: async (tx) => {
          if (deps.isMailSetUp) await deps.people.releaseClaims(tx, null, [input.email]);
        },
        after: async (tx, personId) => {
          if (status === 'pending') await askAdmins(tx, personId, input.name, input.role);
          if (deps.isMailSetUp) await deps.proofs.ask(tx, 'signUp', [{ personId, email: input.email }], personId);
          await options.within?.(tx, { personId, name: input.name, role: input.role });
        },
      });
      deps.notifications.wake();
      return { outcome: deps.isMailSetUp ? 'pending' : status, id };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict' && error.field === 'email')) throw error;
      if (holder) await remind(holder, institution);
      return { outcome: 'taken' };
    }
  }

  /** Whoever signs up twice has lost the mail; a stranger does not know the password. */
  const isSame = ({ passwordHash }: repo.StoredAccount, password: string): Promise<boolean> =>
    deps.passwords.verifyPassword(passwordHash, password);

  /** Tells whoever has the address, once a day, that they need no second account. */
  async function remind({ id: personId, name, status }: repo.StoredAccount, institution: string): Promise<void> {
    if (!deps.isMailSetUp || status !== 'active') return;
    const now = deps.clock.now();
    await deps.db.transaction((tx) =>
      deps.outbox.write(tx, [
        {
          ...{ personId, channel: 'mail', kind: 'signUpKnown' },
          causeKey: `signUpKnown:${personId}:${Math.floor(now.getTime() / dayMs)}`,
          expiresAt: new Date(now.getTime() + dayMs),
          subject: words.youHaveAnAccount(institution),
          text: words.signInInstead({ name, institution, pageUrl: deps.pageUrl() }),
        },
      ]),
    );
    deps.outbox.wake();
  }

  async function askAdmins(tx: Tx, personId: string, name: string, role: string): Promise<void> {
    const admins = await deps.people.adminIds(tx);
    await deps.notifications.write(
      tx,
      admins.map((adminId) => ({
        personId: adminId,
        kind: 'account',
        title: words.somebodyWaitsToBeLet,
        text: words.signedUpAsA({ name, role }),
        subject: { type: 'person', id: personId },
        causeKey: `sign-up:${personId}`,
      })),
    );
  }

  /**
   * Lets somebody in who waits, or turns them away, and then keeps no photo of them. Approving who is in already
   * changes nothing.
   * @throws AppError `notFound`; `conflict` when they were turned away or deactivated before.
   */
  async function decide(actor: Actor, personId: string, isApproved: boolean): Promise<void> {
    const removeBytes = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.approve', {});
      const account = await repo.lockAccount(tx, personId);
      if (!account) throw new AppError('notFound');
      if (account.status === 'active' && isApproved) return undefined;
      if (account.status !== 'pending')
        throw new AppError('conflict', { detail: words.thisAccountIsAndDoesNot(account.status) });
      await repo.updateStatus(tx, personId, isApproved ? 'active' : 'deactivated');
      // Where no mail can prove it, the admin who lets them in speaks for the address.
      if (isApproved && !deps.isMailSetUp) await repo.vouchForAddress(tx, personId);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: isApproved ? 'person.approved' : 'person.rejected',
        subjectType: 'person',
        subjectId: personId,
        facts: {},
      });
      return isApproved ? undefined : deps.forgetPhotos(tx, personId, actor.personId);
    });
    await removeBytes?.();
  }

  /** The same, of whoever has this e-mail. @throws AppError `notFound` when nobody has. */
  async function decideByEmail(actor: Actor, email: string, isApproved: boolean): Promise<void> {
    await requireAccess(deps.db.autocommit, actor, 'people.approve', {});
    const account = await repo.findAccountByEmail(deps.db.autocommit, email.trim().toLowerCase());
    if (!account) throw new AppError('notFound', { field: 'email', detail: words.nobodyHasThisEMail });
    await decide(actor, account.id, isApproved);
  }

  return { signUp, decide, decideByEmail };
}
