/** Profiles: personal and academic details, sealed with the key of the person they are about. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/database.ts';
import { AppError } from '../kernel/errors.ts';
import type { Vault } from '../privacy/vault.ts';
import * as repo from './people.repo.ts';
import { profileSchema, type PersonDetails, type Profile } from './people.schema.ts';

export function createProfiles(deps: { db: Database; vault: Vault; audit: Audit }) {
  /** The actor's own profile. */
  async function readOwn(actor: Actor): Promise<PersonDetails> {
    await requireAccess(deps.db.read, actor, 'account.use', { personId: actor.personId });
    return details(actor.personId);
  }

  /** Somebody's profile. @throws AppError `notFound`. */
  async function readPerson(actor: Actor, personId: string): Promise<PersonDetails> {
    await requireAccess(deps.db.read, actor, 'people.read', {});
    return details(personId);
  }

  async function details(personId: string): Promise<PersonDetails> {
    const person = await repo.findPerson(deps.db.read, personId);
    if (!person) throw new AppError('notFound');
    return { ...person, profile: await open(deps.db.read, person) };
  }

  async function open(tx: Tx, person: repo.StoredPerson): Promise<Profile> {
    if (!person.profile) return {};
    const key = await deps.vault.keyOf(tx, person.id);
    return profileSchema.parse(JSON.parse(key.open(person.profile, contextOf(person.id)).toString('utf8')));
  }

  /** Changes the actor's own contact details; what is left out stays, null empties. */
  async function changeOwn(actor: Actor, personal: NonNullable<Profile['personal']>): Promise<PersonDetails> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      const person = await repo.lockPerson(tx, actor.personId);
      if (!person) throw new AppError('notFound');
      await write(tx, actor, person, { personal });
    });
    return details(actor.personId);
  }

  /** Lays the change over what is there, inside the caller's transaction, which holds the person. */
  async function write(tx: Tx, actor: Actor, person: repo.StoredPerson, change: Profile): Promise<void> {
    const before = await open(tx, person);
    const after = { personal: { ...before.personal, ...change.personal }, academic: { ...before.academic, ...change.academic } };
    const key = await deps.vault.keyOf(tx, person.id);
    await repo.updatePerson(tx, person.id, { profile: key.seal(Buffer.from(JSON.stringify(after)), contextOf(person.id)) });
    await deps.audit.record(tx, { actorId: actor.personId, action: 'person.profileChanged', subjectType: 'person', subjectId: person.id, facts: {}, personal: { personId: person.id, value: { before, after } } });
  }

  return { readOwn, readPerson, changeOwn, write };
}

const contextOf = (personId: string): string => `person_profile:${personId}`;
