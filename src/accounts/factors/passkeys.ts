/**
 * Passkeys (WebAuthn): made while signed in or from a link of one's own, used without a name or a password. Each asks
 * its holder to show who they are, so that it stands for both factors.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { AccountNotices } from '../account/account-notices.ts';
import type { StoredAccount } from '../account/accounts.repo.ts';
import { relyingPartyOf } from './relying-party.ts';
import * as repo from '../account/second-factors.repo.ts';
import type { Tickets } from '../account/tickets.ts';
import { words } from '../words/en.ts';

// @simplewebauthn/server: the usual verifier of WebAuthn, MIT; its formats and attestations are nothing to write anew.
const loadWebAuthn = () => import('@simplewebauthn/server');

/** Nobody carries more; each is another key to look after. */
const mostPasskeys = 20;
export const passkeyNameSchema = z.string().trim().min(1).max(60);

/** A response as browsers give it; what is in it the library reads, and refuses what is not as it should be. */
const bytes = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[\w-]+$/);
const credential = { id: bytes, rawId: bytes, type: z.literal('public-key') };
const passed = {
  authenticatorAttachment: z.string().max(50).optional(),
  clientExtensionResults: z.looseObject({}).default({}),
};
export const newPasskeySchema = z.object({
  ...credential,
  ...passed,
  response: z
    .object({
      clientDataJSON: bytes,
      attestationObject: bytes,
      transports: z.array(z.string().max(50)).max(10).optional(),
    })
    .loose(),
});
export const usedPasskeySchema = z.object({
  ...credential,
  ...passed,
  response: z
    .object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: bytes.nullish() })
    .loose(),
});
export type NewPasskey = z.infer<typeof newPasskeySchema>;
export type UsedPasskey = z.infer<typeof usedPasskeySchema>;
const clientDataSchema = z.object({ challenge: z.string().min(1) });

