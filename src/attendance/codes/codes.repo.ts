/** Stored session codes. */
import type { Queryable, Tx } from '../../db/index.ts';

export interface StoredCode {
  id: string;
  sessionId: string;
  codeHash: Uint8Array;
  expiresAt: Date;
}

export async function revokeCodes(tx: Tx, sessionId: string, revokedAt: Date): Promise<void> {
  await tx.sessionCode.updateMany({ where: { sessionId, revokedAt: null }, data: { revokedAt } });
}

export async function insertCode(
  tx: Tx,
  code: {
    id: string;
    sessionId: string;
    codeHash: Buffer<ArrayBuffer>;
    createdById: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.sessionCode.create({ data: code });
}

export const findLiveCodes = (db: Queryable, sessionIds: readonly string[], now: Date): Promise<StoredCode[]> =>
  db.sessionCode.findMany({
    where: {
      sessionId: { in: [...sessionIds] },
      createdAt: { lte: now },
      expiresAt: { gt: now },
      OR: [{ revokedAt: null }, { revokedAt: { gt: now } }],
    },
  });
