/** Builds what lets people in: set-up, chat accounts, links that choose a password, invitations by mail and on paper. */
import {
  createAccountNotices,
  createAddressProofs,
  createApiKeys,
  createCodes,
  createInvitations,
  createPasskeyLinks,
  createPasskeys,
  createSecondFactors,
  createTickets,
  createLinkedAccounts,
  createPasswordLinks,
  createPurgeExpired,
  createScim,
  createSetUp,
  createSignOn,
} from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import type { Notifications, Outbox } from '../delivery/notifications/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Origins } from '../kernel/origins.ts';
import { createHeldActs } from '../office/held-acts/index.ts';
import { createLetters } from '../office/letters/index.ts';
import type { People } from '../school/people/index.ts';
import { type InstitutionRules, type Passwords, createThrottle } from '../security/access/index.ts';
import type { Audit } from '../security/audit/index.ts';
import type { Keyring, Vault } from '../security/privacy/index.ts';
import { type Config, connectedPlatforms } from './config.ts';
import { version } from './version.ts';

export function buildDoor(deps: {
  config: Config;
  log: Log;
  db: Database;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  keyring: Keyring;
  passwords: Passwords;
  people: People;
  rules: InstitutionRules;
  outbox: Outbox;
  notifications: Notifications;
  origins: Origins;
  pageUrl: () => string;
  baseUrl: () => string;
}) {
  const { config, keyring } = deps;
  const platforms = connectedPlatforms(config);
  const setUp = createSetUp({ ...deps, firstSignUp: config.compat.length > 0 ? 'open' : 'approval' });
  const institutionName = (): Promise<string> => setUp.ensureInstitution(config.institutionName);
  const accounts = createLinkedAccounts({
    ...deps,
    secondFactorGraceMs: config.signIns.secondFactorGraceMs,
    digestKey: keyring.digests,
    platforms,
  });
  const isMailSetUp = config.mail !== undefined;
  const notices = createAccountNotices({ ...deps, institutionName, isMailSetUp });
  const throttle = createThrottle({ ...deps, digestKey: keyring.digests, guessed: 'sign-in' });
  const proofs = createAddressProofs({
    ...{ ...deps, throttle, notices, institutionName, isMailSetUp },
    digestKey: keyring.digests,
  });
  const passwordLinks = createPasswordLinks({ ...deps, digestKey: keyring.digests, institutionName, notices });
  const tickets = createTickets(deps);
  const passkeys = createPasskeys({ ...deps, tickets, notices, institutionName, baseUrl: deps.pageUrl });
  const codes = createCodes({
    ...{ ...deps, notices, institutionName },
    digestKey: keyring.digests,
    throttle: createThrottle({ ...deps, digestKey: keyring.digests, guessed: 'second-factor' }),
  });
  const secondFactors = createSecondFactors({ ...deps, notices, passkeys, codes });
  const passkeyLinks = createPasskeyLinks({ ...deps, notices, passwordLinks, passkeys, secondFactors });
  const signOn = createSignOn({
    ...deps,
    sealingKey: keyring.signOn,
    digestKey: keyring.digests,
    useInvitation: passwordLinks.useInvitation,
    believedOrigins: config.signOnOrigins,
    userAgent: `Muster/${version}`,
  });
  const invitations = createInvitations({ ...deps, accounts, passwordLinks, institutionName, platforms, isMailSetUp });
  return {
    setUp,
    institutionName,
    accounts,
    notices,
    proofs,
    passwordLinks,
    passkeyLinks,
    signInParts: { tickets, passkeys, codes, secondFactors },
    invitations,
    heldActs: createHeldActs({ ...deps, digestKey: keyring.digests }),
    letters: createLetters({ invitations, institutionName }),
    scim: createScim({ ...deps, digestKey: keyring.digests }),
    apiKeys: createApiKeys(deps),
    purgeExpired: createPurgeExpired({ ...deps, signOn }),
    signOn,
  };
}
