/** Looks people up for modules that have checked the access: by id, number or address, and who stands in for whom. */
import { type Database, type Queryable, type Tx, isShortNumber } from '../../db/index.ts';
import * as repo from './people.repo.ts';
import type { PersonView } from './people.schema.ts';

export function createLookUps(deps: { db: Database }) {
  /** Who stands in for these students and may come in, for modules that have something to tell them. */
  const guardiansOf = (tx: Tx, studentIds: readonly string[]): Promise<repo.StandingGuardian[]> =>
    repo.findGuardians(tx, studentIds);

  /** For modules that have checked the access. */
  const findByKeys = (
    db: Queryable,
    keys: { emails: readonly string[]; externalIds: readonly string[] },
  ): Promise<PersonView[]> => repo.findByKeys(db, keys);

  /** For modules that have checked the access. */
  const findByIds = (db: Queryable, ids: readonly string[]): Promise<PersonView[]> => repo.findPeople(db, ids);

  /** Who is asked when nobody else can decide. */
  const adminIds = (tx: Tx): Promise<string[]> => repo.findAdminIds(tx);

  /** Names by id, for those who were already allowed to see the ids. */
  async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await repo.findPeople(deps.db.autocommit, ids)).map((person) => [person.id, person.name]));
  }

  /** E-mails by id, of those who have one, for those who were already allowed to see the ids. */
  async function emailsOf(ids: readonly string[]): Promise<Map<string, string>> {
    const people = await repo.findPeople(deps.db.autocommit, ids);
    return new Map(people.flatMap(({ id, email }) => (email === null ? [] : [[id, email] as const])));
  }

  /** Short numbers by id, for those who were already allowed to see the ids. */
  async function numbersOf(ids: readonly string[]): Promise<Map<string, number>> {
    return new Map((await repo.findNumbers(deps.db.autocommit, ids)).map(({ id, number }) => [id, number]));
  }

  /**
   * Those whom clients know by these numbers; who is not there is missing. For those who were already allowed to see
   * them.
   */
  const findByNumbers = (numbers: readonly number[]): Promise<repo.NumberedPerson[]> =>
    repo.findByNumbers(deps.db.autocommit, numbers.filter(isShortNumber));

  const nameOf = async (tx: Tx, id: string): Promise<string> => (await repo.findPerson(tx, id))?.name ?? '';

  return { guardiansOf, adminIds, findByKeys, findByIds, namesOf, emailsOf, nameOf, numbersOf, findByNumbers };
}
