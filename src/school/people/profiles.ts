/** Profiles: personal and academic details, sealed with the key of the person they are about. */
import { type Actor, type ActorDetails, type InstitutionRules, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { createAddresses } from './addresses.ts';
import { type Names, changeNames } from './names.ts';
import * as repo from './people.repo.ts';
import { profileSchema, type OwnChange, type PersonDetails, type Profile } from './people.schema.ts';
import { words } from './words/en.ts';

export function createProfiles(deps: {
  db: Database;
  vault: Vault;
  audit: Audit;
  rules: InstitutionRules;
  addresses: ReturnType<typeof createAddresses>;
}) {
  /**
   * The actor's own profile.
   * @param known what was read with their token, by a caller that has changed nothing since
   */
  async function readOwn(actor: Actor, known?: ActorDetails): Promise<PersonDetails> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    if (!known) return details(actor.personId);
    const { personId: id, name, role } = actor;
    // Only who is active holds a token.
    const person = { id, name, role, status: 'active' as const, ...known };
    return { ...person, profile: await open(deps.db.autocommit, person) };
  }

  /** Somebody's profile. @throws AppError `notFound`. */
  async function readPerson(actor: Actor, personId: string): Promise<PersonDetails> {
    await requireAccess(deps.db.autocommit, actor, 'people.read', {});
    return details(personId);
  }

  async function details(personId: string): Promise<PersonDetails> {
    const person = await repo.readPerson(deps.db, personId);
    if (!person) throw new AppError('notFound');
    return { ...person, profile: await open(deps.db.autocommit, person) };
  }

  async function open(db: Queryable, person: repo.StoredPerson): Promise<Profile> {
    if (!person.profile) return {};
    const key = await deps.vault.keyOf(db, person.id);
    return key.openJson(profileSchema, person.profile, contextOf(person.id));
  }

  /**
   * Changes the actor's own contact details, and their name where people come by themselves; what is left out stays,
   * null empties.
   * @throws AppError `forbidden` for a name that the school keeps; nothing is changed then.
   */
  async function changeOwn(actor: Actor, { personal, ...given }: OwnChange): Promise<PersonDetails> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      const person = await repo.lockPerson(tx, actor.personId);
      if (!person) throw new AppError('notFound');
      const names = omitUndefined(given);
      if (Object.keys(names).length > 0) {
        if ((await deps.rules.settings(tx)).signUp === 'closed')
          throw new AppError('forbidden', { field: 'name', detail: words.namesAreKeptByTheSchool });
        await rename(tx, actor, person, names);
      }
      if (personal) await write(tx, actor, person, { personal });
    });
    return details(actor.personId);
  }

  /**
   * Changes what somebody is called or reached by, inside the caller's transaction, which holds the person. A new address
   * of somebody who comes in already counts once it is proven.
   */
  async function rename(
    tx: Tx,
    actor: Actor,
    person: repo.StoredPerson,
    change: Partial<Names> & { email?: string | null; externalId?: string | null },
  ): Promise<void> {
    const { id, name, familyName, givenName, email, externalId } = person;
    const { email: newEmail = email, ...others } = change;
    const admitted = await deps.addresses.admit(tx, actor, [{ personId: id, from: email, to: newEmail }]);
    const after = { ...others, ...changeNames(person, others), ...(admitted.length > 0 ? { email: newEmail } : {}) };
    if (Object.keys(after).length === 0) return;
    await repo.updatePerson(tx, id, { ...after, ...(admitted.length > 0 ? { emailStanding: 'given' } : {}) });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'person.renamed',
      subjectType: 'person',
      subjectId: id,
      facts: {},
      personal: { personId: id, value: { before: { name, familyName, givenName, email, externalId }, after } },
    });
  }

  /** Lays the change over what is there, inside the caller's transaction, which holds the person. */
  async function write(tx: Tx, actor: Actor, person: repo.StoredPerson, change: Profile): Promise<void> {
    const before = await open(tx, person);
    const after = {
      personal: { ...before.personal, ...change.personal },
      academic: { ...before.academic, ...change.academic },
    };
    const key = await deps.vault.keyOf(tx, person.id);
    await repo.updatePerson(tx, person.id, {
      profile: key.sealJson(after, contextOf(person.id)),
    });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'person.profileChanged',
      subjectType: 'person',
      subjectId: person.id,
      facts: {},
      personal: { personId: person.id, value: { before, after } },
    });
  }

  return { readOwn, readPerson, changeOwn, rename, write };
}

const contextOf = (personId: string): string => `person_profile:${personId}`;
