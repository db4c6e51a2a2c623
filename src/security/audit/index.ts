/** The audit log and its chain. */
export { createAudit, type Audit, type ChainVerdict } from './audit.ts';
