/** For those who run the service: is it alive, is it ready, what does it measure. */
import { createHash } from 'node:crypto';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import { digestsEqual } from '../../security/privacy/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { publicRoute, type Route } from '../route.ts';

/** Both are hashed first, so that neither length nor letters show in the time it takes. */
function bearsToken(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined || header === undefined) return false;
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
  return digestsEqual(digest(header), digest(`Bearer ${token}`));
}

export function operationRoutes({
  db,
  storage,
  metrics,
  metricsToken,
}: {
  db: Database;
  storage: Storage;
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
      refuses: [507],
      summary: 'The service can work: its database answers, and there is room for files',
      success: { status: 200, schema: z.object({ status: z.literal('ready') }) },
      handle: async () => {
        await db.ping().catch((cause: unknown) => {
          throw new AppError('databaseUnavailable', { cause, retryAfterS: 5 });
        });
        await storage.requireRoom();
        return { status: 'ready' as const };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/metrics',
      refuses: [404],
      tag: 'operations',
      isUncounted: true,
      summary: 'Prometheus metrics, with METRICS_TOKEN',
      success: { status: 200, contentType: 'text/plain' },
      handle: async ({ req, res }) => {
        // Where somebody asks from says nothing: a proxy on this machine asks from here for everybody.
        if (!bearsToken(req.get('authorization'), metricsToken)) throw new AppError('notFound');
        res.type(metrics.contentType).send(await metrics.metrics());
        return undefined;
      },
    }),
  ];
}
