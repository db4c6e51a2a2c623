/** Mounts routes: who asks, what the body says, the handler, and the answer. */
import { json, Router, urlencoded, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type Actor, requirePermission } from '../security/access/index.ts';
import type { BudgetName, Budgets } from '../security/budgets/index.ts';
import { AppError } from '../kernel/errors.ts';
import { networkOf } from '../kernel/network.ts';
import type { Limiter, Urgency } from '../kernel/limiter.ts';
import { fitAnswer, sendJson } from './answer.ts';
import { bearerOf } from './bearer.ts';
import type { ConcurrencyLimits } from './concurrency-limits.ts';
import type { HeldActs } from '../office/held-acts/index.ts';
import { parseInput } from './parse-input.ts';
import type { Route } from './route.ts';
import { orWait } from './second-yes.ts';
import { refuseUnknownFields } from './unknown-fields.ts';
import { readInTurn, type ExpectedUploads } from './uploads.ts';
import { words } from './words/en.ts';

export interface MountOptions {
  authenticate: (accessToken: string, address?: string) => Promise<Actor>;
  spend: Budgets['spend'];
  /** Reads multipart bodies with file parts of the field. */
  receive: (expected: ExpectedUploads) => RequestHandler;
  /** Where the token is; in a body, that has to be read before it is known who sends it. */
  tokenIn?: 'header' | 'body';
  limits: ConcurrencyLimits;
  /** Whether a JSON body with fields that nobody reads is refused. */
  refusesUnknownFields?: true;
  /** Keeps grave acts that wait for a second admin; where there is none they are refused. */
  askForSecondYes?: HeldActs['ask'];
}

export function mountRoutes(routes: readonly Route[], options: MountOptions): Router {
  const { router, routerFor } = createRouterByBeginning();
  for (const [path, ofPath] of routesByPath(routes)) {
    const ofBeginning = routerFor(path);
    for (const route of ofPath) {
      const [signIn, parsers] = [requireSignIn(route, options), parsersOf(route, options)];
      ofBeginning[route.method](
        path,
        ...(options.tokenIn === 'body' ? [...parsers, signIn] : [signIn, ...parsers]),
        answer(route, options),
      );
    }
    const methods = methodsOf(ofPath);
    ofBeginning.all(path, (req, res) => {
      res.set('Allow', methods.join(', '));
      if (req.method !== 'OPTIONS')
        throw new AppError('methodNotAllowed', { detail: words.thisAddressKnows(methods.join(', ')) });
      res.status(204).end();
    });
  }
  return router;
}

/** How many segments of an address tell its routes from most others. */
const beginningLength = 3;
const segmentsOf = (path: string): string[] =>
  path
    .toLowerCase()
    .split('/')
    .slice(1, beginningLength + 1);

/** Express holds a request against one path after the other; here it meets only those that begin as it does. */
function createRouterByBeginning(): { router: Router; routerFor: (path: string) => Router } {
  const byBeginning = new Map<string, Router>();

  function routerFor(path: string): Router {
    const segments = segmentsOf(path);
    const parameter = segments.findIndex((segment) => segment.startsWith(':'));
    const beginning = segments.slice(0, parameter < 0 ? undefined : parameter).join('/');
    const found = byBeginning.get(beginning) ?? Router();
    byBeginning.set(beginning, found);
    return found;
  }

  /** The longest beginning first, since what is spelt out comes before a parameter. */
  function findRouters(path: string): Router[] {
    const segments = segmentsOf(path);
    return segments.flatMap((_, left) => byBeginning.get(segments.slice(0, segments.length - left).join('/')) ?? []);
  }

  const router = Router().use((req, res, next) => {
    const routers = findRouters(req.path);
    const tryNext = (error?: unknown): void => {
      const found = error === undefined ? routers.shift() : undefined;
      if (found) found(req, res, tryNext);
      else next(error);
    };
    tryNext();
  });
  return { router, routerFor };
}

function parsersOf(route: Route, { tokenIn, receive, limits }: MountOptions): RequestHandler[] {
  if (route.bodyParser) return [route.bodyParser];
  // What is only read has no body, unless an old client's token is in it.
  if (route.method === 'get' && tokenIn !== 'body') return [];
  const bodies = limits.bodies[route.access === 'public' ? 'unknown' : tokenIn === 'body' ? 'tokenInBody' : 'known'];
  const formLimit = route.uploads?.asText ? route.jsonLimit : undefined;
  const parsers = [
    json({ limit: route.jsonLimit ?? '1mb' }),
    urlencoded({ extended: false, limit: formLimit ?? '64kb' }),
  ];
  return route.uploads ? [readInTurn([...parsers, receive(route.uploads)], bodies, urgencyOf(route))] : parsers;
}

const toExpress = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/**
 * Addresses that are spelt out come before those with a parameter, which would take them for an id: `people/check` is
 * nobody.
 */
