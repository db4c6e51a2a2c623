/** Secrets that we hand out for one purpose, that work once and end soon: challenges of passkeys, half a sign-in. */
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { hashSecret, newId } from '../../kernel/ids.ts';
import * as links from './one-time-links.repo.ts';

const lifeMs = 5 * 60_000;

/** Nothing that was made for one of these is good for another. */
export type TicketPurpose = 'second-factor' | 'passkey-add' | 'passkey-use';

export type Tickets = ReturnType<typeof createTickets>;

export function createTickets({ db, clock }: { db: Database; clock: Clock }) {
  async function keep(purpose: TicketPurpose, secret: string, personId?: string): Promise<void> {
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifeMs);
    const link = { id: newId(), purpose, tokenHash: hashSecret(secret), createdAt, expiresAt };
    await db.transaction((tx) => links.insertLinks(tx, [{ ...link, ...(personId !== undefined && { personId }) }]));
  }

  /** Whose it is, while it is good; it stays good. */
  const ownerOf = async (purpose: TicketPurpose, secret: string): Promise<string | undefined> =>
    (await links.findPersonalLink(db.autocommit, [{ purpose, tokenHash: hashSecret(secret) }], clock.now()))?.personId;

  /** Uses it up. @returns false when it is unknown, used or too old. */
  const use = (tx: Tx, purpose: TicketPurpose, secret: string): Promise<boolean> =>
    links.useLink(tx, purpose, hashSecret(secret), clock.now());

  return { keep, ownerOf, use };
}
