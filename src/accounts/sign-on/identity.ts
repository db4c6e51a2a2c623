/** What a provider says of somebody who signed in there, whatever it speaks; and why somebody is not let in. */
import { z } from 'zod';

export const identitySchema = z.object({
  /** The provider's own name for them, which is never given to another. */
  subject: z.string().min(1),
  address: z.string().nullable(),
  /** Whether the provider vouches for the address being theirs. */
  isAddressProven: z.boolean(),
  name: z.string().nullable(),
  givenName: z.string().nullable(),
  familyName: z.string().nullable(),
  /** What rules give a role by. */
  claims: z.record(z.string(), z.unknown()),
});
export type Identity = z.infer<typeof identitySchema>;

/** Why nobody was let in; the page has a sentence for each. */
export const refusals = [
  'expired',
  'otherBrowser',
  'notAccepted',
  'cancelled',
  'unreachable',
  'unknown',
  'addressNotProven',
  'waiting',
  'deactivated',
  'linkedOtherwise',
  'invitationUsed',
] as const;
export type Refusal = (typeof refusals)[number];

/** Somebody is not let in; the cause is for the log, and says nothing of who it was. */
export class SignOnRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super(refusal, { cause });
    this.name = 'SignOnRefused';
    this.refusal = refusal;
  }
}

/** Text of a claim that may be anything, without what cannot be kept or seen; null when there is none in it. */
export function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.replace(/[\p{Cc}\p{Surrogate}]/gu, '').trim() : '';
  return text === '' ? null : text;
}
