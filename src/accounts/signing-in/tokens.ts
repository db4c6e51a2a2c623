/**
 * Access tokens (JWT, 15 minutes) and rotating refresh tokens; for old clients, which know no refreshing, one token that
 * lasts. All of them belong to a device and end with it.
 *
 * A refresh token works once, and its successor is derived from it under a key of ours. So whoever sends it again within
 * `reuseWindowMs` — two tabs of one browser at the same moment, a request whose answer got lost — gets the very same
 * successor: the sign-in goes on, and there is still only one newest token. A thief gains nothing by being quick: both
 * now hold that successor, and whoever comes second with it later ends the device, with every access token. The page's
 * cookie holds the newest token for all tabs at once and no script reads it; there a successor that nobody has ever
 * used is answered later too, since a browser that was closed in the middle of a refresh comes back with the old one.
 */
import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import * as accounts from '../account/accounts.repo.ts';
import type { ClientDetails } from './client-details.ts';
import type { Devices } from './devices.ts';
import * as repo from '../account/devices.repo.ts';
import { dueAtOf } from '../account/second-factor-grace.ts';
import { type ActingDevice, type Actor, freshProofMs } from '../../security/access/index.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import { words } from '../words/en.ts';

const accessTokenLifeS = 15 * 60;
/** A device ends then, however much it is used. */
const deviceLifeMs = 30 * 24 * 3600 * 1000;
const reuseWindowMs = 30_000;
/** One device may be renewed so often in so long a time; whose address it shares does not matter. */
const [mostRefreshes, refreshWindowMs] = [60, 10 * 60_000];
const issuer = 'muster';
const claimsSchema = z.object({ sub: z.uuid(), gen: z.number().int(), dev: z.uuid() });

/** As OAuth 2 has it (RFC 6749, 5.1). */
export const issuedTokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int(),
  refresh_token: z.string().optional().describe("Absent when it travels in the page's cookie."),
});
export type IssuedTokens = z.infer<typeof issuedTokensSchema> & {
  refresh_token: string;
  /** How long the device may go on at the most. */
  refreshLifeMs: number;
};

/** How somebody signs in, and with what program. */
export interface SigningIn {
  way: Exclude<repo.Way, 'earlier'>;
  client: ClientDetails;
}

type Account = Pick<accounts.StoredAccount, 'id' | 'tokenGeneration'>;

export type Tokens = ReturnType<typeof createTokens>;

