/**
 * Tells people of every change of how they come in, in the transaction of the change: on the page, in chat where one is
 * linked, and by mail. Whoever took an account over cannot keep its owner from hearing of it: a changed address is told
 * to the old one as well.
 */
import type { Tx } from '../db/index.ts';
import type { Notifications, Outbox } from '../delivery/notifications/index.ts';
import type { Clock } from '../kernel/clock.ts';
import * as accounts from './accounts.repo.ts';
import { words } from './words/en.ts';

export type AccountChange =
  { kind: 'addressChanged'; from: string | null; to: string | null } | { kind: 'passwordChanged' };

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
  /** Writes in the caller's transaction, after the change; the caller wakes the outbox after the commit. */
  async function tell(tx: Tx, personId: string, change: AccountChange): Promise<void> {
    const account = await accounts.findAccount(tx, personId);
    if (!account) return;
    const [title, text] = [words.changeTitles[change.kind], describe(change)];
    await deps.notifications.write(tx, [{ personId, kind: 'account', title, text }]);
    if (!deps.isMailSetUp) return;
    const institution = await deps.institutionName();
    const expiresAt = new Date(deps.clock.now().getTime() + mailLifeMs);
    await deps.outbox.write(
      tx,
      addressesConcerned(account.email, change).map((to) => ({
        ...{ personId, channel: 'mail', kind: 'accountChanged', expiresAt, to },
        subject: words.somethingChanged({ title, institution }),
        text: words.helloSomethingChanged({ name: account.name, text, institution, pageUrl: deps.pageUrl() }),
      })),
    );
  }

  return { tell, wake: deps.outbox.wake };
}

const addressesConcerned = (present: string | null, change: AccountChange): string[] => {
  const concerned = change.kind === 'addressChanged' ? [change.from, change.to] : [present];
  return concerned.filter((address) => address !== null);
};

function describe(change: AccountChange): string {
  if (change.kind === 'addressChanged') return words.addressChanged(change);
  return words.passwordChanged;
}
