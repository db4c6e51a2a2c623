/**
 * What becomes of requests when their student turns out to have another account: they go over to it, sealed anew with
 * its key.
 */
import type { Tx } from '../../db/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import * as repo from './leave.repo.ts';
import { resealWords } from './sealed-text.ts';

export function createHandOver(deps: { vault: Vault; storage: Storage }) {
  /**
   * Moves the requests of one account, and those that it made for others, to another one, inside the transaction that
   * merges the two. @returns what removes the bytes of the evidence as it was sealed before, to be called after the
   * commit.
   */
  async function handOver(tx: Tx, fromId: string, intoId: string): Promise<() => Promise<void>> {
    await repo.replaceAsker(tx, fromId, intoId);
    const outdated: string[] = [];
    for (const { id, reason, comment, evidence } of await repo.findOfStudent(tx, fromId)) {
      await repo.updateStudent(tx, id, {
        studentId: intoId,
        ...(await resealWords(deps, tx, { id, fromId, intoId }, { reason, comment })),
      });
      for (const file of evidence) {
        const { name, mimeType, data } = await deps.storage.read(file.id);
        await repo.replaceEvidence(
          tx,
          file.id,
          await deps.storage.store(tx, { ownerId: intoId, purpose: 'evidence', expiresAt: null, name, mimeType, data }),
        );
        outdated.push(file.id);
      }
    }
    return deps.storage.remove(tx, outdated);
  }

  return { handOver };
}
