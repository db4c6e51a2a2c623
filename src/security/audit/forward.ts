/**
 * Sends the audit out of the house as it is sealed: in its order, nothing left out, and after an outage from where it
 * stopped. What was sent and not confirmed is sent again under the same ids.
 */
import type { Database } from '../../db/index.ts';
import { openJson } from '../privacy/index.ts';
import { originContext, originSchema } from './origin.ts';
import * as repo from './audit.repo.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Sink, SinkLine } from './sinks.ts';

const batchSize = 500;

export function createAuditForwarder(deps: {
  db: Database;
  keys: { auditOrigins: Buffer };
  checkpoints: Checkpoints;
  /** Undefined where the audit stays in the house. */
  sink: Sink | undefined;
}) {
  /** @returns how many entries left. @throws when the sink does not take them; the next time begins there. */
  async function forward(): Promise<number> {
    const { sink } = deps;
    if (!sink) return 0;
    let total = 0;
    for (let sent = await forwardBatch(sink); sent > 0; sent = await forwardBatch(sink)) total += sent;
    return total;
  }

  /** The place is held while it is sent from, so that of several processes one sends. */
  const forwardBatch = (sink: Sink): Promise<number> =>
    deps.db.transaction(
      async (tx) => {
        const from = await repo.lockForwarded(tx);
        if (from === undefined) return 0;
        const seals = await repo.findSealedAfter(tx, from, batchSize);
        const last = seals.at(-1);
        if (!last) return 0;
        const hash = Buffer.from(last.hash).toString('hex');
        const checkpoint = deps.checkpoints.sign({ seq: last.seq, hash, at: last.entry.at.toISOString() });
        await sink([
          ...seals.map(toLine),
          { id: `checkpoint-${last.seq}`, at: last.entry.at, json: `{"checkpoint":${checkpoint}}` },
        ]);
        await repo.noteForwarded(tx, last.seq);
        return seals.length;
      },
      { timeoutMs: 60_000 },
    );

  function toLine({ seq, hash, entry }: repo.StoredSeal & { entry: repo.StoredEntry }): SinkLine {
    const { id, at, actorId, action, subjectType, subjectId, facts, origin } = entry;
    const from = origin && openJson(deps.keys.auditOrigins, originSchema, origin, originContext(id));
    // What is sealed with somebody's key stays in the house, where it can be erased.
    const line = {
      ...{ seq: seq.toString(), id, at, actorId, apiKeyId: from?.keyId ?? null },
      ...{ via: from?.via ?? null, address: from?.address ?? null, action, subjectType, subjectId, facts },
      hash: Buffer.from(hash).toString('hex'),
    };
    return { id, at, json: JSON.stringify(line) };
  }

  return { forward };
}
