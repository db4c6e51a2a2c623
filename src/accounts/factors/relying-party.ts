/** Under what name passkeys are made and used here: that of the address at which people reach the service. */
import { isIP } from 'node:net';
import { AppError } from '../../kernel/errors.ts';
import { words } from '../words/en.ts';

export interface RelyingParty {
  /** The host: a passkey works there and nowhere else. */
  id: string;
  origin: string;
}

/**
 * Browsers make no passkeys for an IP address. On a machine of one's own the page can be opened as `localhost`.
 * @throws AppError `conflict` where people reach the service by another address.
 */
export function relyingPartyOf(baseUrl: string): RelyingParty {
  const url = new URL(baseUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return { id: host, origin: url.origin };
  if (host !== '::1' && !host.startsWith('127.')) throw new AppError('conflict', { detail: words.passkeysNeedAName });
  return { id: 'localhost', origin: `http://localhost:${url.port}` };
}