export interface PasskeyView {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export type Passkeys = ReturnType<typeof createPasskeys>;

export function createPasskeys(deps: {
  db: Database;
  clock: Clock;
  vault: Vault;
  audit: Audit;
  tickets: Tickets;
  notices: AccountNotices;
  institutionName: () => Promise<string>;
  baseUrl: () => string;
}) {
  /** What a browser needs to make a passkey for this account. @throws AppError `conflict` where none can be made. */
  async function offer(account: Pick<StoredAccount, 'id' | 'name' | 'email' | 'externalId'>) {
    const party = relyingPartyOf(deps.baseUrl());
    const held = await repo.findPasskeys(deps.db.autocommit, account.id);
    if (held.length >= mostPasskeys) throw new AppError('conflict', { detail: words.thatAreManyPasskeys });
    const { generateRegistrationOptions } = await loadWebAuthn();
    const options = await generateRegistrationOptions({
      rpName: await deps.institutionName(),
      rpID: party.id,
      userID: Buffer.from(account.id),
      userName: account.email ?? account.externalId ?? account.name,
      userDisplayName: account.name,
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: held.map(({ credentialId }) => ({ id: Buffer.from(credentialId).toString('base64url') })),
    });
    await deps.tickets.keep('passkey-add', options.challenge, account.id);
    return options;
  }

  /** What was made, when it is as it should be; the challenge is used up either way. @throws AppError `invalidInput`. */
  async function verifyNew(personId: string, made: NewPasskey) {
    const party = relyingPartyOf(deps.baseUrl());
    const challenge = challengeOf(made.response.clientDataJSON);
    const isOwn = (await deps.tickets.ownerOf('passkey-add', challenge)) === personId;
    if (!isOwn || !(await deps.db.transaction((tx) => deps.tickets.use(tx, 'passkey-add', challenge))))
      throw isNoGood();
    const { verifyRegistrationResponse } = await loadWebAuthn();
    const { verified, registrationInfo } = await orNoGood(() =>
      verifyRegistrationResponse({
        response: made as unknown as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
      }),
    );
    if (!verified) throw isNoGood();
    return registrationInfo.credential;
  }

  /** Keeps a verified one, in the caller's transaction. */
  async function insert(
    tx: Tx,
    personId: string,
    verified: Awaited<ReturnType<typeof verifyNew>>,
    name: string,
  ): Promise<string> {
    const id = newId();
    const credentialId = Buffer.from(verified.id, 'base64url');
    if (await repo.findPasskey(tx, credentialId)) throw isNoGood();
    const key = await deps.vault.keyOf(tx, personId);
    await repo.insertPasskey(tx, {
      id,
      personId,
      credentialId,
      publicKey: verified.publicKey,
      counter: BigInt(verified.counter),
      label: key.sealJson(name, sealedAs(id)),
      createdAt: deps.clock.now(),
    });
    await record(tx, personId, 'account.passkeyAdded', id);
    await deps.notices.tell(tx, personId, { kind: 'passkeyAdded' });
    return id;
  }

  /** What a browser needs to use whichever passkey its holder has here. @throws AppError `conflict`. */
  async function ask() {
    const { generateAuthenticationOptions } = await loadWebAuthn();
    const options = await generateAuthenticationOptions({
      rpID: relyingPartyOf(deps.baseUrl()).id,
      userVerification: 'required',
    });
    await deps.tickets.keep('passkey-use', options.challenge);
    return options;
  }

  /**
   * Whose passkey this is. The challenge is used up either way, and a counter that falls back is refused: somebody copied
   * the key. @throws AppError `invalidCredentials`, the same for everything that may be wrong.
   */
  async function verifyUse(used: UsedPasskey): Promise<{ personId: string }> {
    const party = relyingPartyOf(deps.baseUrl());
    const challenge = challengeOf(used.response.clientDataJSON);
    if (!(await deps.db.transaction((tx) => deps.tickets.use(tx, 'passkey-use', challenge)))) throw isNotRight();
    const stored = await repo.findPasskey(deps.db.autocommit, Buffer.from(used.id, 'base64url'));
    if (!stored) throw isNotRight();
    const handle = used.response.userHandle;
    if (handle && Buffer.from(handle, 'base64url').toString() !== stored.personId) throw isNotRight();
    const { verifyAuthenticationResponse } = await loadWebAuthn();
    const { verified, authenticationInfo } = await orNotRight(() =>
      verifyAuthenticationResponse({
        response: used as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
        credential: { id: used.id, publicKey: stored.publicKey, counter: Number(stored.counter) },
      }),
    );
    const counter = BigInt(authenticationInfo.newCounter);
    const isKept =
      verified && (await deps.db.transaction((tx) => repo.noteUse(tx, stored.id, counter, deps.clock.now())));
    if (!isKept) throw isNotRight();
    return { personId: stored.personId };
  }

  async function list(personId: string): Promise<PasskeyView[]> {
    const rows = await repo.findPasskeys(deps.db.autocommit, personId);
    if (rows.length === 0) return [];
    const key = await deps.vault.keyOf(deps.db.autocommit, personId);
    return rows.map(({ id, label, createdAt, lastUsedAt }) => ({
      id,
      name: key.openJson(passkeyNameSchema, label, sealedAs(id)),
      createdAt,
      lastUsedAt,
    }));
  }

  /** @throws AppError `notFound`. */
  const rename = (personId: string, id: string, name: string): Promise<void> =>
    deps.db.transaction(async (tx) => {
      const key = await deps.vault.keyOf(tx, personId);
      if (!(await repo.labelPasskey(tx, personId, id, key.sealJson(name, sealedAs(id)))))
        throw new AppError('notFound');
      await record(tx, personId, 'account.passkeyRenamed', id);
    });

  /** @throws AppError `notFound`. */
  const remove = (personId: string, id: string): Promise<void> =>
    deps.db.transaction(async (tx) => {
      if (!(await repo.deletePasskey(tx, personId, id))) throw new AppError('notFound');
      await record(tx, personId, 'account.passkeyRemoved', id);
      await deps.notices.tell(tx, personId, { kind: 'passkeyRemoved' });
    });

  const record = (
    tx: Tx,
    personId: string,
    action: 'account.passkeyAdded' | 'account.passkeyRenamed' | 'account.passkeyRemoved',
    passkeyId: string,
  ): Promise<void> =>
    deps.audit.record(tx, {
      actorId: personId,
      action,
      subjectType: 'person',
      subjectId: personId,
      facts: { passkeyId },
    });

  return { offer, verifyNew, insert, ask, verifyUse, list, rename, remove };
}

const sealedAs = (passkeyId: string): string => `passkey:${passkeyId}`;

/** What the browser says that it was asked; whether we asked it is for the caller to find out. */
function challengeOf(clientDataJson: string): string {
  try {
    return clientDataSchema.parse(JSON.parse(Buffer.from(clientDataJson, 'base64url').toString())).challenge;
  } catch (cause) {
    throw new AppError('invalidInput', { field: 'passkey', detail: words.thisPasskeyCannotBeUsed, cause });
  }
}

const isNoGood = (cause?: unknown): AppError =>
  new AppError('invalidInput', { field: 'passkey', detail: words.thisPasskeyCannotBeUsed, cause });
const isNotRight = (cause?: unknown): AppError =>
  new AppError('invalidCredentials', { detail: words.thisPasskeyDidNotWork, cause });

/** The library throws a sentence of its own for each thing that is wrong. */
const orNoGood = <Verified>(verify: () => Promise<Verified>): Promise<Verified> =>
  verify().catch((cause: unknown) => {
    throw isNoGood(cause);
  });
const orNotRight = <Verified>(verify: () => Promise<Verified>): Promise<Verified> =>
  verify().catch((cause: unknown) => {
    throw isNotRight(cause);
  });
