/** Teams for tests: a Bot Framework on loopback that keeps what it is sent and answers like the real one. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';

export const appId = '11111111-1111-4111-8111-111111111111';
export const tenantId = '22222222-2222-4222-8222-222222222222';
const botToken = 'the-bots-own-token';
const issuer = 'https://api.botframework.com';

interface Attachment {
  contentType: string;
  contentUrl?: string;
  name?: string;
  content?: {
    body?: {
      inlines?: { text: string; color?: string }[];
      actions?: { title: string; data: Record<string, unknown> }[];
    }[];
    acceptContext?: unknown;
  } & Record<string, unknown>;
}

/** An activity that we sent, as it stands in the conversation now. */
export interface Shown {
  id: string;
  conversation: string;
  type: string;
  text: string;
  buttons: { label: string; data: Record<string, unknown> }[];
  attachments: Attachment[];
  isDeleted?: boolean;
}

export type Trouble = { status: number; retryAfterS?: number };
export type FakeTeams = Awaited<ReturnType<typeof startFakeTeams>>;

export async function startFakeTeams() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const plain = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const bare = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signers = { endorsed: privateKey, plain: plain.privateKey, bare: bare.privateKey };
  const shown: Shown[] = [];
  const typing: string[] = [];
  const troubles: Trouble[] = [];
  const waiting = new Map<string, (shown: Shown) => void>();
  const downloads = new Map<string, { data: Buffer; needsToken: boolean; afterMs: number }>();
  const uploads = new Map<string, { data: Buffer; range: string | undefined; authorization: string | undefined }>();
  let refused = 0;
  let number = 0;

  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const jwk = (key: KeyObject, kid: string, endorsements?: string[]): object => ({
    ...key.export({ format: 'jwk' }),
    kid,
    use: 'sig',
    alg: 'RS256',
    endorsements,
  });

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const path = new URL(req.url ?? '/', origin).pathname;
    const [, first = '', second = '', third = '', , fifth] = path.split('/').map(decodeURIComponent);
    const answer = (body: unknown): void =>
      void res.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (path === '/openid')
      return answer({ issuer, jwks_uri: `${origin}/keys`, id_token_signing_alg_values_supported: ['RS256'] });
    if (path === '/keys')
      return answer({
        keys: [
          jwk(publicKey, 'endorsed', ['msteams']),
          jwk(plain.publicKey, 'plain', ['webchat']),
          jwk(bare.publicKey, 'bare'),
        ],
      });
    if (path.endsWith('/oauth2/v2.0/token'))
      return answer({ token_type: 'Bearer', access_token: botToken, expires_in: 3600 });
    if (first === 'files') return download(req, res, second);
    if (first === 'put') {
      uploads.set(second, { data: raw, range: req.headers['content-range'], authorization: req.headers.authorization });
      return void res.writeHead(201).end('{}');
    }
    if (req.headers.authorization !== `Bearer ${botToken}`) {
      refused += 1;
      return void res.writeHead(401).end('{}');
    }
    const trouble = troubles.shift();
    if (trouble)
      return void res
        .writeHead(trouble.status, trouble.retryAfterS ? { 'retry-after': String(trouble.retryAfterS) } : {})
        .end('{}');
    const body = raw.length > 0 ? (JSON.parse(raw.toString()) as Record<string, unknown>) : {};
    if (path === '/v3/conversations') return answer({ id: privateOf((body['members'] as { id: string }[])[0]!.id) });
    // /v3/conversations/{id}/activities[/{activity}]
    answer(send(req.method ?? '', third, req.method === 'POST' ? undefined : fifth, body));
  }

  function send(
    method: string,
    conversation: string,
    id: string | undefined,
    body: Record<string, unknown>,
  ): { id: string } {
    const known = shown.find((one) => one.id === (id ?? body['id']));
    if (method === 'DELETE') {
      if (known) known.isDeleted = true;
      return { id: id ?? '' };
    }
    if (body['type'] === 'typing') {
      typing.push(conversation);
      return { id: '' };
    }
    const read = readActivity(body);
    if (method === 'PUT' && known) {
      Object.assign(known, read);
      return { id: known.id };
    }
    number += 1;
    const sent = { id: `sent-${number}`, conversation, ...read };
    shown.push(sent);
    waiting.get(conversation)?.(sent);
    return { id: `sent-${number}` };
  }

  function download(req: IncomingMessage, res: ServerResponse, name: string): void {
    const file = downloads.get(name);
    if (!file) return void res.writeHead(404).end();
    if (file.needsToken && req.headers.authorization !== `Bearer ${botToken}`) return void res.writeHead(401).end();
    setTimeout(() => res.setHeader('content-type', 'application/octet-stream').end(file.data), file.afterMs);
  }

  const serviceUrl = `${origin}/`;
  const token = (
    over: {
      kid?: keyof typeof signers;
      signedBy?: keyof typeof signers;
      audience?: string;
      serviceUrl?: string;
      issuer?: string;
      expiresIn?: number;
      hasEnd?: false;
      claims?: object;
    } = {},
  ): string =>
    jwt.sign(
      { serviceurl: over.serviceUrl ?? serviceUrl, ...over.claims },
      signers[over.signedBy ?? over.kid ?? 'endorsed'],
      {
        algorithm: 'RS256',
        keyid: over.kid ?? 'endorsed',
        issuer: over.issuer ?? issuer,
        audience: over.audience ?? appId,
        ...(over.hasEnd === false ? {} : { expiresIn: over.expiresIn ?? 3600 }),
      },
    );

  return {
    origin,
    serviceUrl,
    shown,
    typing,
    troubles,
    downloads,
    uploads,
    token,
    refused: () => refused,
    /** The next activity in a conversation, at the moment it is sent; for measuring. */
    nextShown: (conversation: string): Promise<Shown> => new Promise((resolve) => waiting.set(conversation, resolve)),
    /** The settings of a service that talks to this Teams. */
    env: {
      MicrosoftAppId: appId,
      MicrosoftAppPassword: 'secret',
      MicrosoftAppTenantId: tenantId,
      TEAMS_OPENID_METADATA_URL: `${origin}/openid`,
      TEAMS_LOGIN_URL: origin,
      FILE_HOSTS: origin,
    },
    seenIn: (conversation: string): Shown[] => shown.filter((one) => one.conversation === conversation),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The private chat of a person with the bot. */
export const privateOf = (userId: string): string => `a:${userId}`;

function readActivity(body: Record<string, unknown>): Omit<Shown, 'id' | 'conversation'> {
  const attachments = (body['attachments'] ?? []) as Attachment[];
  const cards = attachments.filter((one) => one.contentType === 'application/vnd.microsoft.card.adaptive');
  const blocks = cards.flatMap((one) => one.content?.body ?? []);
  const words = blocks.flatMap((block) => block.inlines ?? []).map((run) => run.text);
  return {
    type: body['type'] as string,
    attachments,
    text: words.length > 0 ? words.join('\n') : ((body['text'] as string | undefined) ?? ''),
    buttons: blocks.flatMap((block) => block.actions ?? []).map(({ title, data }) => ({ label: title, data })),
  };
}
