/** Links to files that open in a browser without a token: signed, and dead after ten minutes. */
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { digestsEqual, keyedDigest } from '../security/privacy/index.ts';
import { words } from './words/en.ts';

const lifeS = 600;

export type SignedLinks = ReturnType<typeof createSignedLinks>;

export function createSignedLinks(deps: { key: Buffer; clock: Clock; baseUrl: () => string }) {
  const sign = (fileId: string, expires: string): Buffer => keyedDigest(deps.key, 'file-link', fileId, expires);

  function linkTo(file: { id: string }): string {
    const expires = String(Math.floor(deps.clock.now().getTime() / 1000) + lifeS);
    return `${deps.baseUrl()}/api/v2/files/${file.id}?expires=${expires}&signature=${sign(file.id, expires).toString('base64url')}`;
  }

  /** @throws AppError `notFound` for a wrong signature, `gone` for an old one. */
  function verify(fileId: string, expires: string, signature: string): void {
    if (!digestsEqual(Buffer.from(signature, 'base64url'), sign(fileId, expires))) throw new AppError('notFound');
    if (Number(expires) * 1000 <= deps.clock.now().getTime())
      throw new AppError('gone', { detail: words.thisLinkHasExpiredPleaseAsk });
  }

  return { linkTo, verify };
}
