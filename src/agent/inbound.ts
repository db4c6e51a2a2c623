/** In once, out once: a message is claimed by its channel's own key; a repeat gets the reply that was given. */
import type { Database } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { Vault } from '../privacy/vault.ts';
import * as repo from './agent.repo.ts';

/** A turn takes seconds; whoever holds a message longer than this is taken for dead. */
const leaseMs = 120_000;

export type Claim = { kind: 'claimed'; id: string } | { kind: 'answered'; reply: unknown };

export type Inbound = ReturnType<typeof createInbound>;

export function createInbound(deps: { db: Database; vault: Vault; clock: Clock }) {
  /**
   * Claims a message for this process. The key counts within the person, so that nobody can ask for another's reply.
   * @throws AppError `inProgress` while another process works on it.
   */
  async function claim(personId: string, channel: string, key: string): Promise<Claim> {
    const now = deps.clock.now();
    const leaseUntil = new Date(now.getTime() + leaseMs);
    const messageKey = `${personId}:${key}`;
    const id = newId();
    if (await repo.insertInbound(deps.db.read, { id, channel, messageKey, personId, leaseUntil, createdAt: now })) return { kind: 'claimed', id };
    const known = await repo.findInbound(deps.db.read, channel, messageKey);
    if (known?.settledAt && known.reply) {
      const opened = (await deps.vault.keyOf(deps.db.read, personId)).open(known.reply, contextOf(known.id));
      return { kind: 'answered', reply: JSON.parse(opened.toString('utf8')) };
    }
    const isTaken = known !== null && known.leaseUntil <= now && (await repo.renewLease(deps.db.read, known.id, known.leaseUntil, leaseUntil));
    if (!isTaken) throw new AppError('inProgress', { retryAfterS: 2 });
    return { kind: 'claimed', id: known.id };
  }

  async function settle(personId: string, id: string, reply: unknown): Promise<void> {
    const key = await deps.vault.keyOf(deps.db.read, personId);
    await repo.settleInbound(deps.db.read, id, deps.clock.now(), key.seal(Buffer.from(JSON.stringify(reply)), contextOf(id)));
  }

  /** Gives the claim back when no answer could be made, so that the same message may be sent again. */
  const release = (id: string): Promise<void> => repo.deleteInbound(deps.db.read, id);

  return { claim, settle, release };
}

const contextOf = (id: string): string => `inbound_message:${id}`;
