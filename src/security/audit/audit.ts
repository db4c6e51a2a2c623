/** The audit: who did what to which object, written with its cause, sealed into a chain in batches. */
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import { type Vault, requireKey } from '../privacy/index.ts';
import type { AuditEvent } from './actions.ts';
import * as repo from './audit.repo.ts';
import { genesis, sealHash } from './chain.ts';

export type AuditEntryInput = AuditEvent & {
  /** Empty when the service itself acted. */
  actorId: string | null;
  subjectId: string;
  /** What is not personal; free text and names do not belong here. */
  facts: Record<string, unknown>;
  /** What is personal, sealed with the key of whom it is about. */
  personal?: { personId: string; value: unknown };
};

export type ChainVerdict = { intact: true; entries: number; unsealed: number } | { intact: false; brokenAt: bigint };

export type Audit = ReturnType<typeof createAudit>;

const batchSize = 500;

export function createAudit(deps: { db: Database; vault: Vault; clock: Clock }) {
  /** Writes an entry inside the transaction of its cause: neither exists without the other. */
  const record = (tx: Tx, input: AuditEntryInput): Promise<void> => recordAll(tx, [input]);

  /**
   * The same for many. @throws AppError `gone` when the key of somebody whom one is about was destroyed; none is
   * written then.
   */
  async function recordAll(tx: Tx, inputs: readonly AuditEntryInput[]): Promise<void> {
    const about = inputs.flatMap(({ personal }) => (personal ? [personal.personId] : []));
    const keys = await deps.vault.keysOf(tx, about);
    const at = deps.clock.now();
    await repo.insertEntries(
      tx,
      inputs.map(({ personal, ...entry }): repo.NewEntry => {
        const id = newId();
        const sealed = personal
          ? requireKey(keys, personal.personId).sealJson(personal.value, `audit_entry:${id}`)
          : null;
        return { id, at, ...entry, sealedBy: personal?.personId ?? null, sealed };
      }),
    );
  }

  /**
   * Seals what has been written since the last time. Writers never wait for it: they only insert entries, and one
   * process at a time forges the chain. @returns how many entries were sealed.
   */
  async function sealPending(): Promise<number> {
    let total = 0;
    for (let sealed = await sealBatch(); sealed > 0; sealed = await sealBatch()) total += sealed;
    return total;
  }

  async function sealBatch(): Promise<number> {
    return deps.db.transaction(async (tx) => {
      if (!(await repo.lockChain(tx))) return 0;
      const entries = await repo.findUnsealed(tx, batchSize);
      const head = await repo.findHead(tx);
      let previous: Buffer<ArrayBuffer> = head ? Buffer.from(head.hash) : genesis;
      let seq = head?.seq ?? 0n;
      const seals = entries.map((entry) => {
        seq += 1n;
        const seal = { seq, entryId: entry.id, previous, hash: sealHash(previous, seq, entry) };
        previous = seal.hash;
        return seal;
      });
      await repo.insertSeals(tx, seals);
      return seals.length;
    });
  }

  /** Walks the whole chain and recomputes every hash. */
  async function verify(): Promise<ChainVerdict> {
    let previous: Uint8Array = genesis;
    let seq = 0n;
    for (;;) {
      const seals = await repo.findSealedAfter(deps.db.autocommit, seq, batchSize);
      if (seals.length === 0) break;
      for (const seal of seals) {
        const isNext = seal.seq === seq + 1n && Buffer.compare(seal.previous, previous) === 0;
        if (!isNext || Buffer.compare(seal.hash, sealHash(previous, seal.seq, seal.entry)) !== 0) {
          return { intact: false, brokenAt: seal.seq };
        }
        previous = seal.hash;
        seq = seal.seq;
      }
    }
    const unsealed = (await repo.findUnsealed(deps.db.autocommit, batchSize)).length;
    return { intact: true, entries: Number(seq), unsealed };
  }

  return { record, recordAll, sealPending, verify };
}
