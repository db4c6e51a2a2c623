/** The request log: one line a request, and the id by which it is found. */
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../kernel/log.ts';

declare module 'http' {
  interface IncomingMessage {
    /** Quoted in answers, and in each line of the log about the request. */
    id: string;
  }
}

/** Writes one line a request: never a body, a query, a header or an address beyond the path. */
export function requestLog(log: Log): RequestHandler {
  // What such a line holds is named below, so there is nothing in it to look for and strike out.
  const lines = log.child({}, { redact: [] });
  return (req, res, next) => {
    req.id = randomUUID();
    res.setHeader('X-Request-Id', req.id);
    const path = withoutSecret(req.url.split('?')[0] ?? '');
    const startedAt = Date.now();
    const write = (): void => {
      res.off('finish', write).off('close', write);
      writeLine(lines, { req, res, path, responseTime: Date.now() - startedAt });
    };
    res.on('finish', write).on('close', write);
    next();
  };
}

function writeLine(
  lines: Log,
  { req, res, path, responseTime }: { req: Request; res: Response; path: string; responseTime: number },
): void {
  const line = { req: { id: req.id, method: req.method, path }, res: { status: res.statusCode }, responseTime };
  if (res.statusCode >= 500)
    lines.error({ ...line, err: new Error(`failed with status code ${res.statusCode}`) }, 'request errored');
  else lines.info(line, res.writableEnded ? 'request completed' : 'request aborted');
}

/** A calendar's private address is a secret in a path. */
const withoutSecret = (path: string): string => path.replace(/^(\/api\/v2\/calendar\/)[^/]+\/?$/i, '$1…');
