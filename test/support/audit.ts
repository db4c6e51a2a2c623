/** The audit as the service builds it, for tests of what writes into it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { createAudit, createCheckpoints, type Audit } from '../../src/security/audit/index.ts';
import { createKeyring, createVault } from '../../src/security/privacy/index.ts';

/** @param dir where its checkpoints lie; a folder of its own when none is named. */
export function createTestAudit(
  db: Database,
  clock: Clock,
  dir = mkdtempSync(join(tmpdir(), 'muster-audit-')),
): { audit: Audit; dir: string } {
  const keyring = createKeyring('a-test-secret-of-at-least-32-characters');
  const audit = createAudit({
    ...{ db, clock, keys: keyring },
    vault: createVault({ wrappingKey: keyring.wrapping }),
    checkpoints: createCheckpoints({ dir, key: keyring.auditChain }),
    presentOrigin: () => undefined,
  });
  return { audit, dir };
}
