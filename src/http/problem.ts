/** Errors as people and clients get them: RFC 9457 problem details, the same text for every 5xx. */
import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import { isDatabaseDown } from '../db/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { words } from './words/en.ts';

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string().describe('Stable; one row of the error table.'),
  retryable: z.boolean().describe('Whether the same request may succeed later.'),
  field: z.string().optional().describe('Which input was wrong.'),
  retryAfterS: z.number().optional(),
  secondFactor: z
    .object({ ticket: z.string(), ways: z.array(z.enum(['code', 'passkey'])) })
    .optional()
    .describe('Half a sign-in: the ticket to send on with a code, within five minutes.'),
  requestId: z.string().optional().describe('Quote it when asking for help.'),
});
export type Problem = z.infer<typeof problemSchema>;

/** Whatever was thrown, as one of our own errors. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  // First, since a sender that goes away looks like a database that does.
  const refused = fromBodyParser(error);
  if (refused) return refused;
  return isDatabaseDown(error)
    ? new AppError('databaseUnavailable', { cause: error, retryAfterS: 5 })
    : new AppError('internal', { cause: error });
}

/** Express and its body parsers mark what they refuse with a type or status of their own. */
function fromBodyParser(error: unknown): AppError | undefined {
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type === 'entity.too.large') {
    return new AppError('fileTooLarge', {
      cause: error,
      field: 'body',
      detail: words.theRequestIsTooLarge,
    });
  }
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new AppError('invalidInput', {
      cause: error,
      detail: words.theRequestCannotBeRead,
    });
  return undefined;
}

export function toProblem(error: AppError, requestId: string | undefined): Problem {
  return {
    type: `/api/v2/problems/${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.publicMessage,
    code: error.code,
    retryable: error.retryable,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.retryAfterS === undefined ? {} : { retryAfterS: error.retryAfterS }),
    ...(error.secondFactor === undefined
      ? {}
      : { secondFactor: { ticket: error.secondFactor.ticket, ways: [...error.secondFactor.ways] } }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Set by the request log on every request. */
export const requestIdOf = (req: Request): string => req.id;

/** What a client reads of an error. */
export interface ToldError {
  status: number;
  contentType: string;
  body: unknown;
}

/** Errors as our own clients get them. */
export const problemHandler = (log: Log): ErrorRequestHandler =>
  errorHandler(log, (error, requestId) => ({
    status: error.status,
    contentType: 'application/problem+json',
    body: toProblem(error, requestId),
  }));

/** Whatever was thrown becomes an answer, in the words of `tell`; what is our fault is logged. */
export function errorHandler(log: Log, tell: (error: AppError, requestId: string) => ToldError): ErrorRequestHandler {
  return (thrown: unknown, req: Request, res: Response, _next) => {
    const error = toAppError(thrown);
    const requestId = requestIdOf(req);
    if (error.status >= 500) log.error({ err: error, requestId }, 'a request failed');
    if (res.headersSent) {
      res.end();
      return;
    }
    if (error.retryAfterS !== undefined) res.set('Retry-After', String(error.retryAfterS));
    if (error.status === 401) res.set('WWW-Authenticate', 'Bearer');
    const { status, contentType, body } = tell(error, requestId);
    res.set('Cache-Control', 'no-store').status(status).type(contentType).end(JSON.stringify(body));
  };
}
