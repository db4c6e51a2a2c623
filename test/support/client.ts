/** An HTTP client for tests: says what it sends, and hands back status, body and headers as they came. */
import type { ChatReply } from '../../bots/web/web.ts';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Client {
  token: string;
  refreshToken: string;
  signIn(email: string, password: string): Promise<Client>;
  request<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>>;
  post<T = Record<string, unknown>>(path: string, body?: unknown): Promise<Answer<T>>;
  /** A multipart body: fields and file parts of one name. */
  upload<T = Record<string, unknown>>(
    path: string,
    field: string,
    files: readonly Buffer[],
    fields?: Record<string, string>,
  ): Promise<Answer<T>>;
  /** Says something in the client's conversation and hands back the reply; fails the test when it is not a 200. */
  say(text: string, photos?: readonly Buffer[]): Promise<ChatReply>;
  /** Presses the button of that label in the latest reply. */
  press(label: string): Promise<ChatReply>;
}

export function createClient(baseUrl: string): Client {
  let latest: ChatReply | undefined;

  const client: Client = {
    token: '',
    refreshToken: '',
    signIn: async (email, password) => {
      const answer = await client.request<{ access_token: string; refresh_token: string }>(
        'POST',
        '/api/v2/auth/token',
        new URLSearchParams({ grant_type: 'password', username: email, password }),
      );
      if (answer.status !== 200) throw new Error(`${email} could not sign in: ${JSON.stringify(answer.body)}`);
      client.token = answer.body.access_token;
      client.refreshToken = answer.body.refresh_token;
      return client;
    },
    request: async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const isPlain = body !== undefined && !(body instanceof FormData) && !(body instanceof URLSearchParams);
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          ...(client.token ? { authorization: `Bearer ${client.token}` } : {}),
          ...(isPlain ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isPlain ? JSON.stringify(body) : body }),
      });
      const text = await response.text();
      const isJson = (response.headers.get('content-type') ?? '').includes('json');
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
    },
    get: (path) => client.request('GET', path),
    post: (path, body = {}) => client.request('POST', path, body),
    upload: (path, field, files, fields = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      for (const [index, file] of files.entries())
        form.append(field, new Blob([Uint8Array.from(file)], { type: 'image/jpeg' }), `photo-${index}.jpg`);
      return client.request('POST', path, form);
    },
    say: async (text, photos = []) => {
      const answer = await client.upload<ChatReply>('/api/v2/chat', 'files', photos, {
        text,
        ...(latest ? { conversationId: latest.conversationId } : {}),
      });
      if (answer.status !== 200)
        throw new Error(`"${text}" was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      latest = answer.body;
      return answer.body;
    },
    press: async (label) => {
      const action = latest?.actions.find((candidate) => candidate.label === label);
      if (!action) throw new Error(`There is no button "${label}" in: ${latest?.text ?? 'nothing'}`);
      const answer = await client.post<ChatReply>(`/api/v2/chat/actions/${action.id}`);
      if (answer.status !== 200)
        throw new Error(`[${label}] was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      latest = answer.body;
      return answer.body;
    },
  };
  return client;
}
