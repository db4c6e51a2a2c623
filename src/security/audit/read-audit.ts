/** Reading the audit: entries with what was sealed in them opened, as far as the keys are still there. */
import { z } from 'zod';
import type { Queryable } from '../../db/index.ts';
import { type Vault, openJson } from '../privacy/index.ts';
import { originContext, originSchema } from './origin.ts';
import * as repo from './audit.repo.ts';

export interface ReadEntry extends Omit<repo.StoredEntry, 'sealed' | 'origin'> {
  /** Its number in the chain; empty until it is sealed. */
  seq: bigint | null;
  /** What is personal; empty where there is none, or where the person's key was destroyed. */
  personal: unknown;
  origin: z.infer<typeof originSchema> | null;
}

export type AuditReader = ReturnType<typeof createAuditReader>;

export function createAuditReader(deps: { vault: Vault; keys: { auditOrigins: Buffer } }) {
  /** The newest entries of the filter; that the caller may read them is the caller's to check. */
  async function read(db: Queryable, filter: repo.EntryFilter, take: number): Promise<ReadEntry[]> {
    const rows = await repo.findEntries(db, filter, take);
    const keys = await deps.vault.keysOf(db, [...new Set(rows.flatMap(({ sealedBy }) => sealedBy ?? []))]);
    return rows.map(({ sealed, origin, seal, ...entry }) => ({
      ...entry,
      seq: seal?.seq ?? null,
      personal:
        (entry.sealedBy !== null &&
          sealed &&
          keys.get(entry.sealedBy)?.openJson(z.unknown(), sealed, `audit_entry:${entry.id}`)) ||
        null,
      origin: origin && openJson(deps.keys.auditOrigins, originSchema, origin, originContext(entry.id)),
    }));
  }

  /** How many entries the filter means. */
  const count = (db: Queryable, filter: repo.EntryFilter): Promise<number> => repo.countEntries(db, filter);

  return { read, count };
}
