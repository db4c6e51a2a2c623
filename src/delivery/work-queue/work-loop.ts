/**
 * A loop that works on what waits in a table: so many pieces at once, woken when something comes, looking by itself now
 * and then.
 */
import type { Log } from '../../kernel/log.ts';

export interface WorkLoop {
  /** Something may have come. */
  wake(): void;
  /** Takes nothing more and lets what runs end, for a while. */
  stop(): Promise<void>;
}

const lookEveryMs = 1000;
const stopPatienceMs = 10_000;

/**
 * @param take the next piece of work, or undefined when there is none that is not being worked on
 * @param work works on it; settles it in any case, so it throws only when that is not possible now
 */
export function startWorkLoop<Piece>(options: {
  log: Log;
  name: string;
  parallel: number;
  take: () => Promise<Piece | undefined>;
  work: (piece: Piece) => Promise<void>;
}): WorkLoop {
  const { log, name, parallel } = options;
  const running = new Set<Promise<void>>();
  let isStopped = false;
  /** Raised by every wake, so that one that comes while the table is being looked at is not missed. */
  let wakes = 0;
  let isLooking = false;
  let latestLook = Promise.resolve();

  async function look(): Promise<void> {
    isLooking = true;
    try {
      let seen = -1;
      while (seen !== wakes && !isStopped) {
        seen = wakes;
        await fill();
      }
    } catch (error) {
      log.warn({ err: error, loop: name }, 'could not look for work');
    } finally {
      isLooking = false;
    }
  }

  async function fill(): Promise<void> {
    while (running.size < parallel && !isStopped) {
      const piece = await options.take();
      if (piece === undefined) return;
      const run: Promise<void> = options
        .work(piece)
        .catch((error: unknown) => log.error({ err: error, loop: name }, 'a piece of work could not be settled'))
        .finally(() => {
          running.delete(run);
          wake();
        });
      running.add(run);
    }
  }

  function wake(): void {
    wakes += 1;
    if (!isLooking && !isStopped) latestLook = look();
  }

  const timer = setInterval(wake, lookEveryMs);
  wake();
  return {
    wake,
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      // What the look under way has taken is running work too.
      const ended = latestLook.then(() => Promise.all(running));
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, stopPatienceMs).unref())]);
    },
  };
}