function routesByPath(routes: readonly Route[]): [string, Route[]][] {
  const known = new Map<string, Route[]>();
  for (const route of routes) known.set(toExpress(route.path), [...(known.get(toExpress(route.path)) ?? []), route]);
  const rank = (path: string): string => path.replaceAll(':', '~');
  return [...known].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}

const methodsOf = (routes: readonly Route[]): string[] =>
  ['OPTIONS', ...routes.flatMap(({ method }) => [method.toUpperCase(), ...(method === 'get' ? ['HEAD'] : [])])].sort();

function tokenInBody(req: Request): string | undefined {
  const { token } = (req.body ?? {}) as { token?: unknown };
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/**
 * Who is asking, and whether they ever may, is settled before a single byte of a body is read, unless the token is in
 * it.
 */
function requireSignIn(route: Route, { tokenIn, authenticate, spend, limits }: MountOptions): RequestHandler {
  return async (req: Request, res: Response, next: NextFunction) => {
    if (route.access === 'signed-in') {
      // Whatever it answers is for this one person; what may be kept says so itself.
      res.set('Cache-Control', 'no-store');
      const token = tokenIn === 'body' ? tokenInBody(req) : bearerOf(req);
      if (token === undefined) throw new AppError('unauthenticated');
      const actor = await limits.signIns.run(() => authenticate(token, req.ip), urgencyOf(route));
      requirePermission(actor, route.permission);
      if (actor.device?.secondFactor.isDue && !route.isForEnrolling) throw new AppError('secondFactorDue');
      (res.locals as { actor?: Actor }).actor = actor;
    }
    const { actor } = res.locals as { actor?: Actor };
    const budget = budgetOf(route, req);
    if (budget) await spend(budget, actor?.personId ?? networkOf(req.ip ?? ''));
    await route.before?.();
    next();
  };
}

const urgencyOf = (route: Route): Urgency => (route.isUrgent ? 'urgent' : 'ordinary');

function answer(route: Route, { limits, refusesUnknownFields, askForSecondYes }: MountOptions): RequestHandler {
  return async (req: Request, res: Response) => {
    refuseOtherBodies(route, req);
    // Forms carry fields of their own; RFC 6749 even asks to ignore them.
    if (refusesUnknownFields && route.body && req.is('json')) refuseUnknownFields(route.body, req.body);
    const files = (req.files ?? []) as readonly Express.Multer.File[];
    const request = {
      params: parseInput(route.params, req.params, 'params'),
      query: parseInput(route.query, req.query, 'query'),
      body: parseInput(route.body, req.body ?? {}, 'body'),
      uploads: files.map((file) => ({ name: file.originalname, mimeType: file.mimetype, data: file.buffer })),
      req,
      res,
    };
    const { actor } = res.locals as { actor?: Actor };
    const handle = async (): Promise<unknown> => {
      if (route.access === 'public') return route.handle(request);
      const asker = requireActor(actor);
      if (!route.mayWait || !askForSecondYes) return route.handle(asker, request);
      return orWait(route, asker, request, { ask: askForSecondYes, handle: (as) => route.handle(as, request) });
    };
    const body = route.isUncounted ? await handle() : await limiterOf(route, req, limits).run(handle, urgencyOf(route));
    if (res.headersSent || res.writableEnded) return;
    const { status, schema } = route.success;
    if (schema) sendJson(res, status, fitAnswer(schema, body, `${route.method.toUpperCase()} ${route.path}`));
    else res.status(status).end();
  };
}

/** What takes long to make has a line of its own: everybody else's short answers do not wait behind it. */
const limiterOf = (route: Route, req: Request, limits: ConcurrencyLimits): Limiter =>
  budgetOf(route, req) === 'documents' ? limits.documents : limits.answers;

function budgetOf({ access, spends, uploads }: Route, req: Request): BudgetName | undefined {
  if (spends !== undefined) return typeof spends === 'string' ? spends : spends(req);
  return access === 'signed-in' && uploads && req.is('multipart') ? 'uploads' : undefined;
}

/** A body of a kind that was not read would look like an empty one, and be refused for what is missing in it. */
function refuseOtherBodies(route: Route, req: Request): void {
  const readable = ['json', 'urlencoded', ...(route.uploads ? ['multipart'] : []), ...(route.isScim ? ['+json'] : [])];
  // `is` answers null when there is no body, and false when it is of none of these kinds.
  if ((!route.body && !route.uploads) || req.is(readable) !== false || req.get('content-length') === '0') return;
  throw new AppError('unsupportedMediaType', {
    field: 'Content-Type',
    detail: words.sendTheBodyAs(route.uploads ? 'JSON or multipart/form-data' : 'JSON'),
  });
}

function requireActor(actor: Actor | undefined): Actor {
  if (!actor) throw new AppError('unauthenticated');
  return actor;
}
