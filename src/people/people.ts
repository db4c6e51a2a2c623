/** People: who there is, what they are, whether they may come in. */
import { z } from 'zod';
import type { Actor, Role } from '../access/actor.ts';
import { requirePassword, type Passwords } from '../access/passwords.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Audit } from '../audit/audit.ts';
import { isUniqueViolation, type Database, type Tx } from '../db/database.ts';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { Vault } from '../privacy/vault.ts';
import * as repo from './people.repo.ts';

export const newPersonSchema = z.object({
  email: z.email().max(254).transform((value) => value.toLowerCase()),
  name: z.string().trim().min(1).max(200),
  role: z.enum(['student', 'teacher', 'admin', 'guardian']),
  externalId: z.string().trim().min(1).max(64).nullable().default(null),
  /** Absent: the person cannot sign in until one is set. */
  password: z.string().optional(),
});
export type NewPerson = z.infer<typeof newPersonSchema>;

export interface Profile {
  id: string;
  email: string;
  name: string;
  role: Role;
  externalId: string | null;
}

export type People = ReturnType<typeof createPeople>;

export function createPeople(deps: { db: Database; vault: Vault; audit: Audit; passwords: Passwords }) {
  /** @throws AppError `conflict` when e-mail or number are taken. */
  async function createPerson(actor: Actor, input: NewPerson): Promise<{ id: string }> {
    await requireAccess(deps.db.read, actor, 'people.manage', {});
    return insert(actor.personId, input);
  }

  /** The very first account; `before` runs in the same transaction and may refuse. */
  async function createFirstAdmin(input: { email: string; name: string; password: string }, before?: (tx: Tx) => Promise<void>): Promise<{ id: string }> {
    return insert(null, { ...input, email: input.email.toLowerCase(), role: 'admin', externalId: null }, before);
  }

  async function insert(actorId: string | null, input: NewPerson, before?: (tx: Tx) => Promise<void>): Promise<{ id: string }> {
    const { password, ...person } = input;
    const passwordHash = password === undefined ? null : await deps.passwords.hashPassword(requirePassword(password));
    const id = newId();
    try {
      await deps.db.transaction(async (tx) => {
        await before?.(tx);
        await repo.insertPerson(tx, { id, ...person, passwordHash });
        await deps.vault.createKey(tx, id);
        await deps.audit.record(tx, {
          actorId, action: 'person.created', subjectType: 'person', subjectId: id,
          facts: { role: person.role }, personal: { personId: id, value: { email: person.email, name: person.name } },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new AppError('conflict', { field: 'email', detail: 'Somebody has this e-mail or number already.' });
      throw error;
    }
    return { id };
  }

  /** Changes role or status; it acts at once, also on tokens already issued. */
  async function changeStanding(actor: Actor, personId: string, change: { role?: Role; status?: 'active' | 'deactivated' }): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      const person = await repo.findPerson(tx, personId);
      if (!person) throw new AppError('notFound');
      if (personId === actor.personId) throw new AppError('conflict', { detail: 'You cannot change your own role or status.' });
      await repo.updateStanding(tx, personId, change);
      await deps.audit.record(tx, {
        actorId: actor.personId, action: 'person.standingChanged', subjectType: 'person', subjectId: personId,
        facts: { before: { role: person.role, status: person.status }, after: change },
      });
    });
  }

  /** The actor's own profile. */
  async function readProfile(actor: Actor): Promise<Profile> {
    await requireAccess(deps.db.read, actor, 'account.use', { personId: actor.personId });
    const person = await repo.findPerson(deps.db.read, actor.personId);
    if (!person) throw new AppError('notFound');
    return { id: person.id, email: person.email, name: person.name, role: person.role, externalId: person.externalId };
  }

  /** Where the person gets mail. @throws AppError `notFound` when there is none, or they may not come in any more. */
  async function readAddress(personId: string): Promise<{ name: string; address: string }> {
    const person = await repo.findPerson(deps.db.read, personId);
    if (person?.status !== 'active') throw new AppError('notFound');
    return { name: person.name, address: person.email };
  }

  /** Names by id, for those who were already allowed to see the ids. */
  async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await repo.findPeople(deps.db.read, ids)).map((person) => [person.id, person.name]));
  }

  return { createPerson, createFirstAdmin, changeStanding, readProfile, readAddress, namesOf };
}
