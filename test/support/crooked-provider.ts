/** A provider for tests that speaks OpenID Connect on the wire, and signs whatever it is told to, right or wrong. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';

export type IdClaims = Record<string, unknown>;

export interface Token {
  claims: IdClaims;
  /** How it is signed; by the key that is published when nothing is said. */
  signed?: 'byAnother' | 'not';
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

export type CrookedProvider = Awaited<ReturnType<typeof startCrookedProvider>>;

export async function startCrookedProvider() {
  const [own, other] = [newKey(), newKey()];
  let token: Token = { claims: {} };
  let issuerOf = (origin: string, path: string): string => `${origin}${path}`;
  let answer: ((req: IncomingMessage, res: ServerResponse) => boolean) | undefined;
  const forms: URLSearchParams[] = [];

  const server = createServer((req, res) => void handle(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (res: ServerResponse, body: unknown): void =>
    void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = req.url ?? '';
    if (answer?.(req, res)) return;
    if (path.endsWith('/.well-known/openid-configuration')) return send(res, documentOf(path));
    if (path === '/keys')
      return send(res, {
        keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }],
      });
    if (path !== '/token') return void res.writeHead(404).end();
    let body = '';
    for await (const chunk of req) body += String(chunk);
    forms.push(new URLSearchParams(body));
    send(res, { access_token: 'unused', token_type: 'Bearer', id_token: sign(token) });
  }

  const documentOf = (path: string) => ({
    issuer: issuerOf(origin, path.replace('/.well-known/openid-configuration', '')),
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  });

  function sign({ claims, signed }: Token): string {
    if (signed === 'not') return jwt.sign(claims, '', { algorithm: 'none' });
    const key: KeyObject = (signed === 'byAnother' ? other : own).privateKey;
    return jwt.sign(claims, key, { algorithm: 'RS256', keyid: 'own' });
  }

  return {
    origin,
    /** What was posted for tokens. */
    forms,
    /** The next ID token. */
    give: (next: Token): void => void (token = next),
    /** From now on the discovery document names this issuer. */
    pretend: (issuer: (origin: string, path: string) => string): void => void (issuerOf = issuer),
    /** Looks at requests first; true: it has answered. */
    intercept: (handler: typeof answer): void => void (answer = handler),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
