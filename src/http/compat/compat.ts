/** APIs of older backends, for clients that already speak them: what the three have in common. */
import { Router, type ErrorRequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { Actor, Permission } from '../../security/access/index.ts';
import type { BudgetName } from '../../security/budgets/index.ts';
import type { SelfieAnswer } from '../../attendance/register/index.ts';
import type { CompatName } from './compat-names.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import { sendJson } from '../answer.ts';
import { errorHandler } from '../problem.ts';
import { mountRoutes, type MountOptions } from '../mount.ts';
import { publicRoute, signedInRoute, type Route, type RouteRequest, type Upload } from '../route.ts';
import { receiveUploads } from '../uploads.ts';
import { words } from './words/en.ts';

/** Channel of whatever comes by these routes, in check-ins and consents. */
export const compatChannel = 'compat';

/** Photos as base64 in a body: as much as one of 15 MB takes. */
const longestBody = '21mb';

interface Definition {
  readonly method: Route['method'];
  /** As OpenAPI writes it. */
  readonly path: string;
  /** Status of success; 200 when left out. */
  readonly status?: 200 | 201;
  /** Photos that it takes, as file parts or data URLs of this field. */
  readonly photos?: { readonly field: string; readonly maxFiles: number; readonly isOptional?: true };
  /** As of a native route. */
  readonly isUrgent?: true;
  /** As of a native route. */
  readonly spends?: BudgetName;
  /** An answer, for the README; tests hold real ones against its shape. */
  readonly example: unknown;
}

interface Shapes<Params, Query, Body> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
}

/** What a handler answers: a body in the words of the older backend, or undefined when it has answered itself. */
type CompatAnswer = Readonly<Record<string, unknown>> | readonly unknown[] | undefined;

/** These bodies are put together field by field, so there is nothing to cut off. */
const asPutTogether = z.unknown();

export interface CompatRoute {
  readonly route: Route;
  readonly photosAreOptional: boolean;
  readonly example: unknown;
}

export interface CompatApi {
  readonly name: CompatName;
  readonly tokenIn: 'header' | 'body';
  /** Below these addresses everything is its own, also what is not there. */
  readonly prefixes: readonly string[];
  readonly routes: readonly CompatRoute[];
}

/** A route for people who are signed in, as `signedInRoute`; JSON, form and multipart bodies alike. */
export function signedIn<
  Params extends z.ZodObject = never,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
>(
  definition: Definition &
    Shapes<Params, Query, Body> & {
      permission: Permission;
      handle: (
        actor: Actor,
        request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>,
      ) => Promise<CompatAnswer>;
    },
): CompatRoute {
  const { handle, permission, example } = definition;
  return {
    route: signedInRoute({ ...baseOf(definition), permission, handle: handle as never }),
    photosAreOptional: definition.photos?.isOptional ?? false,
    example,
  };
}

/** A route for anybody. */
export function open<
  Params extends z.ZodObject = never,
  Query extends z.ZodObject = never,
  Body extends z.ZodType = never,
>(
  definition: Definition &
    Shapes<Params, Query, Body> & {
      handle: (request: RouteRequest<z.infer<Params>, z.infer<Query>, z.infer<Body>>) => Promise<CompatAnswer>;
    },
): CompatRoute {
  const { handle, example } = definition;
  return {
    route: publicRoute({ ...baseOf(definition), handle: handle as never }),
    photosAreOptional: definition.photos?.isOptional ?? false,
    example,
  };
}

function baseOf({
  method,
  path,
  status = 200,
  photos,
  isUrgent,
  spends = photos && 'uploads',
  params,
  query,
  body,
}: Definition & Shapes<z.ZodObject, z.ZodObject, z.ZodType>) {
  return {
    method,
    path,
    tag: 'compat',
    summary: path,
    success: { status, schema: asPutTogether },
    ...(params && { params }),
    ...(query && { query }),
    ...(body && { body: z.preprocess(tidy, body) }),
    // Multipart forms are read everywhere, also where no file is expected.
    uploads: photos
      ? { field: photos.field, maxFiles: photos.maxFiles, asText: true as const }
      : { field: 'file', maxFiles: 0 },
    ...(photos && { jsonLimit: longestBody }),
    ...(isUrgent && { isUrgent }),
    ...(spends && { spends }),
  };
}

/** Forms call a list `images[]`, and JSON says null for what is not there. */
function tidy(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (value === null ? [] : [[name.replace(/\[\]$/, ''), value]])),
  );
}

