/**
 * The service as the page sees it, scripted: sign-in, the chat's stream and its buttons, on the wire and with nothing
 * behind.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import multer from 'multer';

interface FakeReply {
  text: string;
  files?: { name: string; mimeType: string; url: string }[];
  actions?: { id: string; label: string }[];
}

/** What the service does with the next message. */
interface Script {
  deltas?: string[];
  reply?: FakeReply;
  problem?: { status: number; code: string; detail: string; retryable: boolean; retryAfterS?: number };
  /** The failure comes as an event of the stream, after the deltas. */
  isStreamed?: boolean;
  /** The connection breaks before the reply. */
  hangsUp?: boolean;
  /** The reply waits for this. */
  until?: Promise<void>;
}

interface ReceivedMessage {
  key: string;
  text: string;
  conversationId: string | undefined;
  files: { name: string; mimeType: string; bytes: Buffer }[];
}

interface FakeFile {
  mimeType: string;
  content: Buffer;
}

export const password = 'correct horse';
const people = {
  'ada@example.org': {
    id: randomUUID(),
    name: 'Ada Lovelace',
    email: 'ada@example.org',
    role: 'student',
    externalId: 'S-001',
  },
  'noether@example.org': {
    id: randomUUID(),
    name: 'Emmy Noether',
    email: 'noether@example.org',
    role: 'teacher',
    externalId: null,
  },
};

export async function startFakeApi(page: express.Router) {
  const received: ReceivedMessage[] = [];
  const pressed: string[] = [];
  const setUps: unknown[] = [];
  const scripts: Script[] = [];
  const files = new Map<string, FakeFile>();
  const valid = new Map<string, keyof typeof people>();
  const refreshable = new Map<string, keyof typeof people>();
  const counts = { refreshes: 0, signOuts: 0 };
  const conversationId = randomUUID();
  const fill = (reply: FakeReply) => ({ conversationId, files: [], actions: [], ...reply });

  const app = express();
  app.disable('x-powered-by');
  app.use(page);
  app.get('/files/:name', (request, response) => {
    const file = files.get(request.params.name);
    if (!file) return void response.sendStatus(404);
    response.type(file.mimeType).send(file.content);
  });

  const refuse = (response: express.Response, problem: NonNullable<Script['problem']>): void =>
    void response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));

  app.post('/api/v2/auth/token', express.urlencoded({ extended: false }), (request, response) => {
    const form = request.body as Record<string, string>;
    const [, cookie = ''] = /muster-refresh=([\w-]+)/.exec(request.headers.cookie ?? '') ?? [];
    const known =
      form['grant_type'] === 'password'
        ? form['password'] === password && (form['username'] as keyof typeof people)
        : refreshable.get(cookie);
    if (form['grant_type'] === 'refresh_token') counts.refreshes += 1;
    // Each refresh token works once.
    if (form['grant_type'] === 'refresh_token') refreshable.delete(cookie);
    if (!known || !(known in people)) {
      const detail =
        form['grant_type'] === 'password'
          ? 'E-mail or password is not right. A new account may have to wait until an admin lets it in.'
          : 'Please sign in again.';
      return refuse(response, { status: 401, code: 'invalidCredentials', detail, retryable: false });
    }
    const tokens = { access_token: randomUUID(), token_type: 'Bearer', expires_in: 900 };
    const refreshToken = randomUUID();
    valid.set(tokens.access_token, known);
    refreshable.set(refreshToken, known);
    response.cookie('muster-refresh', refreshToken, { httpOnly: true, sameSite: 'strict', path: '/api/v2/auth' });
    response.json(tokens);
  });
  app.get('/api/v2/auth/ways', (_request, response) => {
    response.json({ institution: 'Fake', signUp: 'closed', canMail: false, signOn: [], isEnforced: false });
  });
  app.post('/api/v2/auth/setup', express.json(), (request, response) => {
    const { secret } = request.body as { secret: string };
    if (secret !== 'once')
      return refuse(response, {
        status: 410,
        code: 'gone',
        detail: 'This set-up link was used already or is no longer valid.',
        retryable: false,
      });
    setUps.push(request.body);
    response.sendStatus(204);
  });

  app.use('/api/v2', (request, response, next) => {
    const known = valid.get(request.headers.authorization?.replace('Bearer ', '') ?? '');
    if (!known)
      return refuse(response, { status: 401, code: 'unauthenticated', detail: 'Please sign in.', retryable: false });
    response.locals['me'] = people[known];
    next();
  });
  app.get('/api/v2/me', (_request, response) => void response.json(response.locals['me']));
  app.get(
    '/api/v2/me/dashboard',
    (_request, response) => void response.json({ role: 'student', today: [], upcoming: [], classes: [] }),
  );
  app.post(['/api/v2/auth/sign-out', '/api/v2/auth/sign-out/here'], (_request, response) => {
    counts.signOuts += 1;
    valid.clear();
    refreshable.clear();
    response.sendStatus(204);
  });
  app.post('/api/v2/chat/actions/:id', async (request, response) => {
    pressed.push(request.params.id);
    const script = scripts.shift() ?? {};
    await script.until;
    if (script.problem) return refuse(response, script.problem);
    response.json(fill(script.reply ?? { text: 'Done.' }));
  });
  app.post('/api/v2/chat', multer().array('files'), async (request, response) => {
    const body = request.body as Record<string, string>;
    const parts = (request.files ?? []) as Express.Multer.File[];
    received.push({
      key: request.get('Idempotency-Key') ?? '',
      text: body['text'] ?? '',
      conversationId: body['conversationId'],
      files: parts.map((part) => ({ name: part.originalname, mimeType: part.mimetype, bytes: part.buffer })),
    });
    await play(response, scripts.shift() ?? { reply: { text: 'Hello.' } });
  });

  async function play(response: express.Response, script: Script): Promise<void> {
    if (script.problem && !script.isStreamed) {
      await script.until;
      return refuse(response, script.problem);
    }
    response.type('text/event-stream').flushHeaders();
    const send = (name: string, data: unknown): void =>
      void response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    for (const text of script.deltas ?? []) send('delta', { text });
    await script.until;
    if (script.hangsUp) return void response.destroy();
    if (script.problem) send('error', script.problem);
    else send('reply', fill(script.reply ?? { text: 'Hello.' }));
    response.end();
  }

  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    pressed,
    setUps,
    counts,
    files,
    /** Scripts what happens to the next messages and presses, one each. */
    next: (...more: Script[]): void => void scripts.push(...more),
    /** Access tokens run out; refresh tokens stay good. */
    expireAccess: (): void => valid.clear(),
    endSignIns: (): void => {
      valid.clear();
      refreshable.clear();
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>;
