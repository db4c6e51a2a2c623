/** The alarm over the audit chain: when it does not verify every admin is told, once for each place where it breaks. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Database } from '../../db/index.ts';
import type { Log } from '../../kernel/log.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Audit, ChainVerdict } from '../../security/audit/index.ts';
import { words } from './words/en.ts';

type Broken = Extract<ChainVerdict, { intact: false }>;

export type ChainAlarm = ReturnType<typeof createChainAlarm>;

export function createChainAlarm(deps: {
  db: Database;
  log: Log;
  audit: Audit;
  people: People;
  notifications: Notifications;
}) {
  /** Seals what is pending and recomputes the whole chain. */
  async function check(): Promise<ChainVerdict> {
    await deps.audit.sealPending();
    const verdict = await deps.audit.verify();
    if (!verdict.intact) await raise(verdict);
    return verdict;
  }

  async function raise({ brokenAt, fault }: Broken): Promise<void> {
    deps.log.error({ brokenAt: String(brokenAt), fault }, 'the audit chain does not verify');
    await deps.db.transaction(async (tx) =>
      deps.notifications.write(
        tx,
        (await deps.people.adminIds(tx)).map((personId) => ({
          personId,
          kind: 'system',
          causeKey: `audit-chain:${fault}:${brokenAt}`,
          title: words.theAuditChainIsBroken,
          text: words.faults[fault](brokenAt),
        })),
      ),
    );
  }

  /** The same for somebody who asks. */
  async function checkFor(actor: Actor): Promise<ChainVerdict> {
    await requireAccess(deps.db.autocommit, actor, 'audit.verify', {});
    return check();
  }

  return { check, checkFor };
}
