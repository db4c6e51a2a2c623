/** Builds the audit: its chain with checkpoints in the data folder, its reader, and its way out of the house. */
import type { Database } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Origins } from '../kernel/origins.ts';
import {
  createAudit,
  createAuditForwarder,
  createAuditReader,
  createCheckpoints,
  createSink,
} from '../security/audit/index.ts';
import type { Keyring, Vault } from '../security/privacy/index.ts';
import type { Config } from './config.ts';

export function buildAudit(deps: {
  config: Config;
  db: Database;
  clock: Clock;
  vault: Vault;
  keyring: Keyring;
  origins: Origins;
}) {
  const { config, keyring: keys, origins } = deps;
  const checkpoints = createCheckpoints({ dir: config.dataDir, key: keys.auditChain });
  const sink = config.auditSink && createSink(config.auditSink.url, config.auditSink.secret);
  return {
    audit: createAudit({ ...deps, keys, checkpoints, presentOrigin: origins.present }),
    reader: createAuditReader({ ...deps, keys }),
    auditForwarder: createAuditForwarder({ ...deps, keys, checkpoints, sink }),
  };
}
