/**
 * What botbuilder lets pass and we do not: tokens of others than the Bot Framework, other channels, keys endorsed for
 * nothing.
 */
import { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata.js';
import jwt from 'jsonwebtoken';
import { AppError } from '../../src/kernel/errors.ts';

export type TokenCheck = (authorization: string, channelId: string) => Promise<boolean>;

const tokenFaults = new Set(['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError']);

/**
 * Thrown by the library that botbuilder reads tokens with, for a bad signature among others, and passed on as it is.
 */
export const isTokenFault = (error: unknown): boolean => error instanceof Error && tokenFaults.has(error.name);

/**
 * Signature, audience, expiry and service are botbuilder's to verify. It would also believe what the login server
 * signed for whoever signed in through our app (its emulator), and names that people choose themselves on the Bot
 * Framework's other channels.
 */
const retryAfterS = 30;

/** @throws AppError `platformUnavailable` when the keys of the Bot Framework cannot be had. */
export function createTokenCheck({ issuers, keysUrl }: { issuers: readonly string[]; keysUrl: string }): TokenCheck {
  const keys = new OpenIdMetadata(keysUrl);
  return async (authorization, channelId) => {
    const token = /^Bearer \S+$/.test(authorization)
      ? jwt.decode(authorization.slice('Bearer '.length), { complete: true })
      : null;
    if (channelId !== 'msteams' || typeof token?.payload !== 'object' || !issuers.includes(token.payload.iss ?? ''))
      return false;
    // botbuilder takes one without an end for one that never ends.
    if (typeof token.payload.exp !== 'number') return false;
    const key = await keys.getKey(token.header.kid ?? '').catch((cause: unknown) => {
      throw new AppError('platformUnavailable', { cause, retryAfterS });
    });
    return key?.endorsements?.includes('msteams') ?? false;
  };
}