export function createTokens(deps: {
  db: Database;
  clock: Clock;
  devices: Devices;
  keys: { tokens: Buffer; digests: Buffer };
  oldTokenLifeMs: number;
  secondFactorGraceMs: number;
}) {
  // Given the bytes, every token would first be tried with them as a public key, which costs ten times as much.
  const signingKey = createSecretKey(deps.keys.tokens);
  const successorOf = (refreshToken: string): string =>
    keyedDigest(deps.keys.digests, 'refresh token', refreshToken).toString('base64url');

  /** The first tokens of a new device. */
  async function issue(tx: Tx, account: Account, { way, client }: SigningIn): Promise<IssuedTokens> {
    const device = await deps.devices.begin(tx, account, { audience: 'muster', way, client, lifeMs: deviceLifeMs });
    return tokensFor(account, device, await keepRefreshToken(tx, device, newSecret()));
  }

  async function keepRefreshToken(tx: Tx, { id: deviceId }: repo.StoredDevice, refreshToken: string): Promise<string> {
    const tokenHash = hashSecret(refreshToken);
    await repo.insertRefreshToken(tx, { id: newId(), deviceId, tokenHash, createdAt: deps.clock.now() });
    return refreshToken;
  }

  const tokensFor = (account: Account, device: repo.StoredDevice, refreshToken: string): IssuedTokens => ({
    access_token: sign(account, device, accessTokenLifeS),
    token_type: 'Bearer',
    expires_in: accessTokenLifeS,
    refresh_token: refreshToken,
    refreshLifeMs: device.expiresAt.getTime() - deps.clock.now().getTime(),
  });

  /** One access token for an old client: it cannot be refreshed, and ends like all others with its device. */
  async function issueForOldClient(tx: Tx, account: Account, { way, client }: SigningIn): Promise<string> {
    const lifeMs = deps.oldTokenLifeMs;
    const device = await deps.devices.begin(tx, account, { audience: 'compat', way, client, lifeMs });
    return sign(account, device, Math.floor(lifeMs / 1000));
  }

  function sign(account: Account, device: repo.StoredDevice, lifeS: number): string {
    const issuedAtS = Math.floor(deps.clock.now().getTime() / 1000);
    return jwt.sign(
      { sub: account.id, gen: account.tokenGeneration, dev: device.id, iat: issuedAtS, exp: issuedAtS + lifeS },
      signingKey,
      { algorithm: 'HS256', issuer, audience: device.audience },
    );
  }

  /**
   * Who holds this access token. Role, status and device are read from the database each time, so that a change acts at
   * once in every process: word that something changed (NOTIFY) comes a little after the commit, and until then a cache
   * would let in who was shut out. A token for one audience is nothing to the other.
   * @throws AppError `unauthenticated`.
   */
  async function authenticate(accessToken: string, audience: repo.Audience): Promise<Actor> {
    const claims = verifyClaims(accessToken, audience);
    const account = await accounts.findTokenHolder(deps.db, claims.sub, claims.dev, deps.clock.now());
    if (account?.status !== 'active' || account.tokenGeneration !== claims.gen) throw new AppError('unauthenticated');
    const { id, name, role, email, emailStanding, familyName, givenName, externalId, profile, lastUsedAt, expiresAt } =
      account;
    if (deps.devices.isIdle(role, { audience, lastUsedAt, expiresAt })) throw new AppError('unauthenticated');
    await deps.devices.noteUse(claims.dev, lastUsedAt);
    const details = { email, emailStanding, familyName, givenName, externalId, profile };
    return { personId: id, name, role, details, device: await actingDevice(claims.dev, account) };
  }

  async function actingDevice(deviceId: string, account: accounts.TokenHolder): Promise<ActingDevice> {
    const now = deps.clock.now();
    const { provenAt, hasSecondFactor: isSet } = account;
    const dueAt = await dueAtOf(deps, account.id, account);
    return {
      id: deviceId,
      isProven: provenAt !== null && now.getTime() - provenAt.getTime() <= freshProofMs,
      secondFactor: { isSet, dueAt, isDue: dueAt !== null && dueAt <= now },
    };
  }

  function verifyClaims(accessToken: string, audience: repo.Audience): z.infer<typeof claimsSchema> {
    try {
      const clockTimestamp = Math.floor(deps.clock.now().getTime() / 1000);
      return claimsSchema.parse(
        jwt.verify(accessToken, signingKey, { algorithms: ['HS256'], issuer, audience, clockTimestamp }),
      );
    } catch (cause) {
      throw new AppError('unauthenticated', { cause });
    }
  }

  /**
   * Trades a refresh token for new tokens; `isFromCookie` says that the page's cookie brought it.
   * @throws AppError `unauthenticated`; `tooManyRequests` when this device is renewed without a pause.
   */
  async function refresh(refreshToken: string, isFromCookie = false): Promise<IssuedTokens> {
    const issued = await deps.db.transaction(async (tx) => {
      const now = deps.clock.now();
      const stored = await repo.findRefreshToken(tx, hashSecret(refreshToken));
      if (stored) await requireUnhurried(tx, stored.deviceId, now);
      const device = stored && (await repo.findStandingDevice(tx, stored.deviceId, now));
      const account = device && (await accounts.findAccount(tx, device.personId));
      if (account?.status !== 'active' || account.tokenGeneration !== device?.generation) return null;
      if (deps.devices.isIdle(account.role, device)) return null;
      const newest = await newestOf(tx, device, refreshToken, isFromCookie);
      // Committed before the refusal is thrown, or the end would be rolled back with it.
      if (newest === undefined) await repo.endDevice(tx, account.id, device.id, now);
      else await repo.noteUse(tx, device.id, now);
      return newest === undefined ? null : tokensFor(account, device, newest);
    });
    if (!issued) throw new AppError('unauthenticated', { detail: words.pleaseSignInAgain });
    return issued;
  }

  /** The successor of this refresh token that nobody used yet; undefined when it comes again as only a thief's would. */
  async function newestOf(
    tx: Tx,
    device: repo.StoredDevice,
    refreshToken: string,
    isFromCookie: boolean,
  ): Promise<string | undefined> {
    const now = deps.clock.now();
    const sent = await repo.findRefreshToken(tx, hashSecret(refreshToken));
    if (sent && (await repo.useRefreshToken(tx, sent.id, now)))
      return keepRefreshToken(tx, device, successorOf(refreshToken));
    for (let known = refreshToken; ;) {
      const used = await repo.findRefreshToken(tx, hashSecret(known));
      if (!used) return undefined;
      if (!used.usedAt) return known;
      const next = successorOf(known);
      const isLost = isFromCookie && (await isUnused(tx, next));
      if (!isLost && now.getTime() - used.usedAt.getTime() > reuseWindowMs) return undefined;
      known = next;
    }
  }

  async function isUnused(tx: Tx, refreshToken: string): Promise<boolean> {
    const stored = await repo.findRefreshToken(tx, hashSecret(refreshToken));
    return stored?.usedAt === null;
  }

  return { issue, issueForOldClient, authenticate, refresh };
}

async function requireUnhurried(tx: Tx, deviceId: string, now: Date): Promise<void> {
  const issued = await repo.countIssued(tx, deviceId, new Date(now.getTime() - refreshWindowMs));
  if (issued >= mostRefreshes) throw new AppError('tooManyRequests', { retryAfterS: refreshWindowMs / 1000 });
}
