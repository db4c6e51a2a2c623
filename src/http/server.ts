/** The HTTP server: log, limits, parsers, routes, errors; wired here, listening in main. */
import express, { type Express, type RequestHandler, type Router } from 'express';
// cors: preflights and Vary right, which is easy to get wrong; MIT, two small dependencies.
import cors from 'cors';
import helmet from 'helmet';
import { Histogram, type Registry } from 'prom-client';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Origins } from '../kernel/origins.ts';
import { createDocs } from './docs.ts';
import { buildOpenApi } from './openapi.ts';
import { problemHandler } from './problem.ts';
import { mountCompat, type CompatApi } from './compat/compat.ts';
import { createConcurrencyLimits } from './concurrency-limits.ts';
import { mountRoutes, type MountOptions } from './mount.ts';
import { requestLog } from './request-log.ts';
import type { Route } from './route.ts';
import { scimPrefix, scimProblemHandler } from './scim/scim-problem.ts';
import { receiveUploads } from './uploads.ts';

/** A year, as browsers' preload lists ask for. */
const hstsSeconds = 365 * 24 * 3600;

export interface ServerOptions {
  routes: readonly Route[];
  authenticate: MountOptions['authenticate'];
  /** APIs of older backends, whose clients sign in by tokens of their own. */
  compatApis: readonly CompatApi[];
  authenticateOldClient: MountOptions['authenticate'];
  spend: MountOptions['spend'];
  askForSecondYes: NonNullable<MountOptions['askForSecondYes']>;
  consentPage: () => string;
  /** Absent where this process only works for others. */
  webApp: Router | undefined;
  /** Ways in of chat platforms, which verify and read the raw body themselves. */
  edgeRouters: readonly Router[];
  origins: Origins;
  log: Log;
  metrics: Registry;
  trustedProxies: number;
  /** Whose pages may call the API from a browser. */
  corsOrigins: readonly string[];
  /** Whether people reach the service by TLS, so that browsers may be told never to come without. */
  isTls: boolean;
  version: string;
}

export function createHttpServer(options: ServerOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustedProxies);
  app.set('query parser', 'simple');
  const strictTransportSecurity = options.isTls ? { maxAge: hstsSeconds } : false;
  app.use(
    requestLog(options.log),
    carryOrigin(options.origins),
    measure(options.metrics),
    helmet({ contentSecurityPolicy: false, strictTransportSecurity }),
  );
  for (const router of [...(options.webApp ? [options.webApp, createDocs()] : []), ...options.edgeRouters])
    app.use(besideApi(router));
  if (options.corsOrigins.length > 0) app.use(allowOrigins(options.corsOrigins));
  // Written when it is first asked for: it takes longer than all the rest of this.
  let document: unknown;
  app.get(
    '/api/v2/openapi.json',
    (_req, res) => void res.json((document ??= buildOpenApi(options.routes, options.version))),
  );
  const limits = createConcurrencyLimits();
  app.use(
    mountRoutes(options.routes, {
      authenticate: notingKey(options),
      spend: options.spend,
      receive: receiveUploads,
      limits,
      refusesUnknownFields: true,
      askForSecondYes: options.askForSecondYes,
    }),
  );
  for (const api of options.compatApis)
    app.use(
      mountCompat(api, {
        authenticate: options.authenticateOldClient,
        spend: options.spend,
        limits,
        log: options.log,
        consentPage: options.consentPage,
      }),
    );
  app.use(() => {
    throw new AppError('notFound');
  });
  app.use(scimPrefix, scimProblemHandler(options.log));
  app.use(problemHandler(options.log));
  return app;
}

/** Pages and platforms have no address there: what asks for the API is not held against theirs first. */
const besideApi =
  (router: Router): RequestHandler =>
  (req, res, next) => {
    if (req.path.startsWith('/api/v2/')) next();
    else router(req, res, next);
  };

/** Whatever a request causes is written as done from its address. */
const carryOrigin =
  (origins: Origins): RequestHandler =>
  (req, _res, next) => {
    origins.within({ via: 'api', ...(req.ip === undefined ? {} : { address: req.ip }) }, next);
  };

/** Which key it was that acted is known once it is looked up. */
const notingKey =
  ({ authenticate, origins }: ServerOptions): MountOptions['authenticate'] =>
  async (token, address) => {
    const actor = await authenticate(token, address);
    origins.note(actor);
    return actor;
  };

function measure(metrics: Registry): RequestHandler {
  const seconds = new Histogram({
    name: 'muster_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    registers: [metrics],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return (req, res, next) => {
    const end = seconds.startTimer();
    res.on('finish', () => {
      const { path } = (req.route ?? {}) as { path?: string };
      end({ method: req.method, route: path ?? 'none', status: String(res.statusCode) });
    });
    next();
  };
}

/**
 * Tokens travel in a header, the cookie that renews them is good for our own origin alone, and the one that knows a
 * device opens nothing: another page can do nothing in a person's name.
 */
const allowOrigins = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: [...origins],
    credentials: false,
    exposedHeaders: ['Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
