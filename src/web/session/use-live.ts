/** A live stream of the service (server-sent events), opened anew whenever it ends. */
import { useEffect, useEffectEvent } from 'react';
import type { Session } from './session.ts';
import { useSignedIn } from './signed-in.ts';
import { readEvents } from '../api/event-stream.ts';
import { Problem } from '../api/problem.ts';

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/**
 * Calls `onData` with each event's data, from the first on, for as long as the page is in sight.
 * @param path of the stream; undefined listens to nothing
 */
export function useLive<Data>(path: string | undefined, onData: (data: Data) => void): void {
  const { session } = useSignedIn();
  const tell = useEffectEvent(onData);
  useEffect(() => {
    if (path === undefined) return;
    let controller: AbortController | undefined;
    const follow = (): void => {
      controller?.abort();
      controller = undefined;
      if (document.visibilityState === 'hidden') return;
      controller = new AbortController();
      void listen(session, path, controller.signal, (data) => tell(data as Data));
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      controller?.abort();
    };
  }, [session, path]);
}

async function listen(
  session: Session,
  path: string,
  signal: AbortSignal,
  onData: (data: unknown) => void,
): Promise<void> {
  let waitMs = firstWaitMs;
  while (!signal.aborted) {
    try {
      const { body } = await session.call(path, { headers: { Accept: 'text/event-stream' }, signal });
      if (body)
        for await (const { data } of readEvents(body)) {
          waitMs = firstWaitMs;
          onData(JSON.parse(data));
        }
    } catch (error) {
      if (signal.aborted || (error instanceof Problem && !error.isRetryable && error.code !== 'connectionLost')) return;
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(waitMs * 2, longestWaitMs);
  }
}
