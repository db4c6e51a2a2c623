/** First start: the institution's row, and the first admin from the settings or through a one-time link. */
import type { Database, Tx } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { InstitutionRules } from '../security/access/index.ts';
import type { People } from '../school/people/index.ts';
import * as accounts from './account/accounts.repo.ts';
import * as links from './account/one-time-links.repo.ts';
import { words } from './words/en.ts';

const purpose = 'setup';
const linkLifeMs = 7 * 24 * 3600_000;

export type SetUp = ReturnType<typeof createSetUp>;

export function createSetUp(deps: {
  db: Database;
  clock: Clock;
  log: Log;
  people: People;
  rules: InstitutionRules;
  /** How students sign up until an admin says otherwise. */ firstSignUp: 'approval' | 'open';
}) {
  /** The institution's name; the row is made with `name` at first start and not touched afterwards. */
  const ensureInstitution = (name: string): Promise<string> => deps.rules.ensure({ name, signUp: deps.firstSignUp });

  /**
   * Makes the first admin when the settings name one and there is none yet.
   * @returns the secret of a one-time set-up link when nobody could be made, undefined when there is an admin.
   */
  async function ensureAdmin(firstAdmin: { email: string; password: string } | undefined): Promise<string | undefined> {
    if (await accounts.hasAdmin(deps.db.autocommit)) {
      if (firstAdmin) deps.log.warn(words.adminSettingsAreIgnored);
      return undefined;
    }
    if (firstAdmin) {
      await deps.people.createAdmin({ ...firstAdmin, name: 'Administrator' });
      return undefined;
    }
    const secret = newSecret();
    await deps.db.transaction(async (tx) => {
      const now = deps.clock.now();
      await links.expireLinks(tx, [purpose], now);
      const tokenHash = hashSecret(secret);
      const expiresAt = new Date(now.getTime() + linkLifeMs);
      await links.insertLinks(tx, [{ id: newId(), purpose, tokenHash, createdAt: now, expiresAt }]);
    });
    return secret;
  }

  /**
   * Makes the first admin for whoever holds the link.
   * @throws AppError `gone` when the link is unknown, used or expired, or an admin exists.
   */
  async function completeSetUp(input: {
    secret: string;
    email: string;
    name: string;
    password: string;
  }): Promise<void> {
    const takeLink = async (tx: Tx): Promise<void> => {
      const isTaken =
        !(await accounts.hasAdmin(tx)) &&
        (await links.useLink(tx, purpose, hashSecret(input.secret), deps.clock.now()));
      if (!isTaken) throw new AppError('gone', { detail: words.thisSetUpLinkWasUsed });
    };
    const { email, name, password } = input;
    await deps.people.createAdmin({ email, name, password }, { before: takeLink });
  }

  return { ensureInstitution, ensureAdmin, completeSetUp };
}
