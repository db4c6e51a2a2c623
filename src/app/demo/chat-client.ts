/** A person at the web page, without the page: signs in and chats over HTTP, like any client. */
import { z } from 'zod';
import { chatReplySchema, type ChatReply } from '../../../bots/web/web.ts';

export interface ChatClient {
  say(text: string, photos?: readonly Buffer[]): Promise<ChatReply>;
  /** Presses the button of that label in the latest reply. */
  press(label: string): Promise<ChatReply>;
}

const tokenSchema = z.object({ access_token: z.string() });

export async function signIn(baseUrl: string, email: string, password: string): Promise<string> {
  const response = await fetch(`${baseUrl}/api/v2/auth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: email, password }),
  });
  if (!response.ok) throw new Error(`${email} could not sign in: ${await response.text()}`);
  return tokenSchema.parse(await response.json()).access_token;
}

export function createChatClient(baseUrl: string, token: string): ChatClient {
  let latest: ChatReply | undefined;

  async function post(path: string, body?: FormData): Promise<ChatReply> {
    const response = await fetch(`${baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body } : {}),
    });
    if (!response.ok) throw new Error(`The service answered ${response.status}: ${await response.text()}`);
    latest = chatReplySchema.parse(await response.json());
    return latest;
  }

  async function say(text: string, photos: readonly Buffer[] = []): Promise<ChatReply> {
    const body = new FormData();
    body.set('text', text);
    if (latest) body.set('conversationId', latest.conversationId);
    for (const [index, photo] of photos.entries())
      body.append('files', new Blob([Uint8Array.from(photo)], { type: 'image/jpeg' }), `photo-${index + 1}.jpg`);
    return post('/api/v2/chat', body);
  }

  async function press(label: string): Promise<ChatReply> {
    const action = latest?.actions.find((candidate) => candidate.label === label);
    if (!action) throw new Error(`There is no button "${label}" to press`);
    return post(`/api/v2/chat/actions/${action.id}`);
  }

  return { say, press };
}
