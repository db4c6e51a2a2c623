/** A route as data: one definition is mounted, validated and documented. */
import { json, Router, urlencoded, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { type Actor, type Permission, requirePermission } from '../security/access/index.ts';
import { AppError } from '../kernel/errors.ts';
import { createLimiter, type Limiter, type Urgency } from '../kernel/limiter.ts';
import { createBodyTurns, readInTurn, type ExpectedUploads } from './uploads.ts';

export interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** File parts of a multipart body. */
  readonly uploads: readonly Upload[];
  /** The raw request and response, for the few routes that stream or set headers. */
  readonly req: Request;
  readonly res: Response;
}

/** What a handler answers: a body with the documented status, or undefined when it has answered itself. */
export type RouteAnswer = Record<string, unknown> | readonly unknown[] | undefined;

interface RouteBase<Params = z.ZodObject, Query = z.ZodObject, Body = z.ZodType> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: /api/v2/sessions/{sessionId}. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Status and schema of success; without a schema the answer has no JSON body. */
  readonly success: { readonly status: number; readonly schema?: z.ZodType; readonly contentType?: string };
  /** Bodies of further statuses that it answers by itself. */
  readonly otherwise?: Readonly<Record<number, z.ZodType>>;
  /** Statuses with which it may be refused beyond what every route of its kind may answer. */
  readonly refuses?: readonly (401 | 403 | 404 | 409 | 410 | 429)[];
  /** File parts, when the body may be multipart. */
  readonly uploads?: ExpectedUploads;
  /** May refuse before a byte of the body is read. */
  readonly before?: () => Promise<void>;
  /** How long a JSON body may be, when it may carry files; 1 MB otherwise. */
  readonly jsonLimit?: string;
  /** Takes no place among those that are worked on at once: it waits for others, as a stream does, or has to answer while they wait. */
  readonly isUncounted?: true;
  /** Goes before others when many wait: somebody stands at the door, and the moment counts. */
  readonly isUrgent?: true;
  /** Reads the body in place of the usual parsers, for routes whose signature is over its bytes. */
  readonly bodyParser?: RequestHandler;
  /** What such a body holds, for the OpenAPI document. */
  readonly document?: z.ZodType;
}

export type Route =
  | (RouteBase & {
      readonly access: 'signed-in';
      readonly permission: Permission;
      readonly handle: (actor: Actor, request: RouteRequest) => Promise<RouteAnswer>;
    })
  | (RouteBase & { readonly access: 'public'; readonly handle: (request: RouteRequest) => Promise<RouteAnswer> });

/**
 * A route for people who are signed in; the handler gets the actor. Its row of the permission table is asked before a body
 * is read; on which objects the permission reaches, the operation behind it decides. What a route does not declare, its
 * handler cannot read.
 */
export function signedInRoute<
  Params extends z.ZodObject = never,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
>(
  route: RouteBase<Params, Query, Body> & {
    permission: Permission;
    handle: (
      actor: Actor,
      request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>,
    ) => Promise<RouteAnswer>;
  },
): Route {
  return { ...route, access: 'signed-in', handle: route.handle as never };
}

/** A route for anybody. */
export function publicRoute<
  Params extends z.ZodObject = never,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
>(
  route: RouteBase<Params, Query, Body> & {
    handle: (request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>) => Promise<RouteAnswer>;
  },
): Route {
  return { ...route, access: 'public', handle: route.handle as never };
}

/** How often a minute one address may try where something can be guessed (passwords, links, join codes) or heaped up; schools share addresses, so it may not be low. */
export const triesPerMinute: Readonly<Record<string, number>> = {
  '/api/v2/auth': 120,
  '/api/v2/classes/join': 120,
  '/api/v2/feedback': 5,
};

export interface MountOptions {
  authenticate: (accessToken: string) => Promise<Actor>;
  /** Reads multipart bodies with file parts of the field. */
  receive: (expected: ExpectedUploads) => RequestHandler;
  /** Where the token is; in a body, that has to be read before it is known who sends it. */
  tokenIn?: 'header' | 'body';
  turns: Turns;
}

/**
 * Worked on at once, and waiting for that: a thousand people who press a button together each get their answer, in turn.
 * Few at once, so that each waits once and not again with every query.
 */
const atOnce = { answers: { parallel: 8, waiting: 4000 }, signIns: { parallel: 4, waiting: 8000 } } as const;

/** Long bodies are held in memory while they come: so many at once, and few of those whom nobody knows yet. */
const bodiesAtOnce = {
  known: { parallel: 32, waiting: 4000 },
  unknown: { parallel: 4, waiting: 100 },
  tellingTheirToken: { parallel: 16, waiting: 4000 },
} as const;

export type Turns = ReturnType<typeof createTurns>;

/** The turns that requests take, whichever API they come by. */
export function createTurns() {
  return {
    answers: createLimiter(atOnce.answers),
    signIns: createLimiter(atOnce.signIns),
    bodies: {
      known: createBodyTurns(bodiesAtOnce.known),
      unknown: createBodyTurns(bodiesAtOnce.unknown),
      tellingTheirToken: createBodyTurns(bodiesAtOnce.tellingTheirToken),
    },
  };
}

export function mountRoutes(routes: readonly Route[], options: MountOptions): Router {
  const router = Router();
  for (const [path, ofPath] of routesByPath(routes)) {
    for (const route of ofPath) {
      const [signIn, parsers] = [requireSignIn(route, options), parsersOf(route, options)];
      router[route.method](
        path,
        ...(options.tokenIn === 'body' ? [...parsers, signIn] : [signIn, ...parsers]),
        answer(route, options.turns.answers),
      );
    }
    const methods = methodsOf(ofPath);
    router.all(path, (req, res) => {
      res.set('Allow', methods.join(', '));
      if (req.method !== 'OPTIONS')
        throw new AppError('methodNotAllowed', { detail: `This address knows ${methods.join(', ')}.` });
      res.status(204).end();
    });
  }
  return router;
}

