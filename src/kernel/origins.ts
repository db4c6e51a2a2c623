/** From where somebody acts, carried along with the work of a request: the audit writes it without being told. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Origin {
  /** How they came: the page and other clients, an API of older backends, Slack, Teams. */
  readonly via: string;
  /** Network address, where a request of theirs is at hand. */
  readonly address?: string;
  /** The API key that acts, once it is known. */
  keyId?: string;
  /** Who said yes to it, where it waited for a second admin. */
  readonly approvedById?: string;
}

export type Origins = ReturnType<typeof createOrigins>;

export function createOrigins() {
  const storage = new AsyncLocalStorage<Origin>();
  return {
    /** Whatever `work` does, and begins, comes from there. */
    within: <T>(origin: Origin, work: () => T): T => storage.run(origin, work),
    /** What is learned of it on the way. */
    note: ({ keyId }: { keyId?: string }): void => {
      const origin = storage.getStore();
      if (origin && keyId !== undefined) origin.keyId = keyId;
    },
    /** Undefined where the service acts by itself. */
    present: (): Origin | undefined => storage.getStore(),
  };
}
