/** Server-sent events: what somebody watches, sent anew whenever it changes. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Actor } from '../security/access/index.ts';
import type { Changes, Topic } from '../db/index.ts';
import { fitAnswer, type AnswerTo } from './answer.ts';
import { toAppError, toProblem, requestIdOf } from './problem.ts';
import { bearerOf } from './bearer.ts';

/** A comment now and then keeps proxies from closing a stream on which nothing happens. */
const heartbeatMs = 15_000;
/** A token lives a quarter of an hour: a stream ends before it, and the client comes back with a fresh one. */
const longestMs = 14 * 60_000;
/** Many changes at once, as when a session closes, are sent as one. */
const gatherMs = 50;

export interface Watch<Schema extends z.ZodType = z.ZodType> {
  /** What may change it: subjects by topic. */
  readonly on: Readonly<Partial<Record<Topic, string>>>;
  /** Name of the event. */
  readonly event: string;
  /** To which what is sent is cut down. */
  readonly schema: Schema;
  /** What is to be sent now; asked anew after every change, with the same permissions. */
  read(): Promise<AnswerTo<Schema>>;
}

export type EventStreams = ReturnType<typeof createEventStreams>;

export function createEventStreams({
  changes,
  authenticate,
}: {
  changes: Changes;
  authenticate: (bearer: string, address?: string) => Promise<Actor>;
}) {
  const open = new Set<Response>();
  let isEnding = false;

  /**
   * Answers with the state of now and then with each later one; ends when the client goes, or may not look any more.
   */
  async function stream<Schema extends z.ZodType>(
    { req, res }: { req: Request; res: Response },
    watch: Watch<Schema>,
  ): Promise<undefined> {
    // The first look happens before the stream begins, so that a refusal is an ordinary problem.
    const first = await watch.read();
    // Who has gone meanwhile is not waited for: a connection says only once that it closed.
    if (res.destroyed) return undefined;
    res
      .status(200)
      .set({
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      .flushHeaders();
    open.add(res);
    const look = follow(
      req,
      res,
      {
        ...watch,
        // Whoever was signed out, deactivated or given another role since sees nothing more.
        read: async () => {
          await authenticate(bearerOf(req) ?? '', req.ip);
          return watch.read();
        },
      },
      first,
    );
    // One whose first look went on while the others were ended would hold the server until it is cut.
    if (isEnding) res.end();
    const { actor } = res.locals as { actor?: Actor };
    // Whoever is shut out is so at once, also while nothing happens that is sent.
    const standing = actor ? { standing: actor.personId } : {};
    const unsubscribes = Object.entries({ ...watch.on, ...standing }).map(([topic, watched]) =>
      changes.on(topic as Topic, (subject) => {
        if (subject === undefined || subject === watched) look();
      }),
    );
    // What changed between the first look and the subscription would otherwise wait for the next change.
    look();
    const heartbeat = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
    const end = setTimeout(() => res.end(), longestMs);
    await new Promise<void>((resolve) => res.on('close', resolve));
    open.delete(res);
    for (const unsubscribe of unsubscribes) unsubscribe();
    clearInterval(heartbeat);
    clearTimeout(end);
    return undefined;
  }

  /** Ends every stream, so that the server can stop; clients come back to another process. */
  function endAll(): void {
    isEnding = true;
    for (const res of open) res.end();
  }

  return { stream, endAll };
}

/** Sends states as they change, one look at a time. @returns what asks for another look. */
function follow(req: Request, res: Response, watch: Watch, first: unknown): () => void {
  let last = '';
  let isLooking = false;
  let isStale = false;
  // It may have been ended while a look was under way.
  const write = (event: string, data: string): void => {
    if (!res.writableEnded) res.write(`event: ${event}\ndata: ${data}\n\n`);
  };
  const send = (state: unknown): void => {
    const data = JSON.stringify(fitAnswer(watch.schema, state, `the event ${watch.event}`));
    if (data !== last) write(watch.event, data);
    last = data;
  };
  const look = async (): Promise<void> => {
    isStale = true;
    if (isLooking) return;
    isLooking = true;
    try {
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
      while (isStale && !res.writableEnded) {
        isStale = false;
        send(await watch.read());
      }
    } catch (thrown) {
      write('error', JSON.stringify(toProblem(toAppError(thrown), requestIdOf(req))));
      res.end();
    } finally {
      isLooking = false;
    }
  };
  send(first);
  return () => void look();
}
