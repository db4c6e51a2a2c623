/** Slack for tests: a Web API on loopback that keeps what it is sent and answers like the real one. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const signingSecret = 'a-signing-secret';
const botToken = 'xoxb-test';
export const team = 'T0001';
/** Connected to a Slack that nobody speaks in, and that answers nothing. */
export const silentSlack = {
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_API_URL: 'http://127.0.0.1:9/',
};

export interface SlackCall {
  method: string;
  body: Record<string, unknown>;
}

/** A message as somebody sees it in Slack. */
export interface Shown {
  channel: string;
  ts: string;
  threadTs: string | undefined;
  /** Only this person sees it. */
  to: string | undefined;
  text: string;
  buttons: { id: string; label: string }[];
  metadata: unknown;
}

export interface SentFile {
  name: string;
  data: Buffer;
  channel: string;
  threadTs: string | undefined;
}

/** What the next call of a method gets instead of its answer. */
export type Trouble = { status: 429; retryAfterS: number } | { status: 500 } | { error: string } | { hang: true };

export type FakeSlack = Awaited<ReturnType<typeof startFakeSlack>>;

export async function startFakeSlack() {
  const calls: SlackCall[] = [];
  const shown: Shown[] = [];
  const sent: SentFile[] = [];
  const homes = new Map<string, string>();
  const uploads = new Map<string, { name: string; data: Buffer }>();
  const downloads = new Map<string, { data: Buffer; mimeType: string }>();
  const slowDownloads = new Map<string, { data: Buffer; mimeType: string; afterMs: number }>();
  const troubles = new Map<string, Trouble[]>();
  /** Answers of methods that need one of the test's own. */
  const answers = new Map<string, Record<string, unknown>>();
  const refusedDownloads: string[] = [];
  const hanging: ServerResponse[] = [];
  const waiting = new Map<string, (shown: Shown) => void>();
  let number = 0;
  const nextTs = (): string => `1763800000.${String((number += 1)).padStart(6, '0')}`;

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const path = new URL(req.url ?? '/', origin).pathname;
    const [, kind = '', name = ''] = path.split('/');
    if (kind === 'files') return download(req, res, name);
    if (kind === 'upload') {
      uploads.set(name, { name: uploads.get(name)?.name ?? '', data: raw });
      return void res.end(`OK - ${raw.length}`);
    }
    const body = parseBody(req, raw);
    const method = kind === 'response' ? 'response_url' : name;
    calls.push({ method, body });
    const trouble = troubles.get(method)?.shift();
    if (trouble && 'hang' in trouble) return void hanging.push(res);
    if (trouble && 'status' in trouble)
      return void res
        .writeHead(trouble.status, 'retryAfterS' in trouble ? { 'retry-after': String(trouble.retryAfterS) } : {})
        .end('{}');
    res.setHeader('content-type', 'application/json');
    if (trouble) return void res.end(JSON.stringify({ ok: false, error: trouble.error }));
    if (kind === 'response') {
      respond(name, body);
      return void res.end('ok');
    }
    const isAuthorised =
      (req.headers.authorization ?? '') === `Bearer ${botToken}` ||
      body['token'] === botToken ||
      method === 'apps.connections.open';
    res.end(
      JSON.stringify(isAuthorised ? { ok: true, ...answer(method, body) } : { ok: false, error: 'invalid_auth' }),
    );
  }

  function download(req: IncomingMessage, res: ServerResponse, name: string): void {
    const file = downloads.get(name);
    if (req.headers.authorization !== `Bearer ${botToken}`) {
      refusedDownloads.push(name);
      return void res.setHeader('content-type', 'text/html').end('<html>Sign in</html>');
    }
    const slow = slowDownloads.get(name);
    if (slow) return void setTimeout(() => res.setHeader('content-type', slow.mimeType).end(slow.data), slow.afterMs);
    if (!file) return void res.writeHead(404).end();
    res.setHeader('content-type', file.mimeType).end(file.data);
  }

  function answer(method: string, body: Record<string, unknown>): Record<string, unknown> {
    const channel = textOf(body['channel']);
    switch (method) {
      case 'auth.test':
        return { user_id: 'UBOT', bot_id: 'BBOT', team_id: team };
      case 'conversations.open':
        return { channel: { id: directOf(textOf(body['users'])) } };
      case 'chat.postMessage':
        return post(body, undefined);
      case 'chat.postEphemeral':
        return post(body, textOf(body['user']));
      case 'chat.update': {
        const message = shown.find((one) => one.channel === channel && one.ts === body['ts']);
        if (message) Object.assign(message, readWords(body));
        return message ? { ts: message.ts, channel } : {};
      }
      case 'conversations.history':
      case 'conversations.replies':
        return {
          messages: shown
            .filter((one) => one.channel === channel && one.to === undefined)
            .map(({ ts, text, metadata }) => ({ ts, text, metadata })),
        };
      case 'views.publish':
        homes.set(textOf(body['user_id']), JSON.stringify(body['view']));
        return {};
      case 'files.getUploadURLExternal': {
        const id = `F${randomUUID().slice(0, 8)}`;
        uploads.set(id, { name: textOf(body['filename']), data: Buffer.alloc(0) });
        return { upload_url: `${origin}/upload/${id}`, file_id: id };
      }
      case 'files.completeUploadExternal': {
        const files = body['files'] as { id: string }[];
        for (const { id } of files)
          sent.push({
            ...uploads.get(id)!,
            channel: textOf(body['channel_id']),
            threadTs: body['thread_ts'] as string | undefined,
          });
        return { files };
      }
      default:
        return answers.get(method) ?? {};
    }
  }

  function post(body: Record<string, unknown>, to: string | undefined): Record<string, unknown> {
    const ts = nextTs();
    const posted = {
      channel: textOf(body['channel']),
      ts,
      threadTs: body['thread_ts'] as string | undefined,
      to,
      metadata: body['metadata'],
      ...readWords(body),
    };
    shown.push(posted);
    waiting.get(posted.channel)?.(posted);
    return { ts, message_ts: ts, channel: body['channel'] };
  }

  /** Response addresses are `<user>.<channel>[.<ts>]`: the last part is the ephemeral message that is answered. */
  function respond(name: string, body: Record<string, unknown>): void {
    const [user = '', channel = '', ts] = decodeURIComponent(name).split('~');
    const message = ts === undefined ? undefined : shown.find((one) => one.ts === ts);
    if (body['replace_original'] === true && message) Object.assign(message, readWords(body));
    else shown.push({ channel, ts: nextTs(), threadTs: undefined, to: user, metadata: undefined, ...readWords(body) });
  }

  return {
    origin,
    calls,
    shown,
    sent,
    answers,
    refusedDownloads,
    downloads,
    slowDownloads,
    /** The settings of a service that talks to this Slack. */
    env: {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `${origin}/api/`,
      FILE_HOSTS: origin,
    },
    homeOf: (user: string): string => homes.get(user) ?? '',
    trouble: (method: string, ...list: Trouble[]): void => void troubles.set(method, list),
    nextTs,
    /** The next message in a channel, at the moment it is posted; for measuring. */
    nextShown: (channel: string): Promise<Shown> => new Promise((resolve) => waiting.set(channel, resolve)),
    /** What somebody sees in a channel or direct conversation. */
    seenBy: (user: string): Shown[] =>
      shown.filter((one) => one.to === user || (one.to === undefined && one.channel === directOf(user))),
    close: async (): Promise<void> => {
      for (const res of hanging) res.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The direct conversation of a person with the bot. */
export const directOf = (user: string): string => `D${user.slice(1)}`;

function parseBody(req: IncomingMessage, raw: Buffer): Record<string, unknown> {
  if (raw.length === 0) return {};
  if ((req.headers['content-type'] ?? '').includes('json'))
    return JSON.parse(raw.toString()) as Record<string, unknown>;
  const form = Object.fromEntries(new URLSearchParams(raw.toString()));
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, /^[[{]/.test(value) ? (JSON.parse(value) as unknown) : value]),
  );
}

interface Block {
  type: string;
  text?: { text: string };
  elements?: { action_id?: string; text?: string | { text: string } }[];
}

function readWords(body: Record<string, unknown>): Pick<Shown, 'text' | 'buttons'> {
  const blocks = (body['blocks'] ?? []) as Block[];
  const text = blocks.flatMap((block) => (block.text ? [block.text.text] : [])).join('\n') || textOf(body['text']);
  const buttons = blocks.filter((block) => block.type === 'actions').flatMap((block) => block.elements ?? []);
  return {
    text,
    buttons: buttons.map((element) => ({
      id: element.action_id ?? '',
      label: (element.text as { text: string }).text,
    })),
  };
}
