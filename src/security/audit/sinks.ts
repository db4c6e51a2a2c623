/** Where the audit goes outside the house: a file, a syslog server, or an address that takes signed JSON. */
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
// standardwebhooks: the published format of signed events, so that any receiver can check them; MIT, one dependency.
import { Webhook } from 'standardwebhooks';

/** What leaves: an entry of the chain, or a checkpoint over those before it; each is one line. */
export interface SinkLine {
  /** Names it once for all: a receiver that has it already may drop it. */
  id: string;
  at: Date;
  json: string;
}

/** Takes the lines in their order. @throws when they may not have arrived: all of them are sent again. */
export type Sink = (lines: readonly SinkLine[]) => Promise<void>;

const timeoutMs = 10_000;

/**
 * @param url file:///…, syslog://host:port (TCP), syslogs://host:port (TLS), http(s)://…
 * @param secret signs what is posted (Standard Webhooks), where one is set
 */
export function createSink(url: URL, secret: string | undefined): Sink {
  switch (url.protocol) {
    case 'file:':
      return toFile(fileURLToPath(url));
    case 'syslog:':
    case 'syslogs:':
      return toSyslog(url);
    default:
      return toWebhook(url, secret === undefined ? undefined : new Webhook(secret, { format: 'raw' }));
  }
}

/** Appended and brought to the disk before it counts as sent. */
const toFile =
  (path: string): Sink =>
  async (lines) => {
    const file = await open(path, 'a', 0o600);
    try {
      await file.appendFile(lines.map(({ json }) => `${json}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  };

/** RFC 5424 over TCP or TLS, each message with its length before it (RFC 6587); facility 13, the log audit. */
const toSyslog =
  (url: URL): Sink =>
  async (lines) => {
    const socket = await reach(url);
    try {
      for (const { at, json } of lines) {
        const message = Buffer.from(`<110>1 ${at.toISOString()} ${hostname()} muster ${process.pid} audit - ${json}`);
        if (!socket.write(Buffer.concat([Buffer.from(`${message.length} `), message]))) await once(socket, 'drain');
      }
      socket.end();
      // The server closes its side after it has read everything.
      await once(socket, 'close');
    } finally {
      socket.destroy();
    }
  };

async function reach(url: URL): Promise<Socket> {
  const [host, isTls] = [url.hostname.replace(/^\[|\]$/g, ''), url.protocol === 'syslogs:'];
  const port = Number(url.port || (isTls ? 6514 : 514));
  const socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('the syslog server does not answer')));
  // Nothing is expected back; unread, its end would not be noticed.
  socket.resume();
  await once(socket, isTls ? 'secureConnect' : 'connect');
  return socket;
}

const toWebhook =
  (url: URL, webhook: Webhook | undefined): Sink =>
  async (lines) => {
    const [first, last] = [lines[0], lines.at(-1)];
    if (!first || !last) return;
    const body = `[${lines.map(({ json }) => json).join(',')}]`;
    const [id, at] = [`${first.id}-${last.id}`, new Date()];
    const { fetch } = await import('undici');
    const answer = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        ...(webhook && { 'webhook-signature': webhook.sign(id, at, body) }),
      },
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the receiver of the audit answered ${answer.status}`);
  };
