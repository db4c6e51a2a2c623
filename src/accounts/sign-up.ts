/** Signing up, and being let in by an admin. A stranger learns from the answers nothing about who has an account. */
import { z } from 'zod';
import { shownLine } from '../kernel/shown-text.ts';
import type { Audit } from '../security/audit/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Notifications } from '../delivery/notifications/index.ts';
import type { People } from '../school/people/index.ts';
import * as repo from './accounts.repo.ts';
import { type Actor, type InstitutionRules, requireAccess, requirePassword } from '../security/access/index.ts';
import { words } from './words/en.ts';

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

export type SignUp = ReturnType<typeof createSignUp>;

export function createSignUp(deps: {
  db: Database;
  audit: Audit;
  people: People;
  rules: InstitutionRules;
  notifications: Notifications;
  /**
   * Faces and pictures of somebody who is not let in, inside the transaction. @returns what removes their bytes after
   * the commit.
   */
  forgetPhotos: (tx: Tx, personId: string) => Promise<() => Promise<void>>;
}) {
  /**
   * Makes an account that waits for an admin, or for students as the institution says. What became of it is for callers
   * that may tell; the native API answers everybody the same.
   * @throws AppError `forbidden` while students cannot sign up; `invalidInput` for a short password.
   */
  async function signUp(input: SignUpInput, options: SignUpOptions = {}): Promise<SignedUp> {
    requirePassword(input.password);
    const { signUp: policy } = await deps.rules.settings(deps.db.autocommit);
    if (policy === 'closed') throw new AppError('forbidden', { detail: words.accountsAreMadeByTheSchool });
    const status = input.role === 'student' && policy === 'open' && !options.waits ? 'active' : 'pending';
    try {
      const { id } = await deps.people.signUp({ ...input, externalId: null }, status, async (tx, id) => {
        if (status === 'pending') await askAdmins(tx, id, input.name, input.role);
        await options.within?.(tx, { personId: id, name: input.name, role: input.role });
      });
      deps.notifications.wake();
      return { outcome: status, id };
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict' && error.field === 'email')
        return { outcome: 'taken' };
      throw error;
    }
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
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: isApproved ? 'person.approved' : 'person.rejected',
        subjectType: 'person',
        subjectId: personId,
        facts: {},
      });
      return isApproved ? undefined : deps.forgetPhotos(tx, personId);
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
