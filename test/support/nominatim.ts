/** An address service for tests: speaks like Nominatim over real HTTP, and answers what the test says. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Respond = (res: ServerResponse) => void;

export const answerWith =
  (body: unknown, status = 200): Respond =>
  (res) =>
    void res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export async function startNominatim() {
  const asked: { path: string; query: Record<string, string>; userAgent: string | undefined }[] = [];
  let respond: Respond = answerWith([]);
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '', 'http://nominatim.test');
    asked.push({
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      userAgent: req.headers['user-agent'],
    });
    respond(res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/maps/`,
    asked,
    /** From now on every question is answered so. */
    answers: (next: Respond): void => {
      respond = next;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type Nominatim = Awaited<ReturnType<typeof startNominatim>>;
