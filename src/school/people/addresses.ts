/**
 * Addresses: an address that somebody only claims gives way to the school's own list, and whoever comes in already is
 * asked, and told, before another address counts for them.
 */
import type { Actor } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Tx } from '../../db/index.ts';
import * as repo from './people.repo.ts';

export interface AddressChange {
  personId: string;
  from: string | null;
  to: string | null;
}

/**
 * Accounts know this module, so main hands in what they do when addresses shall change: they ask whoever comes in
 * already for a proof, and tell the others. @returns whose address stays as it is until then.
 */
export type FollowAddresses = (tx: Tx, changes: readonly AddressChange[]) => Promise<ReadonlySet<string>>;

export function createAddresses(deps: { audit: Audit; followAddresses: FollowAddresses }) {
  /** Takes these addresses from accounts that only claim them; everybody else's stays whose it is. */
  async function releaseClaims(tx: Tx, actorId: string | null, emails: readonly (string | null)[]): Promise<void> {
    const named = emails.filter((email) => email !== null);
    if (named.length === 0) return;
    const released = await repo.releaseClaims(tx, named);
    await deps.audit.recordAll(
      tx,
      released.map(({ id, email }) => ({
        actorId,
        action: 'person.claimReleased',
        subjectType: 'person',
        subjectId: id,
        facts: {},
        personal: { personId: id, value: { email } },
      })),
    );
  }

  /** Readies the change of these addresses. @returns those that count at once. */
  async function admit<Change extends AddressChange>(
    tx: Tx,
    actor: Actor,
    changes: readonly Change[],
  ): Promise<Change[]> {
    const real = changes.filter(({ from, to }) => from !== to);
    if (real.length === 0) return [];
    const waiting = await deps.followAddresses(tx, real);
    const admitted = real.filter(({ personId }) => !waiting.has(personId));
    await releaseClaims(
      tx,
      actor.personId,
      admitted.map(({ to }) => to),
    );
    return admitted;
  }

  return { releaseClaims, admit };
}
