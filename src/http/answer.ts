/** What goes out: typed by its schema, and cut down to it. */
import type { Response } from 'express';
import type { z } from 'zod';
import { AppError } from '../kernel/errors.ts';

/** A body that this schema describes, as operations hand it out: their lists may be read-only. */
export type AnswerTo<Schema extends z.ZodType> = DeepReadonly<z.input<Schema>>;

type DeepReadonly<T> = unknown extends T ? T : T extends Date ? T : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

/**
 * The body as its schema describes it: what the schema does not name stays here.
 * @param where the route, for the log
 * @throws AppError `internal` when it does not fit; its cause names the field, and never what stands in it.
 */
export function fitAnswer(schema: z.ZodType, body: unknown, where: string): unknown {
  const fitted = schema.safeParse(body);
  if (fitted.success) return fitted.data;
  const faults = fitted.error.issues.map(({ path, code }) => `${path.join('.') || 'the body'} (${code})`);
  throw new AppError('internal', { cause: new Error(`${where} does not answer as documented: ${faults.join(', ')}`) });
}

/** Answers with JSON that nothing on the way keeps, and that has no tag by which an earlier copy would be asked after. */
export function sendJson(res: Response, status: number, body: unknown): undefined {
  if (res.get('Cache-Control') === undefined) res.set('Cache-Control', 'no-store');
  if (res.get('Content-Type') === undefined) res.type('json');
  res.status(status).end(JSON.stringify(body));
}

/** Answers with another status than the usual one, cut down to the schema of that status. */
export function sendOtherwise<Schema extends z.ZodType>(
  res: Response,
  status: number,
  schema: Schema,
  body: AnswerTo<Schema>,
): undefined {
  sendJson(res, status, fitAnswer(schema, body, `${res.req.method} with ${status}`));
}
