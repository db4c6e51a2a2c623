/**
 * A process's sign of life: an advisory lock under its number, on a connection of its own. When the process is killed
 * its connection breaks, the lock goes at once, and others see by `worker_is_present` that its work is to be taken
 * over: no lease to wait for, no clock to agree on.
 */
import { randomInt } from 'node:crypto';
import pg from 'pg';
import type { Log } from '../kernel/log.ts';

/** "MUST"; the function worker_is_present looks for it. */
const lockClass = 0x4d555354;
const highestNumber = 2 ** 31 - 1;
const reconnectAfterMs = 1000;

export interface Presence {
  /** What this process writes beside the rows that it works on. */
  readonly workerNo: number;
  stop(): Promise<void>;
}

/**
 * Takes a free number. While the database is away the sign is missing; it comes back with it, under the same number.
 */
export async function announcePresence({ url, log }: { url: string; log: Log }): Promise<Presence> {
  let isStopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function announce(workerNo: number): Promise<boolean> {
    const opened = new pg.Client({ connectionString: url, application_name: 'muster-presence', keepAlive: true });
    opened.on('error', (error) => log.warn({ err: error }, 'the connection that shows this process is alive broke'));
    opened.on('end', () => {
      if (client !== opened || isStopped) return;
      client = undefined;
      reconnect(workerNo);
    });
    try {
      await opened.connect();
      // A machine that lost power closes no connection; the server notices within half a minute.
      await opened.query('SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3');
      const { rows } = await opened.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS taken', [
        lockClass,
        workerNo,
      ]);
      if (rows[0]?.taken === true && !isStopped) {
        client = opened;
        return true;
      }
      await opened.end();
      return false;
    } catch (error) {
      await opened.end().catch(() => undefined); // it was never open
      throw error;
    }
  }

  function reconnect(workerNo: number): void {
    retry = setTimeout(() => {
      if (isStopped) return;
      announce(workerNo).then(
        (isDone) => {
          if (!isDone) reconnect(workerNo);
        },
        () => reconnect(workerNo),
      );
    }, reconnectAfterMs);
  }

  let workerNo = randomInt(1, highestNumber);
  while (!(await announce(workerNo))) workerNo = randomInt(1, highestNumber);
  return {
    workerNo,
    stop: async () => {
      isStopped = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
