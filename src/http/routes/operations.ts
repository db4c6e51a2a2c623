/** For those who run the service: is it alive, is it ready, what does it measure, is the audit whole. */
import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { requireAccess } from '../../security/access/index.ts';
import type { ChainAlarm } from '../../office/chain-alarm/index.ts';
import type { Database } from '../../db/index.ts';
import { digestsEqual } from '../../security/privacy/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';

/**
 * On this machine, and not for somebody elsewhere through a proxy on it; what a header says of the client is not
 * believed.
 */
const isAskedHere = (req: Request): boolean =>
  /^(127\.|::1$|::ffff:127\.)/.test(req.socket.remoteAddress ?? '') &&
  req.get('x-forwarded-for') === undefined &&
  req.get('forwarded') === undefined;

/** Both are hashed first, so that neither length nor letters show in the time it takes. */
function bearsToken(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined || header === undefined) return false;
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return digestsEqual(digest(header), digest(`Bearer ${token}`));
}

export function operationRoutes({
  db,
  chainAlarm,
  metrics,
  metricsToken,
}: {
  db: Database;
  chainAlarm: ChainAlarm;
  metrics: Registry;
  metricsToken: string | undefined;
}): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/healthz',
      tag: 'operations',
      isUncounted: true,
      summary: 'The process is alive',
      success: { status: 200, schema: z.object({ status: z.literal('ok') }) },
      handle: async () => ({ status: 'ok' as const }),
    }),
    publicRoute({
      method: 'get',
      path: '/readyz',
      tag: 'operations',
      isUncounted: true,
      summary: 'The service can work: its database answers',
      success: { status: 200, schema: z.object({ status: z.literal('ready') }) },
      handle: async () => {
        await db.ping().catch((cause: unknown) => {
          throw new AppError('databaseUnavailable', { cause, retryAfterS: 5 });
        });
        return { status: 'ready' as const };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/metrics',
      refuses: [404],
      tag: 'operations',
      isUncounted: true,
      summary: 'Prometheus metrics, from this machine or with METRICS_TOKEN',
      success: { status: 200, contentType: 'text/plain' },
      handle: async ({ req, res }) => {
        if (!isAskedHere(req) && !bearsToken(req.get('authorization'), metricsToken)) throw new AppError('notFound');
        res.type(metrics.contentType).send(await metrics.metrics());
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/audit/chain',
      spends: 'documents',
      tag: 'operations',
      permission: 'audit.verify',
      summary: 'Recompute the whole audit chain',
      success: {
        status: 200,
        schema: z.object({
          intact: z.boolean(),
          entries: z.number().int().optional(),
          unsealed: z.number().int().optional(),
          brokenAt: z.string().optional(),
        }),
      },
      handle: async (actor) => {
        await requireAccess(db.autocommit, actor, 'audit.verify', {});
        const verdict = await chainAlarm.check();
        return verdict.intact ? verdict : { intact: false, brokenAt: String(verdict.brokenAt) };
      },
    }),
  ];
}
