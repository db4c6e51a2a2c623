/**
 * Guesses at an account, counted where they come from: by a device that is known, else by the network, and by all that
 * is unknown together. So nobody keeps a known device out by guessing elsewhere, and nobody a school out by guessing
 * behind its address.
 */
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { networkOf } from '../../kernel/network.ts';
import { type TellingFailure, createThrottle } from '../../security/access/index.ts';
import type { Budgets } from '../../security/budgets/index.ts';
import { createNoteFailedTry } from '../account/failed-tries.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { ClientDetails } from './client-details.ts';
import type { KnownDevices } from './known-devices.ts';

/** One try at one account. */
export interface Attempt {
  failed(): Promise<void>;
  succeeded(tx: Tx): Promise<void>;
}

/** Of all devices that are not known together: as NIST SP 800-63B has it, well below a hundred. */
const freeFailuresAnywhere = 50;

export type GuessLimits = ReturnType<typeof createGuessLimits>;

export function createGuessLimits(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  digestKey: Buffer;
  budgets: Budgets;
  knownDevices: KnownDevices;
}) {
  const { db, clock, digestKey, budgets } = deps;
  const noteFailedTry = createNoteFailedTry(deps);
  const here = createThrottle({ db, clock, digestKey, guessed: 'sign-in' });
  const once = createThrottle({ db, clock, digestKey, guessed: 'sign-in', freeFailures: 1 });
  const anywhere = createThrottle({ db, clock, digestKey, guessed: 'sign-in', freeFailures: freeFailuresAnywhere });

  /**
   * Begins a try at an account (or at a name that nobody has, which is counted alike).
   * @param guessed the account's address in lower case, else its id
   * @throws AppError `tooManyRequests` with the seconds to wait.
   */
  async function begin(guessed: string, personId: string | undefined, from: ClientDetails): Promise<Attempt> {
    const device = personId === undefined ? undefined : deps.knownDevices.recognise(personId, from.deviceMarks);
    if (device !== undefined) {
      const key = `${guessed} on ${device}`;
      await here.refuseWhileBlocked(key);
      const note = noting(personId, 'knownDevice');
      return { failed: () => here.countFailure(key, note), succeeded: (tx) => here.clear(tx, key) };
    }
    const network = networkOf(from.address ?? '');
    const key = `${guessed} from ${network}`;
    // A flood behind an address leaves each account one try there: enough for whoever knows the password.
    const isFlooded = await budgets.isSpent('failedSignIns', network);
    const local = isFlooded ? once : here;
    await local.refuseWhileBlocked(key);
    await anywhere.refuseWhileBlocked(guessed);
    return {
      failed: async () => {
        await local.countFailure(key, noting(personId, 'network'));
        await anywhere.countFailure(guessed, noting(personId, 'unknownDevices'));
        await countInNetwork(network);
      },
      succeeded: async (tx) => {
        await local.clear(tx, key);
        await anywhere.clear(tx, guessed);
      },
    };
  }

  /** At a name that nobody has there is nobody to tell of it. */
  const noting = (personId: string | undefined, from: 'knownDevice' | 'network' | 'unknownDevices') =>
    personId === undefined
      ? undefined
      : (tx: Tx, failure: TellingFailure) => noteFailedTry(tx, personId, { at: 'signIn', from }, failure);

  /** Whatever names were tried: a network that tries too many is told once in its window. */
  async function countInNetwork(network: string): Promise<void> {
    if (!(await budgets.countUp('failedSignIns', network))) return;
    await db.transaction((tx) =>
      deps.audit.record(tx, {
        ...{ actorId: null, action: 'signIns.flooded', subjectType: 'institution', subjectId: '1' },
        facts: { failures: budgets.mostOf('failedSignIns') },
      }),
    );
  }

  return { begin };
}
