/** Whole lists of classes, for those that bring in a school: in the caller's transaction, audited one by one. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import * as repo from './making.repo.ts';
import { leave } from './rosters.repo.ts';

export type { NewClassRow } from './making.repo.ts';

export function createMaking(deps: { audit: Audit; clock: Clock }) {
  /** @throws a unique violation when a code is taken. */
  async function createAll(tx: Tx, actor: Actor, rows: readonly repo.NewClassRow[]): Promise<void> {
    if (rows.length === 0) return;
    await requireAccess(tx, actor, 'classes.manage', {});
    await repo.insertClasses(tx, rows);
    await deps.audit.recordAll(
      tx,
      rows.map(({ id, code }) => ({
        actorId: actor.personId,
        action: 'class.created',
        subjectType: 'class',
        subjectId: id,
        facts: { code, policy: {} },
      })),
    );
  }

  /** Takes students off a roster; who is not on it is left out. @returns how many left. */
  async function takeOff(tx: Tx, actor: Actor, classId: string, personIds: readonly string[]): Promise<number> {
    await requireAccess(tx, actor, 'classes.manage', { classId });
    let left = 0;
    for (const personId of personIds) {
      if (!(await leave(tx, classId, personId, deps.clock.now()))) continue;
      left += 1;
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.studentLeft',
        subjectType: 'class',
        subjectId: classId,
        facts: { personId },
      });
    }
    return left;
  }

  /** For modules that have checked the access. */
  const archivedCodes = (db: Queryable, codes: readonly string[]): Promise<string[]> =>
    repo.findArchivedCodes(db, codes);
  const taughtBy = (db: Queryable, classIds: readonly string[]): Promise<{ classId: string; personId: string }[]> =>
    repo.findTaught(db, classIds);

  return { createAll, takeOff, archivedCodes, taughtBy };
}