/** Forms send what was not filled in as empty text. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export interface CompatOptions extends Pick<MountOptions, 'authenticate' | 'spend' | 'limits'> {
  log: Log;
  /** Where somebody reads and agrees to the text about face recognition. */
  consentPage: () => string;
}

export function mountCompat(
  { routes, tokenIn, prefixes }: CompatApi,
  { log, consentPage, ...options }: CompatOptions,
): Router {
  const router = Router();
  const paths = routes.map(({ route }) => route.path.replace(/\{(\w+)\}/g, ':$1'));
  // What these answer is about one person, or their token: nothing on the way keeps it.
  router.use(paths, (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  router.use(
    mountRoutes(
      routes.map(({ route }) => route),
      { ...options, tokenIn, receive: receiveUploads },
    ),
  );
  if (prefixes.length > 0) {
    router.use([...prefixes], () => {
      throw new AppError('notFound');
    });
  }
  router.use(answerErrors(log, consentPage));
  return router;
}

/** Errors as these clients know them: one sentence, and of the statuses for a request that cannot be read only 400. */
const answerErrors = (log: Log, consentPage: () => string): ErrorRequestHandler =>
  errorHandler(log, (error, requestId) => ({
    status: statusOf(error),
    contentType: 'application/json',
    body: {
      error:
        error.code === 'consentRequired'
          ? words.pleaseReadAndAgreeHere({ message: error.publicMessage, consentPage: consentPage() })
          : error.publicMessage,
      ...(log.isLevelEnabled('debug') && { details: { code: error.code, field: error.field, requestId } }),
    },
  }));

function statusOf({ status }: AppError): number {
  if (status === 413 || status === 415) return 400;
  return status === 410 ? 404 : status;
}

/** Answers with another status than the usual one. */
export function answerWith(res: Response, status: number, body: unknown): undefined {
  return sendJson(res, status, body);
}

/**
 * Photos of a request: its file parts, or data URLs (or plain base64) in its body, where old clients send either.
 * @throws AppError `invalidInput` for text that is neither.
 */
export function photosOf(
  uploads: readonly Upload[],
  field: string,
  inBody: string | readonly string[] | undefined,
): Buffer[] {
  const texts = inBody === undefined || inBody === '' ? [] : [inBody].flat();
  return [
    ...uploads.map(({ data }) => data),
    ...texts.map((text) => {
      const base64 = text.replace(/^data:image\/[\w.+-]+;base64,/i, '').replace(/\s+/g, '');
      if (base64 === '' || !/^[\w+/-]+={0,2}$/.test(base64))
        throw new AppError('invalidInput', {
          field,
          detail: words.isNotAnImageAs(field),
        });
      return Buffer.from(base64, 'base64');
    }),
  ];
}

/** The only photo of a request. @throws AppError `invalidInput` when there is none, or more. */
export function photoOf(uploads: readonly Upload[], field: string, inBody: string | undefined): Buffer {
  const [photo, ...others] = photosOf(uploads, field, inBody);
  if (!photo || others.length > 0)
    throw new AppError('invalidInput', { field, detail: words.pleaseSendOneImage(field) });
  return photo;
}

/**
 * A check-in as old clients understand it: whether it counts, or waits for a teacher or its turn (202), and a sentence
 * for people.
 * @throws AppError `forbidden` with what was wrong when it was refused; `invalidInput` when its photo cannot be used.
 */
export function tellCheckIn(answer: SelfieAnswer): {
  message: string;
  status: 'present' | 'late' | 'pending';
  isPending: boolean;
} {
  if (answer.kind === 'taken')
    return {
      message: words.itIsTakenInAndWill,
      status: 'pending',
      isPending: true,
    };
  const { decision, status, reasons } = answer.decided.receipt;
  if (decision === 'needsReview') return { message: words.yourTeacherWillLook, status: 'pending', isPending: true };
  const failed = reasons.find(({ outcome }) => outcome === 'failed');
  if (decision === 'rejected') {
    const sentence = failed?.sentence ?? words.theCheckInWasRefused;
    throw new AppError(failed?.rule === 'photo' ? 'invalidInput' : 'forbidden', {
      detail: words.nothingWasMarked(sentence),
    });
  }
  return { message: words.yourAttendanceIsMarked, status: status === 'late' ? 'late' : 'present', isPending: false };
}
