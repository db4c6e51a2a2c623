/** Grave acts ask for a proof of who acts that is no older than five minutes: an unlocked phone is not its owner. */
import { AppError } from '../../kernel/errors.ts';
import type { Actor } from './actor.ts';
import { words } from './words/en.ts';

/** How long a sign-in, or a proof given later, counts as fresh. */
export const freshProofMs = 5 * 60_000;

/**
 * API keys can give no proof: `refuseKey` keeps from them what is asked for one here, but for the audit, of which they
 * read no personal part. Whoever asks in Slack or Teams does it on the page, since nothing there shows who is typing.
 * @throws AppError `proofRequired`.
 */
export function requireFreshProof(actor: Actor): void {
  if (actor.scopes) return;
  if (!actor.device) throw new AppError('proofRequired', { detail: words.pleaseDoThisOnThePage });
  if (!actor.device.isProven) throw new AppError('proofRequired');
}
