/** A server of calendars for tests: real HTTP, answers what the test says, and knows what did not change. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Respond = (res: ServerResponse, req: IncomingMessage) => void;

export async function startCalendarServer() {
  const asked: { path: string; ifNoneMatch: string | undefined; status: number }[] = [];
  const pages = new Map<string, Respond>();
  const server = createServer((req, res) => {
    const path = req.url ?? '';
    const respond = pages.get(path);
    if (respond) respond(res, req);
    else res.writeHead(404).end();
    asked.push({ path, ifNoneMatch: req.headers['if-none-match'], status: res.statusCode });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    /** From now on the path is answered so. */
    answer: (path: string, respond: Respond): void => void pages.set(path, respond),
    /** From now on this calendar is at the path, with a tag of its own. */
    serve: (path: string, ics: string, tag: string): string => {
      pages.set(path, (res, req) => {
        if (req.headers['if-none-match'] === tag) res.writeHead(304).end();
        else res.writeHead(200, { 'content-type': 'text/calendar', etag: tag }).end(ics);
      });
      return `${origin}${path}`;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type CalendarServer = Awaited<ReturnType<typeof startCalendarServer>>;
