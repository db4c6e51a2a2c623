/** The audit as admins read it: who did what to whom, when and from where; and its way out of the house. */
export { auditFilterSchema, auditPageSchema, type AuditEntryView } from './audit-log.schema.ts';
export { createAuditLog, type AuditLog } from './audit-log.ts';
