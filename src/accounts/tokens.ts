/**
 * Access tokens (JWT, 15 minutes) and rotating refresh tokens (30 days, each used once); for old clients, which know no
 * refreshing, one token that lasts.
 */
import { createHash, createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Database, Tx } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { newId, newSecret } from '../kernel/ids.ts';
import * as accounts from './accounts.repo.ts';
import * as tokenRows from './tokens.repo.ts';
import type { Actor } from '../security/access/index.ts';
import { words } from './words/en.ts';

const accessTokenLifeS = 15 * 60;
const refreshTokenLifeMs = 30 * 24 * 3600 * 1000;
/** One sign-in may be renewed so often in so long a time; whose address it shares does not matter. */
const [mostRefreshes, refreshWindowMs] = [60, 10 * 60_000];
const issuer = 'muster';
/** Whose doors a token opens: the native API's, or those that old clients know. */
type Audience = 'muster' | 'compat';
const claimsSchema = z.object({ sub: z.uuid(), gen: z.number().int() });

/** As OAuth 2 has it (RFC 6749, 5.1). */
export const issuedTokensSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int(),
  refresh_token: z.string(),
});
export type IssuedTokens = z.infer<typeof issuedTokensSchema>;

export type Tokens = ReturnType<typeof createTokens>;

export function createTokens(deps: { db: Database; clock: Clock; signingKey: Buffer; oldTokenLifeMs: number }) {
  // Given the bytes, every token would first be tried with them as a public key, which costs ten times as much.
  const signingKey = createSecretKey(deps.signingKey);

  async function issue(
    tx: Tx,
    account: { id: string; tokenGeneration: number },
    familyId: string = newId(),
  ): Promise<IssuedTokens> {
    const now = deps.clock.now();
    const refreshToken = newSecret();
    await tokenRows.insertRefreshToken(tx, {
      id: newId(),
      familyId,
      personId: account.id,
      tokenHash: sha256(refreshToken),
      generation: account.tokenGeneration,
      createdAt: now,
      expiresAt: new Date(now.getTime() + refreshTokenLifeMs),
    });
    return {
      access_token: sign(account, 'muster', accessTokenLifeS),
      token_type: 'Bearer',
      expires_in: accessTokenLifeS,
      refresh_token: refreshToken,
    };
  }

  /** One access token for an old client: it cannot be refreshed, and ends like all others when its account changes. */
  const issueForOldClient = (account: { id: string; tokenGeneration: number }): string =>
    sign(account, 'compat', Math.floor(deps.oldTokenLifeMs / 1000));

  function sign(account: { id: string; tokenGeneration: number }, audience: Audience, lifeS: number): string {
    const issuedAtS = Math.floor(deps.clock.now().getTime() / 1000);
    return jwt.sign(
      { sub: account.id, gen: account.tokenGeneration, iat: issuedAtS, exp: issuedAtS + lifeS },
      signingKey,
      { algorithm: 'HS256', issuer, audience },
    );
  }

  /**
   * Who holds this access token. Role and status are read from the database each time, so that a change acts at once in
   * every process: word that something changed (NOTIFY) comes a little after the commit, and until then a cache would
   * let in who was shut out. A token for one audience is nothing to the other.
   * @throws AppError `unauthenticated`.
   */
  async function authenticate(accessToken: string, audience: Audience): Promise<Actor> {
    const claims = verifyClaims(accessToken, audience);
    const account = await accounts.findTokenHolder(deps.db, claims.sub);
    if (account?.status !== 'active' || account.tokenGeneration !== claims.gen) throw new AppError('unauthenticated');
    const { id, name, role, email, emailStanding, familyName, givenName, externalId, profile } = account;
    const details = { email, emailStanding, familyName, givenName, externalId, profile };
    return { personId: id, name, role, details };
  }

  function verifyClaims(accessToken: string, audience: Audience): z.infer<typeof claimsSchema> {
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
   * Trades a refresh token for new tokens. A token that was used before is a sign of theft: its whole family ends.
   * @throws AppError `unauthenticated`; `tooManyRequests` when this sign-in is renewed without a pause.
   */
  async function refresh(refreshToken: string): Promise<IssuedTokens> {
    const issued = await deps.db.transaction(async (tx) => {
      const now = deps.clock.now();
      const stored = await tokenRows.findRefreshToken(tx, sha256(refreshToken));
      if (!stored) return null;
      await requireUnhurried(tx, stored.familyId, now);
      const isFirstUse = await tokenRows.useRefreshToken(tx, stored.id, now);
      if (!isFirstUse) {
        // Committed before the refusal is thrown, or the revocation would be rolled back with it.
        await tokenRows.revokeFamily(tx, stored.familyId, now);
        return null;
      }
      const account = await accounts.findAccount(tx, stored.personId);
      const isValid =
        account?.status === 'active' && account.tokenGeneration === stored.generation && stored.expiresAt > now;
      return isValid ? issue(tx, account, stored.familyId) : null;
    });
    if (!issued) throw new AppError('unauthenticated', { detail: words.pleaseSignInAgain });
    return issued;
  }

  return { issue, issueForOldClient, authenticate, refresh };
}

async function requireUnhurried(tx: Tx, familyId: string, now: Date): Promise<void> {
  const issued = await tokenRows.countIssued(tx, familyId, new Date(now.getTime() - refreshWindowMs));
  if (issued >= mostRefreshes) throw new AppError('tooManyRequests', { retryAfterS: refreshWindowMs / 1000 });
}

const sha256 = (value: string): Buffer<ArrayBuffer> => Buffer.from(createHash('sha256').update(value).digest());