function parsersOf(route: Route, { tokenIn, receive, turns }: MountOptions): RequestHandler[] {
  if (route.bodyParser) return [route.bodyParser];
  const bodies =
    turns.bodies[route.access === 'public' ? 'unknown' : tokenIn === 'body' ? 'tellingTheirToken' : 'known'];
  const formLimit = route.uploads?.asText ? route.jsonLimit : undefined;
  const parsers = [
    json({ limit: route.jsonLimit ?? '1mb' }),
    urlencoded({ extended: false, limit: formLimit ?? '64kb' }),
  ];
  return route.uploads ? [readInTurn([...parsers, receive(route.uploads)], bodies, urgencyOf(route))] : parsers;
}

const toExpress = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Addresses that are spelt out come before those with a parameter, which would take them for an id: `people/check` is nobody. */
function routesByPath(routes: readonly Route[]): [string, Route[]][] {
  const known = new Map<string, Route[]>();
  for (const route of routes) known.set(toExpress(route.path), [...(known.get(toExpress(route.path)) ?? []), route]);
  const rank = (path: string): string => path.replaceAll(':', '~');
  return [...known].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}

const methodsOf = (routes: readonly Route[]): string[] =>
  ['OPTIONS', ...routes.flatMap(({ method }) => [method.toUpperCase(), ...(method === 'get' ? ['HEAD'] : [])])].sort();

/** The token or API key of a request, when it has one. */
export function bearerOf(req: Request): string | undefined {
  const [scheme, token] = (req.get('authorization') ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && token ? token : undefined;
}

function tokenInBody(req: Request): string | undefined {
  const { token } = (req.body ?? {}) as { token?: unknown };
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** Who is asking, and whether they ever may, is settled before a single byte of a body is read, unless the token is in it. */
function requireSignIn(route: Route, { tokenIn, authenticate, turns }: MountOptions): RequestHandler {
  return async (req: Request, res: Response, next: NextFunction) => {
    if (route.access === 'signed-in') {
      const token = tokenIn === 'body' ? tokenInBody(req) : bearerOf(req);
      if (token === undefined) throw new AppError('unauthenticated');
      const actor = await turns.signIns.run(() => authenticate(token), urgencyOf(route));
      requirePermission(actor, route.permission);
      (res.locals as { actor?: Actor }).actor = actor;
    }
    await route.before?.();
    next();
  };
}

const urgencyOf = (route: Route): Urgency => (route.isUrgent ? 'urgent' : 'ordinary');

function answer(route: Route, limiter: Limiter): RequestHandler {
  return async (req: Request, res: Response) => {
    refuseOtherBodies(route, req);
    const files = (req.files ?? []) as readonly Express.Multer.File[];
    const request = {
      params: parse(route.params, req.params, 'params'),
      query: parse(route.query, req.query, 'query'),
      body: parse(route.body, req.body ?? {}, 'body'),
      uploads: files.map((file) => ({ name: file.originalname, mimeType: file.mimetype, data: file.buffer })),
      req,
      res,
    };
    const { actor } = res.locals as { actor?: Actor };
    const handle = async (): Promise<RouteAnswer> =>
      route.access === 'signed-in' ? route.handle(requireActor(actor), request) : route.handle(request);
    const body = route.isUncounted ? await handle() : await limiter.run(handle, urgencyOf(route));
    if (res.headersSent || res.writableEnded) return;
    res.status(route.success.status);
    if (body === undefined) res.end();
    else res.json(body);
  };
}

/** A body of a kind that was not read would look like an empty one, and be refused for what is missing in it. */
function refuseOtherBodies(route: Route, req: Request): void {
  const readable = ['json', 'urlencoded', ...(route.uploads ? ['multipart'] : [])];
  // `is` answers null when there is no body, and false when it is of none of these kinds.
  if ((!route.body && !route.uploads) || req.is(readable) !== false || req.get('content-length') === '0') return;
  throw new AppError('unsupportedMediaType', {
    field: 'Content-Type',
    detail: `Please send the body as JSON${route.uploads ? ' or multipart/form-data' : ''}, and say so in Content-Type.`,
  });
}

function requireActor(actor: Actor | undefined): Actor {
  if (!actor) throw new AppError('unauthenticated');
  return actor;
}

/** @throws AppError `invalidInput` naming the first field that is wrong; `notFound` for an id that cannot exist. */
function parse(schema: z.ZodType | undefined, value: unknown, where: 'params' | 'query' | 'body'): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    const field = findUnkeepable(parsed.data, where);
    if (field !== undefined)
      throw new AppError('invalidInput', { field, detail: `${field}: has characters that cannot be kept` });
    return parsed.data;
  }
  if (where === 'params') throw new AppError('notFound');
  const [issue] = parsed.error.issues;
  const field = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join(
    '.',
  );
  throw new AppError('invalidInput', {
    ...(field === '' ? {} : { field }),
    detail: `${field === '' ? where : field}: ${issue?.message ?? 'is not valid'}`,
  });
}

/** PostgreSQL keeps no NUL and no half of a surrogate pair: found here, it is the sender's to mend, and not our failure. */
function findUnkeepable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return /[\0\p{Surrogate}]/u.test(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findUnkeepable(inner, path === 'body' || path === 'query' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
