/** The audit: who did what to which object, written with its cause, sealed into a chain in batches. */
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import type { Origin } from '../../kernel/origins.ts';
import { type Vault, requireKey, sealJson } from '../privacy/index.ts';
import type { AuditEvent } from './actions.ts';
import * as repo from './audit.repo.ts';
import { genesis, sealHash, unkeyedHash } from './chain.ts';
import { originContext } from './origin.ts';
import type { Checkpoints } from './checkpoints.ts';

export type AuditEntryInput = AuditEvent & {
  /** Empty when the service itself acted. */
  actorId: string | null;
  subjectId: string;
  /** What is not personal; free text and names do not belong here. */
  facts: Record<string, unknown>;
  /** What is personal, sealed with the key of whom it is about. */
  personal?: { personId: string; value: unknown };
};

/** In which way a chain is not as it was written. */
export type ChainFault = 'changed' | 'cut' | 'rewritten' | 'checkpoint';

export type ChainVerdict =
  | { intact: true; entries: number; unsealed: number; checkpoints: number }
  | { intact: false; brokenAt: bigint; fault: ChainFault };

export type Audit = ReturnType<typeof createAudit>;

const batchSize = 500;

export function createAudit(deps: {
  db: Database;
  vault: Vault;
  clock: Clock;
  keys: { auditChain: Buffer; auditOrigins: Buffer };
  checkpoints: Checkpoints;
  /** From where whoever acts at this moment does so. */
  presentOrigin: () => Origin | undefined;
}) {
  const { auditChain, auditOrigins } = deps.keys;

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
    const from = deps.presentOrigin();
    await repo.insertEntries(
      tx,
      inputs.map(({ personal, ...entry }): repo.NewEntry => {
        const id = newId();
        const sealed = personal
          ? requireKey(keys, personal.personId).sealJson(personal.value, `audit_entry:${id}`)
          : null;
        const origin = from ? sealJson(auditOrigins, from, originContext(id)) : null;
        return {
          id,
          at,
          ...entry,
          sealedBy: personal?.personId ?? null,
          sealed,
          origin,
          about: peopleIn(entry, personal),
        };
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
    const batch = await deps.db.transaction(async (tx) => {
      if (!(await repo.lockChain(tx))) return undefined;
      const entries = await repo.findUnsealed(tx, batchSize);
      const last = await repo.findHead(tx);
      const latest = deps.checkpoints.latest();
      const there = latest && (await repo.findHash(tx, latest.seq));
      const passed = there && Buffer.from(there).toString('hex') === latest.hash ? latest : undefined;
      let head = { seq: last?.seq ?? 0n, hash: last ? Buffer.from(last.hash) : genesis };
      const seals = entries.map((entry) => {
        const seq = head.seq + 1n;
        const seal = { seq, entryId: entry.id, previous: head.hash, hash: sealHash(auditChain, head.hash, seq, entry) };
        head = seal;
        return seal;
      });
      await repo.insertSeals(tx, seals);
      return { sealed: seals.length, head, passed };
    });
    if (!batch || batch.sealed === 0) return 0;
    // After the commit: a checkpoint ahead of the chain would look like a chain that was cut.
    const { seq, hash } = batch.head;
    deps.checkpoints.keep({ seq, hash: hash.toString('hex'), at: deps.clock.now().toISOString() }, batch.passed);
    return batch.sealed;
  }

  /**
   * Puts a seal with the key over a chain that has none yet, so that from now on nobody writes it anew without the key.
   */
  async function ensureKeyed(): Promise<void> {
    const head = await repo.findHead(deps.db.autocommit);
    const [last] = head ? await repo.findSealedAfter(deps.db.autocommit, head.seq - 1n, 1) : [];
    if (!last || Buffer.compare(last.hash, sealHash(auditChain, last.previous, last.seq, last.entry)) === 0) return;
    await deps.db.transaction((tx) =>
      record(tx, {
        ...{ actorId: null, action: 'audit.keyed', subjectType: 'institution', subjectId: '1' },
        facts: { entries: last.seq.toString(), head: Buffer.from(last.hash).toString('hex') },
      }),
    );
    await sealPending();
  }

  /** Walks the whole chain, recomputes every hash, and holds it against what was kept of it elsewhere. */
  async function verify(): Promise<ChainVerdict> {
    // What is kept is read first: the chain only grows.
    const { checkpoints, foreign } = deps.checkpoints.read();
    const kept = new Map(checkpoints.map(({ seq, hash }) => [seq, hash]));
    let previous: Uint8Array = genesis;
    let seq = 0n;
    let isKeyed = false;
    for (;;) {
      const seals = await repo.findSealedAfter(deps.db.autocommit, seq, batchSize);
      if (seals.length === 0) break;
      for (const seal of seals) {
        const isNext = seal.seq === seq + 1n && Buffer.compare(seal.previous, previous) === 0;
        const hasKey = isNext && isSame(seal.hash, sealHash(auditChain, previous, seal.seq, seal.entry));
        isKeyed ||= hasKey;
        if (!isNext || !(hasKey || (!isKeyed && isSame(seal.hash, unkeyedHash(previous, seal.seq, seal.entry)))))
          return { intact: false, brokenAt: seal.seq, fault: 'changed' };
        const expected = kept.get(seal.seq);
        if (expected !== undefined && expected !== Buffer.from(seal.hash).toString('hex'))
          return { intact: false, brokenAt: seal.seq, fault: 'rewritten' };
        previous = seal.hash;
        seq = seal.seq;
      }
    }
    if ([...kept.keys()].some((one) => one > seq)) return { intact: false, brokenAt: seq + 1n, fault: 'cut' };
    if (seq > 0n && !isKeyed) return { intact: false, brokenAt: 1n, fault: 'rewritten' };
    if (foreign > 0) return { intact: false, brokenAt: seq, fault: 'checkpoint' };
    const unsealed = (await repo.findUnsealed(deps.db.autocommit, batchSize)).length;
    return { intact: true, entries: Number(seq), unsealed, checkpoints: checkpoints.length };
  }

  return { record, recordAll, sealPending, ensureKeyed, verify };
}

/** Everybody whom an entry names by a key of its facts, as its subject, or in what is sealed. */
function peopleIn(
  { subjectType, subjectId, facts }: Omit<AuditEntryInput, 'personal'>,
  personal: { personId: string } | undefined,
): string[] {
  const found = new Set<string>(personal ? [personal.personId] : []);
  if (subjectType === 'person') found.add(subjectId);
  const look = (value: unknown, key: string): void => {
    if (typeof value === 'string' && /(?:person|student|guardian|teacher)Ids?$/i.test(key)) found.add(value);
    else if (Array.isArray(value)) for (const one of value) look(one, key);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) look(inner, name);
  };
  look(facts, '');
  return [...found];
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
