/** Listening and ending: a port that cannot be had is told in a sentence, and a stop lets running requests end. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';

/** Requests that run on for longer than this after a stop was asked for are cut. */
const longestEndMs = 10_000;
/** What was sent before anybody could know of the stop has arrived by then. */
const usualOnTheWayMs = 500;

interface Where {
  readonly host: string;
  readonly port: number;
  /** How long requests on their way are waited for at a stop; tests know of theirs. */
  readonly onTheWayMs?: number | undefined;
}

export interface Listening {
  readonly port: number;
  /** Stops taking requests but those on their way, lets running ones end, and cuts those that take too long. */
  close(): Promise<void>;
}

/** @throws Error naming PORT when the address cannot be had. */
export function listen(app: Express, where: Where): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = app.listen(where.port, where.host, (error?: Error) => {
      if (error) reject(cannotListen(where, error));
      else
        resolve({
          port: (server.address() as AddressInfo).port,
          close: () => closeServer(server, unused, where.onTheWayMs ?? usualOnTheWayMs),
        });
    });
    server.requestTimeout = 120_000;
    const unused = followUnused(server);
  });
}

/**
 * Connections that have not asked for anything yet, which browsers and balancers open in advance: Node counts them as
 * busy.
 */
function followUnused(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.prependListener('request', ({ socket }: IncomingMessage) => void unused.delete(socket));
  return unused;
}

function cannotListen({ host, port }: Where, cause: Error): Error {
  const { code } = cause as { code?: string };
  const why =
    code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${code ?? cause.message})`;
  return new Error(`PORT: ${port} on ${host} ${why}. Choose another PORT or HOST.`, { cause });
}

function closeServer(server: Server, unused: ReadonlySet<Socket>, onTheWayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), longestEndMs);
    // A client that keeps its connection and goes on asking would otherwise be served until the cut.
    server.prependListener('request', (_req, res: ServerResponse) => void res.setHeader('Connection', 'close'));
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    // Connections that were made but not taken yet are reset with the closing of the port, and with them their requests.
    setTimeout(() => {
      server.close(() => {
        clearTimeout(cut);
        clearInterval(sweep);
        resolve();
      });
      server.closeIdleConnections();
      for (const socket of unused) socket.destroy();
    }, onTheWayMs);
  });
}
