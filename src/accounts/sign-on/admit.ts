/** Whose account a provider's answer opens: by its own name for them, else an invitation, else an address it vouches for. */
import { type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import { type People, displayName, emailSchema } from '../../school/people/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { keyedDigest } from '../../security/privacy/index.ts';
import { mayChangeRole, roleByRule, roleOfNew } from './admission.ts';
import { type Identity, SignOnRefused } from './identity.ts';
import * as repo from './providers.repo.ts';
import type { Provider, Providers } from './providers.ts';
import { words } from './words/en.ts';

export interface AdmitDeps {
  audit: Audit;
  clock: Clock;
  digestKey: Buffer;
  people: Pick<People, 'add' | 'followDirectory'>;
  providers: Providers;
  /** Uses the link of an invitation up, with all others of its person. @returns whose it is, while it is good. */
  useInvitation: (tx: Tx, secret: string) => Promise<string | undefined>;
}

export function createAdmit(deps: AdmitDeps) {
  /** Whose account it is; made, linked and given a role as the provider's rules say. @throws SignOnRefused. */
  async function admit(tx: Tx, provider: Provider, identity: Identity, invitation?: string): Promise<string> {
    const subjectHash = keyedDigest(deps.digestKey, 'sign-on-subject', provider.id, identity.subject);
    const invited = invitation === undefined ? undefined : await deps.useInvitation(tx, invitation);
    if (invitation !== undefined && invited === undefined) throw new SignOnRefused('invitationUsed');
    const linked = await repo.findSubject(tx, provider.id, subjectHash);
    if (linked && invited !== undefined && linked.id !== invited) throw new SignOnRefused('linkedOtherwise');
    const person =
      linked ??
      (invited === undefined
        ? await linkByAddress(tx, provider, identity, subjectHash)
        : await link(tx, provider, subjectHash, await requireKnown(tx, invited), 'invitation')) ??
      (await create(tx, provider, identity, subjectHash));
    requireActive(person);
    await followRules(tx, provider, identity, person);
    return person.id;
  }

  /** Who has the address, where the provider vouches for it and is there for its domain. */
  async function linkByAddress(
    tx: Tx,
    provider: Provider,
    identity: Identity,
    subjectHash: Buffer<ArrayBuffer>,
  ): Promise<repo.Known | undefined> {
    const address = addressOf(identity);
    const person = address === undefined ? null : await repo.findByAddress(tx, address);
    if (address === undefined || !person) return undefined;
    if (!isVouchedFor(provider, identity, address)) throw new SignOnRefused('addressNotProven');
    requireActive(person);
    // An admin's account is opened by a provider only where the school wants that.
    if (person.role === 'admin' && !provider.admission.mayMakeAdmins) throw new SignOnRefused('addressNotProven');
    const found = await link(tx, provider, subjectHash, person, 'address');
    if (person.emailStanding !== 'proven') await endOtherWaysIn(tx, person.id);
    return found;
  }

  /** The provider has proved whose the address is; whoever had set a password until now had not. */
  async function endOtherWaysIn(tx: Tx, personId: string): Promise<void> {
    const { breakGlassId } = await repo.readPolicy(tx);
    if (personId !== breakGlassId) await repo.endOtherWaysIn(tx, personId);
  }

  async function create(
    tx: Tx,
    provider: Provider,
    identity: Identity,
    subjectHash: Buffer<ArrayBuffer>,
  ): Promise<repo.Known> {
    const role = provider.admission.createsPeople ? roleOfNew(provider.admission, identity.claims) : undefined;
    if (role === undefined) throw new SignOnRefused('unknown');
    const address = addressOf(identity);
    const email = address !== undefined && isVouchedFor(provider, identity, address) ? address : null;
    // An admin has an address, and one that nobody vouches for is none.
    if (role === 'admin' && email === null) throw new SignOnRefused('addressNotProven');
    const { givenName, familyName } = identity;
    const name = (identity.name ?? displayName({ givenName, familyName }) ?? words.withoutName).slice(0, 200);
    const id = newId();
    const [given, family] = [givenName, familyName].map((part) => part?.slice(0, 200) ?? null);
    await deps.people.add(tx, null, [
      {
        ...{ id, email, emailStanding: 'proven', name, role, status: 'active', externalId: null, passwordHash: null },
        ...{ givenName: given ?? null, familyName: family ?? null },
      },
    ]);
    return link(tx, provider, subjectHash, { id, name, role, status: 'active' }, 'created');
  }

  async function link(
    tx: Tx,
    provider: Provider,
    subjectHash: Buffer<ArrayBuffer>,
    person: repo.Known,
    by: 'invitation' | 'address' | 'created',
  ): Promise<repo.Known> {
    // Another account there once had this person: an address that was given to somebody else, perhaps.
    if (await repo.hasSubject(tx, provider.id, person.id)) throw new SignOnRefused('linkedOtherwise');
    try {
      const row = {
        id: newId(),
        providerId: provider.id,
        subjectHash,
        personId: person.id,
        linkedAt: deps.clock.now(),
      };
      await repo.insertSubject(tx, row);
    } catch (error) {
      throw isUniqueViolation(error) ? new SignOnRefused('linkedOtherwise', error) : error;
    }
    await deps.audit.record(tx, {
      actorId: person.id,
      action: 'account.signOnLinked',
      subjectType: 'person',
      subjectId: person.id,
      facts: { provider: provider.id, by },
    });
    return person;
  }

  /** What a rule gives holds at every sign-in; without one the role stays. */
  async function followRules(tx: Tx, { admission }: Provider, { claims }: Identity, person: repo.Known): Promise<void> {
    const role = roleByRule(admission, claims);
    if (role === undefined || !mayChangeRole(admission, person.role, role)) return;
    // No rule of a provider leaves the school without an admin.
    if (person.role === 'admin' && (await deps.providers.isNeeded(tx, person.id))) return;
    await deps.people.followDirectory(tx, person.id, { role });
  }

  async function requireKnown(tx: Tx, personId: string): Promise<repo.Known> {
    const person = await repo.findKnown(tx, personId);
    if (!person) throw new SignOnRefused('unknown');
    return person;
  }

  return { admit };
}

function requireActive({ status }: repo.Known): void {
  if (status === 'pending') throw new SignOnRefused('waiting');
  if (status === 'deactivated') throw new SignOnRefused('deactivated');
}

const addressOf = ({ address }: Identity): string | undefined => emailSchema.safeParse(address).data;

const isVouchedFor = ({ domains }: Provider, { isAddressProven }: Identity, address: string): boolean =>
  isAddressProven && (domains.length === 0 || domains.includes(address.slice(address.lastIndexOf('@') + 1)));
