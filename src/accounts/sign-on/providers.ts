/** The providers at which people sign in, and whether they have to: kept by admins, never by an API key. */
import type { z } from 'zod';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { type Actor, refuseKey, requireAccess, requireProofFor } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { open, seal } from '../../security/privacy/index.ts';
import { requireSound } from './admission.ts';
import * as repo from './providers.repo.ts';
import {
  type ProviderInput,
  type ProviderView,
  type SignOnButton,
  type SignOnLink,
  type SignOnPolicy,
  providerInputSchema,
} from './providers.schema.ts';
import { words } from './words/en.ts';

/** A provider with what only the protocols may know. */
export type Provider = z.infer<typeof providerInputSchema> & { readonly id: string };

export type Providers = ReturnType<typeof createProviders>;

export interface ProvidersDeps {
  db: Database;
  audit: Audit;
  clock: Clock;
  sealingKey: Buffer;
  /** Where the service is reached. */
  baseUrl: () => string;
}

const multiTenantAuthority = 'https://login.microsoftonline.com';

export function createProviders(deps: ProvidersDeps) {
  const addressOf = (id: string, of: string): string => `${deps.baseUrl()}/api/v2/sign-on/providers/${id}/${of}`;

  async function requireAdmin(db: Queryable, actor: Actor): Promise<void> {
    await requireAccess(db, actor, 'institution.manage', {});
    refuseKey(actor, words.keepProviders);
  }

  async function list(actor: Actor): Promise<ProviderView[]> {
    await requireAdmin(deps.db.autocommit, actor);
    return (await repo.findProviders(deps.db.autocommit)).map(toView);
  }

  /** @throws AppError `notFound`. */
  async function read(actor: Actor, id: string): Promise<ProviderView> {
    await requireAdmin(deps.db.autocommit, actor);
    const row = await repo.findProvider(deps.db.autocommit, id);
    if (!row) throw new AppError('notFound');
    return toView(row);
  }

  /** @throws AppError `invalidInput` for rules or tenants that cannot be; `conflict` for a domain of another provider. */
  async function create(actor: Actor, input: ProviderInput): Promise<ProviderView> {
    const id = newId();
    const { kind, ...written } = toRow(id, input);
    await deps.db.transaction(async (tx) => {
      await requireAdmin(tx, actor);
      await requireProofFor(tx, actor, 'signInSettings', words.addProvider(input));
      await repo.lockPolicy(tx);
      await requireOwnDomains(tx, id, input.domains);
      const secret = written.secret ?? null;
      await repo.insertProvider(tx, { id, kind, ...written, secret, createdAt: deps.clock.now() });
      await record(tx, actor, 'signOnProvider.created', id, input);
    });
    return read(actor, id);
  }

  /** Replaces what was entered; a secret that is left out stays. @throws as `create`, and `notFound`. */
  async function change(actor: Actor, id: string, input: ProviderInput): Promise<ProviderView> {
    const { kind, ...written } = toRow(id, input);
    await deps.db.transaction(async (tx) => {
      await requireAdmin(tx, actor);
      await requireProofFor(tx, actor, 'signInSettings', words.changeProvider(input));
      const policy = await repo.lockPolicy(tx);
      const before = await repo.findProvider(tx, id);
      if (!before) throw new AppError('notFound');
      if (before.kind !== kind) throw new AppError('conflict', { field: 'kind', detail: words.theKindStays });
      await requireOwnDomains(tx, id, input.domains);
      await repo.updateProvider(tx, id, written);
      await requireWayIn(tx, policy);
      await record(tx, actor, 'signOnProvider.changed', id, input);
    });
    return read(actor, id);
  }

  /** Ends it with everything that is linked by it. @throws AppError `notFound`; `conflict` where it is the last way in. */
  async function remove(actor: Actor, id: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAdmin(tx, actor);
      const name = (await repo.findProvider(tx, id))?.name;
      await requireProofFor(tx, actor, 'signInSettings', words.removeProvider(name));
      const policy = await repo.lockPolicy(tx);
      if (!(await repo.deleteProvider(tx, id))) throw new AppError('notFound');
      await requireWayIn(tx, policy);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'signOnProvider.removed',
        subjectType: 'signOnProvider',
        subjectId: id,
        facts: {},
      });
    });
  }

  async function readPolicy(actor: Actor): Promise<SignOnPolicy> {
    await requireAdmin(deps.db.autocommit, actor);
    return repo.readPolicy(deps.db.autocommit);
  }

  /**
   * Says whether people have to come in by a provider. Sign-ins of before go on until they end.
   * @throws AppError `conflict` without a provider that is on; `invalidInput` unless an admin who has a password is named.
   */
  async function changePolicy(actor: Actor, policy: SignOnPolicy): Promise<SignOnPolicy> {
    await deps.db.transaction(async (tx) => {
      await requireAdmin(tx, actor);
      await requireProofFor(tx, actor, 'signInSettings', words.changeSignOnPolicy(policy));
      const before = await repo.lockPolicy(tx);
      const { isEnforced, breakGlassId } = policy;
      const isNamed = breakGlassId !== null && (await repo.isAdminWithPassword(tx, breakGlassId));
      if (breakGlassId === null ? isEnforced : !isNamed)
        throw new AppError('invalidInput', { field: 'breakGlassId', detail: words.nameAnAdminWithAPassword });
      await repo.writePolicy(tx, policy);
      await requireWayIn(tx, policy);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'signOn.policyChanged',
        subjectType: 'institution',
        subjectId: '1',
        facts: { before, after: policy },
      });
    });
    return policy;
  }

  /** @throws AppError `forbidden` where people have to come in by a provider, for everybody but the one who is named. */
  async function refuseLocal(personId: string): Promise<void> {
    const { isEnforced, breakGlassId } = await repo.readPolicy(deps.db.autocommit);
    if (isEnforced && personId !== breakGlassId) throw new AppError('forbidden', { detail: words.signInByTheSchool });
  }

  /** Whether nobody could help the others in without this admin: the last one, and the one who may use a password. */
  async function isNeeded(tx: Tx, personId: string): Promise<boolean> {
    const { isEnforced, breakGlassId } = await repo.lockPolicy(tx);
    return (isEnforced && personId === breakGlassId) || !(await repo.hasOtherAdmin(tx, personId));
  }

  /** @throws AppError `conflict` when such an admin would be none any more; after the change, in its transaction. */
  async function refuseLosingAdmin(
    tx: Tx,
    personId: string,
    { role, status }: Pick<repo.Known, 'role' | 'status'>,
  ): Promise<void> {
    if ((role !== 'admin' || status !== 'active') && (await isNeeded(tx, personId)))
      throw new AppError('conflict', { detail: words.thisAdminIsTheWayIn });
  }

  async function requireWayIn(tx: Tx, { isEnforced }: SignOnPolicy): Promise<void> {
    if (isEnforced && (await repo.findButtons(tx)).length === 0)
      throw new AppError('conflict', { detail: words.nobodyCouldComeIn });
  }

  async function requireOwnDomains(tx: Tx, id: string, domains: readonly string[]): Promise<void> {
    const taken = (await repo.findProviders(tx))
      .filter((other) => other.id !== id)
      .flatMap((other) => other.domains)
      .find((domain) => domains.includes(domain));
    if (taken !== undefined) throw new AppError('conflict', { field: 'domains', detail: words.leadsElsewhere(taken) });
  }

  const record = (
    tx: Tx,
    actor: Actor,
    action: 'signOnProvider.created' | 'signOnProvider.changed',
    id: string,
    { kind, domains, isEnabled, settings, admission }: ProviderInput,
  ): Promise<void> =>
    deps.audit.record(tx, {
      actorId: actor.personId,
      action,
      subjectType: 'signOnProvider',
      subjectId: id,
      facts: { kind, domains, isEnabled, settings, admission },
    });

  function toRow(
    id: string,
    input: ProviderInput,
  ): Omit<repo.Written, 'id' | 'createdAt' | 'secret'> & { secret?: repo.Written['secret'] } {
    requireSound(input.admission);
    if (input.kind === 'oidc') requireTenants(input.settings);
    const { kind, name, domains, isEnabled, settings, admission } = input;
    const row = { kind, name, domains, isEnabled, settings, admission };
    if (input.kind === 'saml' || input.clientSecret === undefined) return row;
    const { clientSecret } = input;
    return {
      ...row,
      secret: clientSecret === null ? null : seal(deps.sealingKey, Buffer.from(clientSecret), contextOf(id)),
    };
  }

  function toView(row: repo.StoredProvider): ProviderView {
    const { id, createdAt, name, domains, isEnabled } = row;
    const provider = parse(row);
    const shown = { id, createdAt, name, domains, isEnabled, admission: provider.admission };
    const startUrl = addressOf(id, 'start');
    return provider.kind === 'oidc'
      ? {
          ...{ kind: 'oidc', ...shown, settings: provider.settings, hasSecret: row.secret !== null },
          addresses: { redirectUri: addressOf(id, 'callback'), startUrl },
        }
      : {
          ...{ kind: 'saml', ...shown, settings: provider.settings },
          addresses: { redirectUri: addressOf(id, 'acs'), startUrl, metadataUrl: addressOf(id, 'metadata') },
        };
  }

  const parse = ({ kind, name, domains, isEnabled, settings, admission }: repo.StoredProvider): ProviderInput =>
    providerInputSchema.parse({ kind, name, domains, isEnabled, settings, admission });

  /** The provider, for the protocols. @throws AppError `notFound` also when it is off. */
  async function find(db: Queryable, id: string): Promise<Provider> {
    const row = await repo.findProvider(db, id);
    if (!row?.isEnabled) throw new AppError('notFound');
    const provider = parse(row);
    if (provider.kind === 'saml' || !row.secret) return { ...provider, id };
    return { ...provider, id, clientSecret: open(deps.sealingKey, row.secret, contextOf(id)).toString('utf8') };
  }

  /** What the sign-in page offers. */
  const waysIn = async (): Promise<{ signOn: SignOnButton[]; isEnforced: boolean }> => ({
    signOn: await repo.findButtons(deps.db.autocommit),
    isEnforced: (await repo.readPolicy(deps.db.autocommit)).isEnforced,
  });

  /** Where somebody is linked. @throws AppError `notFound` when there is no such person. */
  async function listLinks(actor: Actor, personId: string): Promise<SignOnLink[]> {
    await requireAccess(deps.db.autocommit, actor, 'people.manage', {});
    if (!(await repo.findKnown(deps.db.autocommit, personId))) throw new AppError('notFound');
    return repo.findLinks(deps.db.autocommit, personId);
  }

  /** Ends the link and every token; whoever has the account there may be linked anew. @throws AppError `notFound`. */
  async function unlink(actor: Actor, personId: string, linkId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      refuseKey(actor, words.keepProviders);
      if (!(await repo.deleteLink(tx, personId, linkId))) throw new AppError('notFound');
      await repo.endTokens(tx, personId);
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'account.signOnUnlinked',
        subjectType: 'person',
        subjectId: personId,
        facts: { linkId },
      });
    });
  }

  return {
    ...{ list, read, create, change, remove, readPolicy, changePolicy, listLinks, unlink },
    ...{ find, waysIn, refuseLocal, isNeeded, refuseLosingAdmin, addressOf },
  };
}

const contextOf = (id: string): string => `sign_on_provider:${id}`;

/** Other clouds name no issuer that holds for several tenants in a way that could be checked. */
function requireTenants(settings: Extract<ProviderInput, { kind: 'oidc' }>['settings']): void {
  if (settings.dialect !== 'entra' || settings.tenantIds.length === 1) return;
  if (settings.authority !== multiTenantAuthority)
    throw new AppError('invalidInput', { field: 'settings.tenantIds', detail: words.oneTenantElsewhere });
}
