/**
 * Sign-ins under way, kept here and not in the browser: each is used once, within minutes, and only in the browser that
 * began it, so that nobody is signed in as somebody else by a link.
 */
import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import { digestsEqual, openJson, sealJson } from '../../security/privacy/index.ts';
import * as repo from './attempts.repo.ts';
import { SignOnRefused, identitySchema } from './identity.ts';

const lifeMs = { begun: 10 * 60_000, proven: 60_000 };

const common = { returnTo: z.string(), invitation: z.string().optional() };
/** What is known of it: that it was begun, or, where the provider's answer came from its own page, what it proved. */
const underWaySchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('oidc'), ...common, nonce: z.string(), verifier: z.string() }),
  z.object({ step: z.literal('saml'), ...common, requestId: z.string() }),
  z.object({ step: z.literal('proven'), ...common, identity: identitySchema }),
]);
export type UnderWay = z.infer<typeof underWaySchema>;
type Step = UnderWay['step'];

export interface Taken<Of extends Step> {
  underWay: Extract<UnderWay, { step: Of }>;
  browserHash: Buffer<ArrayBuffer>;
}

export type Attempts = ReturnType<typeof createAttempts>;

export function createAttempts(deps: { db: Database; clock: Clock; sealingKey: Buffer }) {
  /** The secret of the browser, kept where it has one of ours already: several windows may sign in at once. */
  const browserOf = (cookie: string | undefined): string =>
    cookie !== undefined && /^[\w-]{43}$/.test(cookie) ? cookie : newSecret();

  /** Keeps it under the state until it is used. */
  async function keep(
    providerId: string,
    state: string,
    browserHash: Buffer<ArrayBuffer>,
    underWay: UnderWay,
  ): Promise<void> {
    const [id, createdAt] = [newId(), deps.clock.now()];
    await repo.insertAttempt(deps.db.autocommit, {
      id,
      providerId,
      stateHash: hashSecret(state),
      browserHash,
      sealed: sealJson(deps.sealingKey, underWay, contextOf(id)),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + (underWay.step === 'proven' ? lifeMs.proven : lifeMs.begun)),
    });
  }

  /** Uses up what was begun. @throws SignOnRefused `expired` also when it was used, or is of another step or provider. */
  async function take<Of extends Step>(providerId: string, state: string, step: Of): Promise<Taken<Of>> {
    const row = await repo.useAttempt(deps.db.autocommit, providerId, hashSecret(state), deps.clock.now());
    const underWay = row && openJson(deps.sealingKey, underWaySchema, row.sealed, contextOf(row.id));
    if (!row || !isOf(underWay, step)) throw new SignOnRefused('expired');
    return { underWay, browserHash: Buffer.from(row.browserHash) };
  }

  /** The same, in the browser that began it. @throws SignOnRefused `otherBrowser` too; it is used up all the same. */
  async function takeInBrowser<Of extends Step>(
    providerId: string,
    state: string,
    step: Of,
    cookie: string | undefined,
  ): Promise<Taken<Of>['underWay']> {
    const { underWay, browserHash } = await take(providerId, state, step);
    if (!digestsEqual(browserHash, hashSecret(cookie ?? ''))) throw new SignOnRefused('otherBrowser');
    return underWay;
  }

  return { browserOf, keep, take, takeInBrowser };
}

const isOf = <Of extends Step>(underWay: UnderWay | undefined, step: Of): underWay is Extract<UnderWay, { step: Of }> =>
  underWay?.step === step;

const contextOf = (id: string): string => `sign_on_attempt:${id}`;
