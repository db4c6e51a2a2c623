/** People: who there is, what they are, whether they may come in. */
import {
  type Actor,
  type InstitutionRules,
  type PasswordOwner,
  type Passwords,
  refuseKey,
  requireAccess,
  needsSecondYes,
  requireProofFor,
  requirePassword,
} from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import { findLookAlikes } from '../../kernel/look-alikes.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import type { Vault } from '../../security/privacy/index.ts';
import { type FollowAddresses, createAddresses } from './addresses.ts';
import { createLookUps } from './look-ups.ts';
import { type Names, displayName } from './names.ts';
import * as repo from './people.repo.ts';
import type { DirectoryChange, EmailStanding, NewPerson, PersonChange, PersonView } from './people.schema.ts';
import { createProfiles } from './profiles.ts';
import { differing, rethrowTaken } from './standing-changes.ts';
import { words } from './words/en.ts';

/** Run in the transaction that makes somebody, and may refuse. */
interface InsertHooks {
  before?: (tx: Tx) => Promise<void>;
  after?: (tx: Tx, id: string) => Promise<void>;
}

type Standing = Pick<PersonView, 'role' | 'status'>;

export type People = ReturnType<typeof createPeople>;

export function createPeople(deps: {
  db: Database;
  vault: Vault;
  audit: Audit;
  passwords: Passwords;
  rules: InstitutionRules;
  /** Rosters know this module, so main hands in what they do when somebody's role or status changes. */
  followStanding: (tx: Tx, personId: string, after: Standing, before: Standing) => Promise<void>;
  followAddresses: FollowAddresses;
}) {
  const addresses = createAddresses(deps);
  const profiles = createProfiles({ ...deps, addresses });

  /**
   * @throws AppError `conflict` when e-mail or number are taken; `forbidden` when an API key makes an admin, or somebody
   * with a password.
   */
  async function createPerson(actor: Actor, input: NewPerson): Promise<{ id: string }> {
    await requireAccess(deps.db.autocommit, actor, 'people.manage', {});
    if (input.role === 'admin') refuseKey(actor, words.makeAnAdmin);
    // Such an account would outlive the key.
    if (input.password !== undefined) refuseKey(actor, words.givePasswords);
    return insert(actor.personId, input, 'active', {
      before: async (tx) => {
        if (input.role === 'admin') await requireProofFor(tx, actor, 'roles', words.makeSomebodyAdmin(input));
      },
    });
  }

  /**
   * An admin whom whoever runs the server makes. `before` and `after` run in the transaction, and may refuse.
   * @throws AppError `conflict`, naming the e-mail.
   */
  const createAdmin = (
    input: { email: string; name: string; password?: string },
    hooks: InsertHooks = {},
  ): Promise<{ id: string }> =>
    insert(null, { ...input, email: input.email.toLowerCase(), role: 'admin', externalId: null }, 'active', hooks);

  /**
   * Somebody who comes by themselves, with an address that is only claimed; whether they may is for the caller to say.
   * The hooks run in the transaction that makes the account, and may refuse. @throws AppError `conflict`, naming the
   * e-mail.
   */
  const signUp = (input: NewPerson, status: 'pending' | 'active', hooks: InsertHooks): Promise<{ id: string }> =>
    insert(null, input, status, hooks, 'claimed');

  async function insert(
    actorId: string | null,
    input: NewPerson,
    status: PersonView['status'],
    hooks: InsertHooks = {},
    emailStanding: EmailStanding = 'given',
  ): Promise<{ id: string }> {
    const { password, name, familyName = null, givenName = null, ...person } = input;
    const names: Names = { name: name ?? displayName({ familyName, givenName }) ?? '', familyName, givenName };
    const passwordHash = password === undefined ? null : await hashChosen(password, { ...person, name: names.name });
    const id = newId();
    await deps.db.transaction(async (tx) => {
      await hooks.before?.(tx);
      await rethrowTaken(() => add(tx, actorId, [{ id, ...person, ...names, status, passwordHash, emailStanding }]));
      await hooks.after?.(tx, id);
    });
    return { id };
  }

  async function hashChosen(password: string, owner: Omit<PasswordOwner, 'institution'>): Promise<string> {
    const { name: institution } = await deps.rules.settings(deps.db.autocommit);
    return deps.passwords.hashPassword(await requirePassword(password, { ...owner, institution }));
  }

  /**
   * Adds people inside the caller's transaction, each with a data key and an audit entry; an address of theirs is taken
   * from an account that only claims it.
   */
  async function add(tx: Tx, actorId: string | null, people: readonly repo.NewStoredPerson[]): Promise<void> {
    const given = people.filter(({ emailStanding }) => emailStanding !== 'claimed');
    await addresses.releaseClaims(
      tx,
      actorId,
      given.map(({ email }) => email),
    );
    await repo.insertPeople(tx, people);
    await deps.vault.createKeys(
      tx,
      people.map(({ id }) => id),
    );
    await deps.audit.recordAll(
      tx,
      people.map(({ id, email, name, familyName, givenName, role }) => ({
        actorId,
        action: 'person.created',
        subjectType: 'person',
        subjectId: id,
        facts: { role },
        personal: { personId: id, value: { email, name, familyName, givenName } },
      })),
    );
  }

  /**
   * Changes what somebody is called, reached by, or is; role and status act at once, also on tokens already issued.
   * @throws AppError `notFound`; `conflict` for a taken address or number, or the actor's own role and status;
   * `forbidden` when an API key makes an admin, changes an admin's role or status, or anybody's address.
   */
  async function changePerson(actor: Actor, personId: string, change: PersonChange): Promise<void> {
    const { role, status, profile, ...names } = omitUndefined(change);
    await rethrowTaken(() =>
      deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'people.manage', {});
        const person = await repo.lockPerson(tx, personId);
        if (!person) throw new AppError('notFound');
        const standing = omitUndefined({ role, status });
        if (role === 'admin') refuseKey(actor, words.makeAnAdmin);
        const concernsAdmins = role === 'admin' || person.role === 'admin';
        const isGrave = Object.keys(standing).length > 0 || names.email !== undefined;
        const isOtherRole = role !== undefined && role !== person.role;
        if ((concernsAdmins && isGrave) || (isOtherRole && (await needsSecondYes(tx, 'roles'))))
          await requireProofFor(tx, actor, 'roles', words.changeSomebody(person, change));
        if (person.role === 'admin' && Object.keys(standing).length > 0) refuseKey(actor, words.changeAnAdminsRole);
        // Whoever gets somebody's mail gets the links that set the password.
        if (names.email !== undefined && names.email !== person.email) refuseKey(actor, words.changeAnAddress);
        if ((role ?? person.role) === 'admin' && (names.email === undefined ? person.email : names.email) === null)
          throw new AppError('conflict', { field: 'email', detail: words.anAdminNeedsAnAddress });
        const rename = async (): Promise<void> => {
          if (Object.keys(names).length > 0) await profiles.rename(tx, actor.personId, person, names);
        };
        // An admin has an address at every moment: who becomes one gets it before, and who ends being one loses it after.
        if (role === 'admin') await rename();
        if (Object.keys(standing).length > 0) {
          if (personId === actor.personId) throw new AppError('conflict', { detail: words.youCannotChangeYourOwnRole });
          await changeStanding(tx, actor.personId, person, standing);
        }
        if (role !== 'admin') await rename();
        if (profile) await profiles.write(tx, actor, person, profile);
      }),
    );
  }

  /** Changes role and status, which acts at once; inside the caller's transaction, which holds the person. */
  async function changeStanding(
    tx: Tx,
    actorId: string | null,
    person: repo.StoredPerson,
    standing: Partial<Standing>,
  ): Promise<void> {
    const before = { role: person.role, status: person.status };
    const after = { ...before, ...standing };
    await repo.updateStanding(tx, person.id, standing);
    if (after.role !== before.role || after.status !== before.status)
      await deps.followStanding(tx, person.id, after, before);
    await deps.audit.record(tx, {
      actorId,
      action: 'person.standingChanged',
      subjectType: 'person',
      subjectId: person.id,
      facts: { before, after: standing },
    });
  }

  /**
   * What the school's own directory says of somebody, inside the caller's transaction; that it may say so is the caller's
   * to check. What stays as it was leaves no trace. @throws AppError `notFound`; `conflict` for a taken address or number.
   */
  async function followDirectory(tx: Tx, personId: string, change: DirectoryChange): Promise<void> {
    const person = await repo.lockPerson(tx, personId);
    if (!person) throw new AppError('notFound');
    const { role, status, ...given } = differing(person, change);
    const standing = omitUndefined({ role, status });
    const rename = async (): Promise<void> => {
      if (Object.keys(given).length > 0) await rethrowTaken(() => profiles.rename(tx, null, person, given));
    };
    // As above: an admin has an address at every moment.
    if (role === 'admin') await rename();
    if (Object.keys(standing).length > 0) await changeStanding(tx, null, person, standing);
    if (role !== 'admin') await rename();
  }

  /** Whether there are people with these addresses or numbers, for staff. */
  async function check(
    actor: Actor,
    keys: { emails: readonly string[]; externalIds: readonly string[] },
  ): Promise<{ emails: { email: string; exists: boolean }[]; externalIds: { externalId: string; exists: boolean }[] }> {
    await requireAccess(deps.db.autocommit, actor, 'people.check', {});
    const found = await repo.findByKeys(deps.db.autocommit, keys);
    return {
      emails: keys.emails.map((email) => ({ email, exists: found.some((person) => person.email === email) })),
      externalIds: keys.externalIds.map((externalId) => ({
        externalId,
        exists: found.some((person) => person.externalId === externalId),
      })),
    };
  }

  /** A page of people, in the order of names unless told otherwise. */
  async function search(
    actor: Actor,
    filter: repo.PeopleFilter,
    limit: number,
    order: repo.PeopleOrder = 'name',
  ): Promise<{ people: PersonView[]; next: string | null }> {
    await requireAccess(deps.db.autocommit, actor, 'people.read', {});
    const rows = await repo.searchPeople(deps.db.autocommit, filter, limit + 1, order);
    const shown = rows.slice(0, limit);
    const people = filter.status === 'pending' && shown.length > 0 ? await markLookAlikes(shown) : shown;
    return { people, next: rows.length > limit ? (people.at(-1)?.id ?? null) : null };
  }

  /** Whoever lets people in sees whom a name that was typed might be taken for. */
  async function markLookAlikes(people: readonly PersonView[]): Promise<PersonView[]> {
    const alike = findLookAlikes(people, await repo.findNames(deps.db.autocommit));
    return people.map((person) => ({ ...person, ...omitUndefined({ looksLike: alike.get(person.id) }) }));
  }

  /** Where the person gets mail. @throws AppError `notFound` when they have none, or may not come in any more. */
  async function readAddress(personId: string): Promise<{ name: string; address: string }> {
    const person = await repo.findPerson(deps.db.autocommit, personId);
    if (person?.status !== 'active' || person.email === null) throw new AppError('notFound');
    return { name: person.name, address: person.email };
  }

  return {
    createPerson,
    createAdmin,
    signUp,
    add,
    releaseClaims: addresses.releaseClaims,
    changePerson,
    followDirectory,
    check,
    search,
    readAddress,
    ...createLookUps(deps),
    readOwn: profiles.readOwn,
    changeOwn: profiles.changeOwn,
    readPerson: profiles.readPerson,
  };
}
