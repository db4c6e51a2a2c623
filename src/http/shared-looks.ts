/** What several watch together is looked at once after a change, and told to all of them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Changes, Topic } from '../db/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Limiter } from '../kernel/limiter.ts';

/** Many changes at once, as when a session closes, are sent as one. */
const gatherMs = 50;

/** What may change it: subjects by topic. */
export type WatchedTopics = Readonly<Partial<Record<Topic, string>>>;

/** One of those who watch. */
export interface Follower {
  /** Whoever has the same here may see the same. */
  readonly who: string;
  /** Whether they still may look, where others look with them; left out, `read` says so. @throws when not. */
  readonly check?: (() => Promise<unknown>) | undefined;
  /** What is to be told now. @throws when they may not look any more. */
  readonly read: () => Promise<string>;
  readonly tell: (state: string) => void;
  /** They are told nothing more. */
  readonly fail: (error: unknown) => void;
}

interface Look {
  readonly followers: Set<Follower>;
  readonly unsubscribes: readonly (() => void)[];
  last: string | undefined;
  isLooking: boolean;
  isStale: boolean;
}

export type SharedLooks = ReturnType<typeof createSharedLooks>;

/** @param limiter so many looks at once, whoever waits for them: others' requests go on beside them */
export function createSharedLooks({ changes, limiter }: { changes: Changes; limiter: Limiter }) {
  const looks = new Map<string, Look>();

  /** Follows what has this key from now on. @returns the state of now. @throws what refuses the follower. */
  async function join(key: string, on: WatchedTopics, follower: Follower): Promise<string> {
    const look = looks.get(key) ?? begin(key, on);
    look.followers.add(follower);
    try {
      if (look.last !== undefined && !look.isStale && follower.check) {
        await follower.check();
        return look.last;
      }
      // What changes from here on is heard: it makes the look stale, and is told when it was looked at.
      return (look.last = await limiter.run(follower.read));
    } catch (error) {
      leave(key, follower);
      throw error;
    }
  }

  function begin(key: string, on: WatchedTopics): Look {
    const unsubscribes = Object.entries(on).map(([topic, watched]) =>
      changes.on(topic as Topic, (subject) => {
        if (subject === undefined || subject === watched) void lookAgain(look);
      }),
    );
    const look: Look = { followers: new Set(), unsubscribes, last: undefined, isLooking: false, isStale: false };
    looks.set(key, look);
    return look;
  }

  function leave(key: string, follower: Follower): void {
    const look = looks.get(key);
    if (!look?.followers.delete(follower) || look.followers.size > 0) return;
    for (const unsubscribe of look.unsubscribes) unsubscribe();
    looks.delete(key);
  }

  async function lookAgain(look: Look): Promise<void> {
    look.isStale = true;
    if (look.isLooking) return;
    look.isLooking = true;
    await pause(gatherMs);
    try {
      while (look.isStale && look.followers.size > 0) {
        look.isStale = false;
        await limiter.run(() => lookOnce(look));
      }
    } catch (error) {
      failAll(look, () => true, error);
    } finally {
      look.isLooking = false;
    }
  }

  async function lookOnce(look: Look): Promise<void> {
    await dropTheRefused(look);
    for (let reader = first(look); reader; reader = first(look)) {
      const { who, read } = reader;
      const state = await read().catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
        failAll(look, (follower) => follower.who === who, error);
        return undefined;
      });
      if (state === undefined) continue;
      if (state !== look.last) for (const follower of look.followers) follower.tell(state);
      look.last = state;
      return;
    }
  }

  /** Each person is asked about once, and goes alone. */
  async function dropTheRefused(look: Look): Promise<void> {
    const people = new Map([...look.followers].map((follower) => [follower.who, follower]));
    for (const [who, { check }] of people)
      await check?.().catch((error: unknown) => failAll(look, (follower) => follower.who === who, error));
  }

  return { join, leave };
}

const first = ({ followers }: Look): Follower | undefined => followers.values().next().value;

function failAll(look: Look, isMeant: (follower: Follower) => boolean, error: unknown): void {
  for (const follower of [...look.followers].filter(isMeant)) {
    look.followers.delete(follower);
    follower.fail(error);
  }
}

/** It is about who looks, and not about what is looked at. */
const isRefusal = (error: unknown): boolean => error instanceof AppError && [401, 403, 404].includes(error.status);
