/** What whoever runs the server may do about accounts: see the admins, make one, let somebody choose a new password. */
import { createAccountNotices, createPasswordLinks, createServerAccounts } from '../../accounts/index.ts';
import { createNotifications, createOutbox } from '../../delivery/notifications/index.ts';
import { openDatabase, reachEmbedded } from '../../db/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { Origin } from '../../kernel/origins.ts';
import type { Log } from '../../kernel/log.ts';
import { createPeople } from '../../school/people/index.ts';
import { createInstitutionRules, createPasswords } from '../../security/access/index.ts';
import { createAudit, createCheckpoints } from '../../security/audit/index.ts';
import { createKeyring, createVault } from '../../security/privacy/index.ts';
import type { Config } from '../config.ts';
import { words } from '../words/en.ts';

/**
 * Runs one command against the service's own database, whether the service runs or not, and says what came of it.
 * @returns false for a command that is none
 * @throws AppError in a sentence, where it cannot be done
 */
export async function runAdminCommand(
  [command, ...args]: readonly string[],
  { config, log, print }: { config: Config; log: Log; print: (line: string) => void },
): Promise<boolean> {
  const known = ['list', 'reset', 'create'].includes(command ?? '');
  const [who, name] = args;
  if (!known || (command !== 'list' && !who) || (command === 'create' && !name)) {
    print(words.adminUsage);
    return false;
  }
  const embedded = config.databaseUrl ? undefined : await reachEmbedded({ dataDir: config.dataDir, log });
  const db = openDatabase({ url: config.databaseUrl ?? embedded?.url ?? '', log });
  try {
    const accounts = buildAccounts(db, config, log);
    if (command === 'list')
      for (const admin of await accounts.listAdmins()) print(`${admin.email}  ${admin.name}  ${admin.status}`);
    else {
      const link = command === 'reset' ? await accounts.reset(who ?? '') : await accounts.create(who ?? '', name ?? '');
      print(words.openToChooseAPassword(link));
    }
    return true;
  } finally {
    await db.close();
    await embedded?.stop();
  }
}

function buildAccounts(db: ReturnType<typeof openDatabase>, config: Config, log: Log) {
  const clock = systemClock;
  const keyring = createKeyring(config.secretKey);
  const vault = createVault({ wrappingKey: keyring.wrapping });
  const checkpoints = createCheckpoints({ dir: config.dataDir, key: keyring.auditChain });
  const presentOrigin = (): Origin => ({ via: 'server' });
  const audit = createAudit({ db, vault, clock, keys: keyring, checkpoints, presentOrigin });
  const passwords = createPasswords({ parallel: 1, waiting: 1 });
  const rules = createInstitutionRules({ db, audit });
  const institutionName = async (): Promise<string> => (await rules.settings(db.autocommit)).name;
  // Nobody leaves a roster here, for an admin is on none, and no address is changed.
  const people = createPeople({
    db,
    vault,
    audit,
    passwords,
    rules,
    followStanding: () => Promise.resolve(),
    followAddresses: () => Promise.resolve(new Set()),
  });
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  const pageUrl = (): string => `${config.publicUrl ?? `http://${host}:${config.port}`}/app`;
  const outbox = createOutbox({ db, vault, clock, log, workerNo: 0 });
  const notifications = createNotifications({ db, vault, clock, outbox });
  const isMailSetUp = config.mail !== undefined;
  const notices = createAccountNotices({ clock, outbox, notifications, institutionName, pageUrl, isMailSetUp });
  const digestKey = keyring.digests;
  const links = { db, audit, clock, log, passwords, outbox, notices, digestKey, institutionName, pageUrl };
  const passwordLinks = createPasswordLinks(links);
  return createServerAccounts({ db, people, passwordLinks });
}
