/** Shapes of the audit as admins read it. */
import { z } from 'zod';

const moment = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const auditFilterSchema = z.object({
  personId: z.uuid().optional().describe('What names this person, and what they did.'),
  actorId: z.uuid().optional().describe('What this person did.'),
  subjectType: z.string().max(40).optional(),
  subjectId: z.string().max(60).optional().describe('What was done to this object.'),
  action: z
    .string()
    .max(60)
    .regex(/^[A-Za-z]+\.\w*$/)
    .optional()
    .describe('One action, or with a dot at its end all that begin so: `person.`.'),
  from: moment.optional(),
  before: moment.optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

const named = z.object({ id: z.string(), name: z.string().nullable() });

const auditEntrySchema = z.object({
  id: z.uuid(),
  seq: z.string().nullable().describe('Its number in the chain; empty for at most a minute, until it is sealed.'),
  at: z.date(),
  actor: named.nullable().describe('Empty: the service itself.'),
  apiKeyId: z.string().nullable().describe('The API key by which they acted.'),
  approvedBy: named.nullable().describe('The second admin who said yes, where the school wants one.'),
  via: z.string().nullable(),
  address: z.string().nullable(),
  action: z.string(),
  subject: named.extend({ type: z.string() }),
  facts: z.unknown(),
  personal: z.unknown().describe('Empty where there is nothing personal, or its person was erased.'),
});
export type AuditEntryView = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  next: z.uuid().nullable().describe('`after` of the next page.'),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
