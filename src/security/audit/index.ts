/** The audit log and its chain. */
export type { AuditAction, AuditEvent } from './actions.ts';
export { createAudit, type Audit, type ChainFault, type ChainVerdict } from './audit.ts';
export { createAuditForwarder } from './forward.ts';
export { createAuditReader, type AuditReader, type ReadEntry } from './read-audit.ts';
export { createCheckpoints, type Checkpoints } from './checkpoints.ts';
export { createSink, type Sink } from './sinks.ts';
