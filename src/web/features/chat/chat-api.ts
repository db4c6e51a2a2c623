/** The chat as the service speaks it: a message goes out, pieces of text and one reply come back. */
import { connectionLost, Problem, toProblem } from '../../api/problem.ts';
import { readEvents } from '../../api/event-stream.ts';
import type { Session } from '../../session/session.ts';

export interface ReplyFile {
  name: string;
  mimeType: string;
  url: string;
}

export interface ReplyAction {
  id: string;
  label: string;
}

export interface Reply {
  conversationId: string;
  text: string;
  files: ReplyFile[];
  actions: ReplyAction[];
}

export interface Message {
  /** The same for every try, so that the service does it once. */
  key: string;
  text: string;
  photos: readonly File[];
  /** Undefined for the first of a conversation. */
  conversationId: string | undefined;
}

/** `crypto.randomUUID` is missing where the page is served without TLS in a local network. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes]
    .map((byte, at) =>
      (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte).toString(16).padStart(2, '0'),
    )
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const mostWaits = 15;

/**
 * Sends a message and waits for its reply. While an earlier try of it is still being worked on, it waits for that one.
 * @throws Problem
 */
export async function sendMessage(
  session: Session,
  message: Message,
  options: { signal: AbortSignal; onDelta: (text: string) => void },
): Promise<Reply> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await sendOnce(session, message, options);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'inProgress' || waits >= mostWaits) throw error;
      await delay((error.retryAfterS ?? 2) * 1000, options.signal);
    }
  }
}

async function sendOnce(
  session: Session,
  message: Message,
  options: Parameters<typeof sendMessage>[2],
): Promise<Reply> {
  const form = new FormData();
  form.set('text', message.text);
  if (message.conversationId !== undefined) form.set('conversationId', message.conversationId);
  for (const photo of message.photos) form.append('files', photo, photo.name);
  const response = await session.call('/api/v2/chat', {
    method: 'POST',
    body: form,
    headers: { Accept: 'text/event-stream', 'Idempotency-Key': message.key },
    signal: options.signal,
  });
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || !response.body)
    return (await response.json()) as Reply;
  return readReply(response.body, options.onDelta);
}

async function readReply(body: ReadableStream<Uint8Array>, onDelta: (text: string) => void): Promise<Reply> {
  try {
    for await (const { name, data } of readEvents(body)) {
      if (name === 'delta') onDelta((JSON.parse(data) as { text: string }).text);
      if (name === 'reply') return JSON.parse(data) as Reply;
      if (name === 'error') throw toProblem(500, JSON.parse(data));
    }
  } catch (cause) {
    throw cause instanceof Problem ? cause : connectionLost(cause);
  }
  throw connectionLost();
}

/** Presses a button under a reply. @throws Problem */
export async function pressAction(session: Session, id: string, signal: AbortSignal): Promise<Reply> {
  const response = await session.call(`/api/v2/chat/actions/${encodeURIComponent(id)}`, { method: 'POST', signal });
  return (await response.json()) as Reply;
}

function delay(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, durationMs);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : connectionLost());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
