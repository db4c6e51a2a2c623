/**
 * Keeps a server running: notices that it ended and starts it again on the same port, so that its address stays true.
 */
import type { Log } from '../../kernel/log.ts';
import { startServer, type Server, type Site } from './server.ts';

export interface Watcher {
  /** Told when the server ended without being asked to; its connections are broken now. */
  readonly onExit?: (() => void) | undefined;
  /** Told when it answers again. */
  readonly onRestart?: (() => void) | undefined;
}

const lookEveryMs = 200;
const firstWaitMs = 100;
const longestWaitMs = 5_000;

/**
 * Watches a server until it is stopped.
 *
 * @returns stops watching, then the server
 */
export function supervise(site: Site, first: Server, log: Log, { onExit, onRestart }: Watcher): () => Promise<void> {
  let server = first;
  let isStopping = false;
  let reviving: Promise<void> | undefined;

  const revive = async (): Promise<void> => {
    for (let waitMs = firstWaitMs; !isStopping; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      try {
        server = await startServer(site, first.port);
        log.info({ pid: server.pid, port: server.port }, 'the database runs again');
        onRestart?.();
        return;
      } catch (error) {
        log.error({ err: error, againInMs: waitMs }, 'the database does not start');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };

  const look = (): void => {
    if (reviving || isStopping || server.isRunning()) return;
    log.warn({ pid: server.pid }, 'the database ended unexpectedly; starting it again…');
    reviving = revive().finally(() => (reviving = undefined));
    onExit?.();
  };
  // Watching alone keeps no process alive.
  const timer = setInterval(look, lookEveryMs).unref();

  return async () => {
    isStopping = true;
    clearInterval(timer);
    await reviving;
    await server.stop();
  };
}
