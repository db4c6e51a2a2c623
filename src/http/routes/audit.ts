/** The audit: whether it is whole, what is in it, and all of it as a file. */
import { once } from 'node:events';
import { z } from 'zod';
import { type AuditLog, auditFilterSchema, auditPageSchema } from '../../office/audit-log/index.ts';
import type { ChainAlarm } from '../../office/chain-alarm/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { signedInRoute, type Route } from '../route.ts';
import { pageSize } from '../shapes.ts';

const verdictSchema = z.object({
  intact: z.boolean(),
  entries: z.number().int().optional(),
  unsealed: z.number().int().optional(),
  checkpoints: z.number().int().optional().describe('How many that were kept beside the database it agrees with.'),
  brokenAt: z.string().optional(),
  fault: z.enum(['changed', 'cut', 'rewritten', 'checkpoint']).optional(),
});

export function auditRoutes({ chainAlarm, auditLog }: { chainAlarm: ChainAlarm; auditLog: AuditLog }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/audit/chain',
      spends: 'documents',
      tag: 'operations',
      permission: 'audit.verify',
      summary: 'Recompute the whole audit chain, and hold it against its checkpoints',
      success: { status: 200, schema: verdictSchema },
      handle: async (actor) => {
        const verdict = await chainAlarm.checkFor(actor);
        return verdict.intact ? verdict : { ...verdict, brokenAt: String(verdict.brokenAt) };
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/audit',
      tag: 'operations',
      permission: 'audit.read',
      summary: 'Who did what to whom, when and from where, newest first',
      query: auditFilterSchema.extend({ after: z.uuid().optional(), limit: pageSize(500, 50) }),
      success: { status: 200, schema: auditPageSchema },
      handle: (actor, { query: { limit, ...filter } }) => auditLog.list(actor, omitUndefined(filter), limit),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/audit/export',
      mayWait: true,
      spends: 'documents',
      tag: 'operations',
      permission: 'audit.read',
      summary: 'All entries of a filter as CSV, newest first; that they were handed out is an entry too',
      query: auditFilterSchema,
      success: { status: 200, contentType: 'text/csv' },
      handle: async (actor, { query, res }) => {
        const pieces = auditLog.exportCsv(actor, omitUndefined(query));
        // Refused before anything is sent: the first piece is made after the access was asked.
        const first = await pieces.next();
        res.set({
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': 'attachment; filename="audit.csv"',
          'Cache-Control': 'no-store',
        });
        if (!first.done) res.write(first.value);
        for await (const piece of pieces) {
          if (res.destroyed) return undefined;
          if (!res.write(piece)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
        }
        res.end();
        return undefined;
      },
    }),
  ];
}
