/** A stream of server-sent events as a client holds it open. */
import { readEvents, type ServerEvent } from './events.ts';
import type { Client } from './client.ts';

export interface LiveStream {
  /** What has come so far. */
  events(): ServerEvent[];
  /** The latest event's data. */
  latest<T>(): T;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function openStream(baseUrl: string, client: Client, path: string): Promise<LiveStream> {
  const abort = new AbortController();
  const response = await fetch(`${baseUrl}${path}`, {
    headers: { authorization: `Bearer ${client.token}` },
    signal: abort.signal,
  });
  if (response.status !== 200 || !response.body)
    throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
  let received = '';
  const decoder = new TextDecoder();
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    for await (const chunk of body) received += decoder.decode(chunk, { stream: true });
  };
  // A client that goes away ends its own reading with an error, which is no one's concern.
  const ended = read(response.body).catch(() => undefined);
  const events = (): ServerEvent[] => readEvents(received);
  return { events, latest: <T>() => events().at(-1)?.data as T, ended, close: () => abort.abort() };
}
