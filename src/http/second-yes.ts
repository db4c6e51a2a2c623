/** Grave acts that wait for a second admin: what their operation refused is kept as it was sent, and answered with 202. */
import type { Request, Response } from 'express';
import type { Actor } from '../security/access/index.ts';
import { type HeldActs, type HeldInput, waitingActSchema } from '../office/held-acts/index.ts';
import { AppError } from '../kernel/errors.ts';
import { fitAnswer, sendOtherwise } from './answer.ts';
import { parseInput } from './parse-input.ts';
import type { Route } from './route.ts';

type SignedInRoute = Extract<Route, { access: 'signed-in' }>;

const operationOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method.toUpperCase()} ${path}`;

/**
 * Handles a request of a route whose act may wait; `handle` answers it for the actor it is given.
 * @throws whatever the operation throws, but for what waits now.
 */
export async function orWait(
  route: SignedInRoute,
  actor: Actor,
  { req, res }: { req: Request; res: Response },
  { ask, handle }: { ask: HeldActs['ask']; handle: (actor: Actor) => Promise<unknown> },
): Promise<unknown> {
  try {
    return await handle(actor);
  } catch (error) {
    if (!(error instanceof AppError) || !error.secondYes) throw error;
    // As it came, so that it is parsed again when it is carried out.
    const input: HeldInput = { params: req.params, query: { ...req.query }, body: (req.body ?? {}) as unknown };
    const asked = await ask(actor, { operation: operationOf(route), input, ...error.secondYes });
    if ('opened' in asked) return handle(asked.opened);
    return sendOtherwise(res, 202, waitingActSchema, asked.waiting);
  }
}

/** Carries out what was kept, as whoever asked. @throws AppError `notFound` when the operation is no more. */
export function createCarryOut(routes: () => readonly Route[], { req, res }: { req: Request; res: Response }) {
  return async (asker: Actor, operation: string, input: HeldInput): Promise<unknown> => {
    const route = routes().find((one) => operationOf(one) === operation);
    if (route?.access !== 'signed-in' || route.mayWait === undefined) throw new AppError('notFound');
    const answer = await route.handle(asker, {
      params: parseInput(route.params, input.params, 'params'),
      query: parseInput(route.query, input.query, 'query'),
      body: parseInput(route.body, input.body, 'body'),
      uploads: [],
      ...{ req, res },
    });
    const { schema } = route.success;
    return schema && fitAnswer(schema, answer, operation);
  };
}
