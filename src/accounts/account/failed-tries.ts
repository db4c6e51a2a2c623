/** Tries at somebody's account that failed, as the audit keeps them: a handful under a flood, each with how many there were. */
import type { Tx } from '../../db/index.ts';
import type { TellingFailure } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';

/** What was tried, and whose tries are counted together. */
export type Tried =
  | { readonly at: 'signIn'; readonly from: 'knownDevice' | 'network' | 'unknownDevices' }
  | { readonly at: 'secondFactor' | 'presentPassword' };

export type NoteFailedTry = (tx: Tx, personId: string, tried: Tried, failure: TellingFailure) => Promise<void>;

export const createNoteFailedTry =
  (deps: { audit: Audit }): NoteFailedTry =>
  (tx, personId, tried, { failures, waitS }) =>
    deps.audit.record(tx, {
      // Who tried is not known: somebody who did not show to be this person.
      ...{ actorId: null, subjectType: 'person', subjectId: personId },
      action: waitS > 0 ? 'account.lockedOut' : 'account.signInFailed',
      facts: { ...tried, failures, ...(waitS > 0 ? { waitS } : {}) },
    });
