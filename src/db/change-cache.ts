/** Keeps what is read often and changes seldom, bounded, until the database announces that it changed. */
// lru-cache: bounded, and forgets what was least used: ISC (to 11.2.2), without dependencies.
import { LRUCache } from 'lru-cache';
import type { Changes, Topic } from './changes.ts';

/** A connection that hears of changes may die without a word; then nothing is believed longer than this. */
const longestKeptMs = 60_000;

export interface ChangeCache<Value extends object> {
  /** What is kept, or what `load` finds; nothing is kept of what is not there. */
  readonly read: <Loaded extends Value | undefined>(
    key: string,
    load: () => Promise<Loaded>,
  ) => Promise<Value | Loaded>;
  /** The same for many: `load` is asked for those that are not kept. */
  readonly readMany: (
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ) => Promise<Map<string, Value>>;
  /** For whoever has just changed it and will read it before the news comes round. */
  readonly forget: (key: string) => void;
}

/**
 * @param options.topics what each topic's subject means here: the key that changed, or that anything may have
 */
export function createChangeCache<Value extends object>(options: {
  changes: Changes;
  topics: Readonly<Partial<Record<Topic, 'key' | 'any'>>>;
  max: number;
}): ChangeCache<Value> {
  const kept = new LRUCache<string, Value>({ max: options.max, ttl: longestKeptMs });
  /** Raised by every change, so that what was read before one is not kept after it. */
  let generation = 0;

  function forget(key: string | undefined): void {
    generation += 1;
    if (key === undefined) kept.clear();
    else kept.delete(key);
  }

  async function readMany(
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<Map<string, Value>> {
    const found = new Map<string, Value>();
    for (const key of keys) {
      const value = kept.get(key);
      if (value) found.set(key, value);
    }
    const missing = keys.filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const before = generation;
    for (const [key, value] of await load(missing)) {
      found.set(key, value);
      if (generation === before) kept.set(key, value);
    }
    return found;
  }

  async function read<Loaded extends Value | undefined>(
    key: string,
    load: () => Promise<Loaded>,
  ): Promise<Value | Loaded> {
    const known = kept.get(key);
    if (known) return known;
    const before = generation;
    const value = await load();
    if (value && generation === before) kept.set(key, value);
    return value;
  }

  for (const [topic, meaning] of Object.entries(options.topics)) {
    options.changes.on(topic as Topic, (subject) => forget(meaning === 'key' ? subject : undefined));
  }
  return { read, readMany, forget };
}
