/** Many people at once, for those that bring in whole lists: in the caller's transaction, each with an audit entry. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import { type FollowAddresses, createAddresses } from './addresses.ts';
import * as repo from './bulk.repo.ts';

/** What somebody is called and reached by, as it is and as it shall be. */
export interface CalledChange {
  before: repo.CalledRow;
  after: repo.CalledRow;
}

export interface NewLink {
  guardianId: string;
  studentId: string;
  relation: string;
}

export type PeopleInBulk = ReturnType<typeof createPeopleInBulk>;

export function createPeopleInBulk(deps: { audit: Audit; clock: Clock; followAddresses: FollowAddresses }) {
  const addresses = createAddresses(deps);

  /**
   * A new address of somebody who comes in already counts once it is proven. @throws a unique violation when an address
   * or a number is somebody else's.
   */
  async function changeCalled(tx: Tx, actor: Actor, changes: readonly CalledChange[]): Promise<void> {
    if (changes.length === 0) return;
    await requireAccess(tx, actor, 'people.manage', {});
    const wanted = changes.map(({ before, after }) => ({ personId: before.id, from: before.email, to: after.email }));
    const admitted = new Set((await addresses.admit(tx, actor, wanted)).map(({ personId }) => personId));
    const real = changes.map(({ before, after }) => ({
      before,
      after: admitted.has(before.id) ? after : { ...after, email: before.email },
    }));
    await repo.updateCalled(
      tx,
      real.map(({ after }) => after),
    );
    await deps.audit.recordAll(
      tx,
      real.map(({ before: { id, ...before }, after }) => ({
        actorId: actor.personId,
        action: 'person.renamed',
        subjectType: 'person',
        subjectId: id,
        facts: {},
        personal: { personId: id, value: { before, after } },
      })),
    );
  }

  /** The caller knows that the ones are guardians and the others students who are not theirs yet. */
  async function linkGuardians(tx: Tx, actor: Actor, links: readonly NewLink[]): Promise<void> {
    if (links.length === 0) return;
    await requireAccess(tx, actor, 'people.manage', {});
    const createdAt = deps.clock.now();
    await repo.insertLinks(
      tx,
      links.map((link) => ({ id: newId(), ...link, createdAt })),
    );
    await deps.audit.recordAll(
      tx,
      links.map(({ guardianId, studentId, relation }) => ({
        actorId: actor.personId,
        action: 'guardian.linked',
        subjectType: 'person',
        subjectId: studentId,
        facts: { guardianId },
        personal: { personId: studentId, value: { relation } },
      })),
    );
  }

  /** Whose guardians stand in for these students, for modules that have checked the access. */
  const guardiansOf = (db: Queryable, studentIds: readonly string[]): Promise<repo.StandingLink[]> =>
    repo.findLinks(db, studentIds);

  /** Active students of these names, for modules that have checked the access. */
  const studentsCalled = (db: Queryable, names: readonly string[]): Promise<{ id: string; name: string }[]> =>
    repo.findByNames(db, names);

  /** Which of these accounts were closed in favour of others, for modules that have checked the access. */
  const mergedAmong = (db: Queryable, ids: readonly string[]): Promise<{ id: string; intoId: string }[]> =>
    repo.findMerged(db, ids);

  return { changeCalled, mergedAmong, linkGuardians, guardiansOf, studentsCalled };
}
