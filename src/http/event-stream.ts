/** Server-sent events: what somebody watches, sent anew whenever it changes. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Changes } from '../db/index.ts';
import { createLimiter } from '../kernel/limiter.ts';
import type { Log } from '../kernel/log.ts';
import type { Actor } from '../security/access/index.ts';
import type { OpenStreams } from '../security/budgets/index.ts';
import { fitAnswer, type AnswerTo } from './answer.ts';
import { bearerOf } from './bearer.ts';
import { requestIdOf, toAppError, toProblem } from './problem.ts';
import { createSharedLooks, type Follower, type WatchedTopics } from './shared-looks.ts';

/** A comment now and then keeps proxies from closing a stream on which nothing happens. */
const heartbeatMs = 15_000;
/** With every so manieth heartbeat tokens are looked at again, should word of a change have been lost. */
const renewEveryHeartbeats = 4;
/** A token lives a quarter of an hour: a stream ends before it, and the client comes back with a fresh one. */
const longestMs = 14 * 60_000;
/** A client that reads so little that this much waits for it is let go. */
const mostUnreadBytes = 1_000_000;
/** Openings, looks and renewals of all streams together, each: the connections to the database are there for other requests. */
const atOnce = { parallel: 2, waiting: 1_000_000 } as const;

export interface Watch<Schema extends z.ZodType = z.ZodType> {
  /** Whoever names the same sees the same: they share one look. */
  readonly key: string;
  readonly on: WatchedTopics;
  /** Name of the event. */
  readonly event: string;
  /** To which what is sent is cut down. */
  readonly schema: Schema;
  /** Where several people see the same: whether this one still may. */
  readonly check?: () => Promise<unknown>;
  /** What is to be sent now; asked anew after every change, with the same permissions. */
  read(): Promise<AnswerTo<Schema>>;
}

export type EventStreams = ReturnType<typeof createEventStreams>;

interface OpenStream {
  readonly personId: string;
  readonly bearer: string;
  /** Where it comes from: a key may be bound to addresses. */
  readonly address: string | undefined;
  readonly res: Response;
  readonly fail: (error: unknown) => void;
}

export function createEventStreams(deps: {
  changes: Changes;
  authenticate: (bearer: string, address?: string) => Promise<Actor>;
  places: Pick<OpenStreams, 'take'>;
  log: Log;
}) {
  const { changes, authenticate, log } = deps;
  const open = new Set<OpenStream>();
  const looks = createSharedLooks({ changes, limiter: createLimiter(atOnce) });
  // Apart from the looks: whoever may not look any more does not go on behind a line of them.
  const renewals = createLimiter(atOnce);
  const openings = createLimiter(atOnce);
  let heartbeat: NodeJS.Timeout | undefined;
  let isEnding = false;
  changes.on('person', (personId) => void renew((stream) => personId === undefined || stream.personId === personId));

  /**
   * Answers with the state of now and then with each later one; ends when the client goes, or may not look any more.
   * @throws AppError `tooManyRequests` when the person holds as many open as one may; whatever the first look throws.
   */
  async function stream<Schema extends z.ZodType>(
    actor: Actor,
    { req, res }: { req: Request; res: Response },
    watch: Watch<Schema>,
  ): Promise<undefined> {
    const place = await openings.run(() => deps.places.take(actor.personId));
    try {
      await serve(actor, req, res, watch);
    } finally {
      // Once the process ends nothing that it held counts any more.
      if (!isEnding)
        await place.giveBack().catch((error: unknown) => log.warn({ err: error }, 'a stream still counts'));
    }
    return undefined;
  }

  async function serve<Schema extends z.ZodType>(
    actor: Actor,
    req: Request,
    res: Response,
    watch: Watch<Schema>,
  ): Promise<void> {
    const send = createSender(req, res, watch.event);
    const follower: Follower = {
      who: ownKey(actor),
      check: watch.check,
      read: async () => JSON.stringify(fitAnswer(watch.schema, await watch.read(), `the event ${watch.event}`)),
      tell: send.tell,
      fail: send.fail,
    };
    // The first look happens before the stream begins, so that a refusal is an ordinary problem.
    const first = await looks.join(watch.key, watch.on, follower);
    const held: OpenStream = {
      personId: actor.personId,
      bearer: bearerOf(req) ?? '',
      address: req.ip,
      res,
      fail: send.fail,
    };
    // Who has gone meanwhile is not waited for: a connection says only once that it closed.
    if (!res.destroyed) {
      send.begin(first);
      hold(held);
      const end = setTimeout(() => res.end(), longestMs);
      await new Promise<void>((resolve) => res.on('close', resolve));
      clearTimeout(end);
    }
    open.delete(held);
    looks.leave(watch.key, follower);
    if (open.size === 0) {
      clearInterval(heartbeat);
      heartbeat = undefined;
    }
  }

  function hold(stream: OpenStream): void {
    open.add(stream);
    // One whose first look went on while the others were ended would hold the server until it is cut.
    if (isEnding) stream.res.end();
    let beats = 0;
    heartbeat ??= setInterval(() => {
      beats += 1;
      for (const { res } of open) if (!res.writableEnded) res.write(': still here\n\n');
      if (beats % renewEveryHeartbeats === 0) void renew(() => true);
    }, heartbeatMs);
  }

  /** Whoever was signed out, deactivated or given another role sees nothing more; each token is looked at once. */
  async function renew(isMeant: (stream: OpenStream) => boolean): Promise<void> {
    const bearers = new Map(
      [...open].filter(isMeant).map((stream) => [`${stream.bearer} ${stream.address ?? ''}`, stream]),
    );
    await Promise.all(
      [...bearers.values()].map(({ bearer, address }) =>
        renewals
          .run(() => authenticate(bearer, address))
          .catch((error: unknown) => {
            for (const stream of open) if (stream.bearer === bearer && stream.address === address) stream.fail(error);
          }),
      ),
    );
  }

  /** Ends every stream, so that the server can stop; clients come back to another process. */
  function endAll(): void {
    isEnding = true;
    for (const { res } of open) res.end();
  }

  return { stream, endAll };
}

/** What only this person sees, and an API key of theirs only within its scopes. */
export const ownKey = ({ personId, scopes }: Actor): string =>
  scopes === undefined ? personId : `${personId} ${[...scopes].sort().join(' ')}`;

/** Writes events of one stream; what is told before it begins is what it begins with. */
function createSender(req: Request, res: Response, event: string) {
  let hasBegun = false;
  let latest: string | undefined;
  // It may have been ended while a look was under way.
  const write = (name: string, data: string): void => {
    if (res.writableEnded) return;
    if (res.writableLength > mostUnreadBytes) res.destroy();
    else res.write(`event: ${name}\ndata: ${data}\n\n`);
  };
  return {
    begin: (state: string): void => {
      res
        .status(200)
        .set({
          'Content-Type': 'text/event-stream; charset=utf-8',
          'Cache-Control': 'no-store',
          'X-Accel-Buffering': 'no',
        })
        .flushHeaders();
      hasBegun = true;
      write(event, latest ?? state);
    },
    tell: (state: string): void => {
      latest = state;
      if (hasBegun) write(event, state);
    },
    fail: (error: unknown): void => {
      if (!hasBegun) {
        res.destroy();
        return;
      }
      write('error', JSON.stringify(toProblem(toAppError(error), requestIdOf(req))));
      res.end();
    },
  };
}
