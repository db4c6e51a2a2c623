/**
 * Tells people of every change of how they come in, in the transaction of the change: on the page, in chat where one is
 * linked, and by mail. Whoever took an account over cannot keep its owner from hearing of it: a changed address is told
 * to the old one as well.
 */
import type { Tx } from '../../db/index.ts';
import type { Notifications, Outbox } from '../../delivery/notifications/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import * as accounts from './accounts.repo.ts';
import { words } from '../words/en.ts';

export type AccountChange =
  | { kind: 'addressAsked' | 'addressChanged'; from: string | null; to: string | null }
  | {
      kind:
        | 'passwordChanged'
        | 'passkeyAdded'
        | 'passkeyRemoved'
        | 'authenticatorAdded'
        | 'authenticatorRemoved'
        | 'recoveryCodeUsed'
        | 'secondFactorsReset';
    }
  | { kind: 'newDevice'; name: string };

export type AccountNotices = ReturnType<typeof createAccountNotices>;

/** A mail that could not be sent for so long tells nothing new. */
const mailLifeMs = 7 * 24 * 3600_000;

export function createAccountNotices(deps: {
  clock: Clock;
  outbox: Outbox;
  notifications: Notifications;
  institutionName: () => Promise<string>;
  pageUrl: () => string;
  isMailSetUp: boolean;
}) {
  /** Writes in the caller's transaction; the caller wakes the outbox after the commit. */
  const tell = (tx: Tx, personId: string, change: AccountChange): Promise<void> =>
    tellAll(tx, [{ personId, ...change }]);

  /** The same for many. */
  async function tellAll(tx: Tx, changes: readonly (AccountChange & { personId: string })[]): Promise<void> {
    if (changes.length === 0) return;
    const ids = changes.map(({ personId }) => personId);
    const people = new Map((await accounts.findAccounts(tx, ids)).map((account) => [account.id, account]));
    const told = changes.flatMap(({ personId, ...change }) => {
      const account = people.get(personId);
      const [title, text] = [words.changeTitles[change.kind], describe(change)];
      return account ? [{ personId, title, text, name: account.name, to: addressesOf(account.email, change) }] : [];
    });
    await deps.notifications.write(
      tx,
      told.map(({ personId, title, text }) => ({ personId, kind: 'account', title, text })),
    );
    if (!deps.isMailSetUp) return;
    const [institution, pageUrl] = [await deps.institutionName(), deps.pageUrl()];
    const expiresAt = new Date(deps.clock.now().getTime() + mailLifeMs);
    await deps.outbox.write(
      tx,
      told.flatMap(({ personId, name, title, text, to: addresses }) =>
        addresses.map((to) => ({
          ...{ personId, channel: 'mail', kind: 'accountChanged', expiresAt, to },
          subject: words.somethingChanged({ title, institution }),
          text: words.helloSomethingChanged({ name, text, institution, pageUrl }),
        })),
      ),
    );
  }

  return { tell, tellAll, wake: deps.outbox.wake };
}

/** To which addresses a change is told; one that is only asked for is not proven yet, and hears nothing. */
function addressesOf(present: string | null, change: AccountChange): string[] {
  const concerned = change.kind === 'addressChanged' ? [change.from, change.to] : [present];
  return concerned.filter((address) => address !== null);
}

function describe(change: AccountChange): string {
  switch (change.kind) {
    case 'addressAsked':
      return words.addressAsked(change);
    case 'addressChanged':
      return words.addressChanged(change);
    case 'newDevice':
      return words.newDevice(change.name);
    case 'passwordChanged':
    case 'passkeyAdded':
    case 'passkeyRemoved':
    case 'authenticatorAdded':
    case 'authenticatorRemoved':
    case 'recoveryCodeUsed':
    case 'secondFactorsReset':
      return words.changes[change.kind];
  }
}
