/**
 * What changed in the database, whoever changed it: triggers announce it (NOTIFY) when a transaction commits, and every
 * process hears it on a connection of its own. Live views and caches hang on this.
 */
import pg from 'pg';
import type { Log } from '../kernel/log.ts';

/** As the triggers name them (prisma/migrations, function announce). */
export type Topic =
  'session' | 'notifications' | 'task' | 'roster' | 'person' | 'place' | 'face' | 'figures' | 'inbound' | 'outbound';

/** `subject` is undefined when announcements may have been missed: anything of the topic may have changed. */
export type ChangeListener = (subject: string | undefined) => void;

export interface Changes {
  /** @returns what ends the subscription. */
  on(topic: Topic, heard: ChangeListener): () => void;
  stop(): Promise<void>;
}

const reconnectAfterMs = 500;

export async function listenToChanges({ url, log }: { url: string; log: Log }): Promise<Changes> {
  const listeners = new Map<string, Set<ChangeListener>>();
  let isStopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  function tell(topic: string, subject: string | undefined): void {
    for (const heard of listeners.get(topic) ?? []) heard(subject);
  }

  async function connect(): Promise<void> {
    const opened = new pg.Client({ connectionString: url, application_name: 'muster-changes', keepAlive: true });
    opened.on('error', (error) => log.warn({ err: error }, 'the connection that hears of changes broke'));
    opened.on('end', () => {
      if (client !== opened || isStopped) return;
      client = undefined;
      reconnect();
    });
    opened.on('notification', ({ payload = '' }) => {
      const [topic = '', subject] = payload.split(':');
      tell(topic, subject);
    });
    try {
      await opened.connect();
      await opened.query('LISTEN muster');
    } catch (error) {
      await opened.end().catch(() => undefined); // it was never open
      throw error;
    }
    client = opened;
  }

  function reconnect(): void {
    // What changes while nobody listens is not heard: from here on nothing that was kept may be believed.
    for (const topic of listeners.keys()) tell(topic, undefined);
    retry = setTimeout(() => {
      if (isStopped) return;
      connect().then(
        () => {
          for (const topic of listeners.keys()) tell(topic, undefined);
        },
        () => reconnect(),
      );
    }, reconnectAfterMs);
  }

  await connect();
  return {
    on: (topic, heard) => {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(heard));
      return () => void ofTopic.delete(heard);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
