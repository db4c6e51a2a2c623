/** The audit log and its chain. */
export type { AuditAction, AuditEvent } from './actions.ts';
export { createAudit, type Audit, type ChainVerdict } from './audit.ts';
