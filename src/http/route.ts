/** A route as data: one definition is mounted, validated and documented. */
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { Actor, Permission } from '../security/access/index.ts';
import type { BudgetName } from '../security/budgets/index.ts';
import type { AnswerTo } from './answer.ts';
import type { ExpectedUploads } from './uploads.ts';

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

/**
 * What a handler answers: the body that its success schema describes, or undefined when it has none or has answered
 * itself.
 */
type HandlerAnswer<Answer extends z.ZodType> = Promise<AnswerTo<Answer> | undefined>;

interface RouteBase<Params = z.ZodObject, Query = z.ZodObject, Body = z.ZodType, Answer = z.ZodType> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: /api/v2/sessions/{sessionId}. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** Status and schema of success, to which the answer is cut down; without a schema it has no JSON body. */
  readonly success: {
    readonly status: number;
    readonly schema?: Answer;
    readonly contentType?: string;
    /** Further kinds of files that it answers when asked for them. */
    readonly orAs?: readonly string[];
  };
  /** Bodies of further statuses that it answers by itself. */
  readonly otherwise?: Readonly<Record<number, z.ZodType>>;
  /** Statuses with which it may be refused beyond what every route of its kind may answer. */
  readonly refuses?: readonly (401 | 403 | 404 | 409 | 410 | 429 | 507)[];
  /** File parts, when the body may be multipart. */
  readonly uploads?: ExpectedUploads;
  /** May refuse before a byte of the body is read. */
  readonly before?: () => Promise<void>;
  /** How long a JSON body may be, when it may carry files; 1 MB otherwise. */
  readonly jsonLimit?: string;
  /**
   * Does not count among those that are worked on at once: it stays open, as a stream does, or has to answer while
   * others wait.
   */
  readonly isUncounted?: true;
  /**
   * Goes before others when many wait: a check-in counts from when it is taken in, and its student is waiting for it.
   */
  readonly isUrgent?: true;
  /** Open to somebody whose second factor is overdue: it is what they need to set one up, or to leave. */
  readonly isForEnrolling?: true;
  /**
   * What asking it uses up of what a person, or a network where nobody is signed in, may ask for in some time. Files
   * that are sent count as such where nothing else is named.
   */
  readonly spends?: BudgetName | ((req: Request) => BudgetName | undefined);
  /** Reads the body in place of the usual parsers, for routes whose signature is over its bytes. */
  readonly bodyParser?: RequestHandler;
  /**
   * A grave act, for which a school may want a second admin's yes: what the operation refuses for want of it is kept
   * (202) until somebody says yes.
   */
  readonly mayWait?: true;
  /** Answers and is refused as SCIM has it, to whoever has a token of that. */
  readonly isScim?: true;
  /** In what such a body comes, where that is not JSON. */
  readonly bodyType?: 'application/x-www-form-urlencoded';
  /** What such a body holds, for the OpenAPI document. */
  readonly document?: z.ZodType;
}

export type Route =
  | (RouteBase & {
      readonly access: 'signed-in';
      readonly permission: Permission;
      readonly handle: (actor: Actor, request: RouteRequest) => Promise<unknown>;
    })
  | (RouteBase & { readonly access: 'public'; readonly handle: (request: RouteRequest) => Promise<unknown> });

/**
 * A route for people who are signed in; the handler gets the actor. Its row of the permission table is asked before a
 * body is read; on which objects the permission reaches, the operation behind it decides. What a route does not
 * declare, its handler cannot read.
 */
export function signedInRoute<
  Params extends z.ZodObject = never,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
  Answer extends z.ZodType = never,
>(
  route: RouteBase<Params, Query, Body, Answer> & {
    permission: Permission;
    handle: (
      actor: Actor,
      request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>,
    ) => HandlerAnswer<Answer>;
  },
): Route {
  return { ...route, access: 'signed-in', handle: route.handle as never };
}

/** A route for anybody. */
export function publicRoute<
  Params extends z.ZodObject = never,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
  Answer extends z.ZodType = never,
>(
  route: RouteBase<Params, Query, Body, Answer> & {
    handle: (request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>) => HandlerAnswer<Answer>;
  },
): Route {
  return { ...route, access: 'public', handle: route.handle as never };
}
