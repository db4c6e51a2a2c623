/** Guardians: who stands in for a student, reads their attendance and asks for leave. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import * as repo from './guardians.repo.ts';
import { findPerson } from './people.repo.ts';
import type { GuardianView, WardView } from './people.schema.ts';
import { words } from './words/en.ts';

export const newGuardianSchema = z.strictObject({
  guardianId: z.uuid(),
  relation: shownLine(60).describe('As the school writes it: mother, father, carer.'),
});
export type NewGuardian = z.infer<typeof newGuardianSchema>;

export type Guardians = ReturnType<typeof createGuardians>;

export function createGuardians(deps: { db: Database; audit: Audit; clock: Clock }) {
  /**
   * @throws AppError `notFound` when the one is no student or the other no guardian; `conflict` when they are linked
   * already.
   */
  async function link(actor: Actor, studentId: string, input: NewGuardian): Promise<{ id: string }> {
    const id = newId();
    try {
      await deps.db.transaction(async (tx) => {
        await requireAccess(tx, actor, 'people.manage', {});
        if ((await findPerson(tx, studentId))?.role !== 'student')
          throw new AppError('notFound', { field: 'personId', detail: words.personIdThereIsNoSuchStudent });
        if ((await findPerson(tx, input.guardianId))?.role !== 'guardian') {
          throw new AppError('notFound', {
            field: 'guardianId',
            detail: words.guardianIdThereIsNoSuchGuardian,
          });
        }
        await repo.insertGuardianship(tx, { id, studentId, ...input, createdAt: deps.clock.now() });
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'guardian.linked',
          subjectType: 'person',
          subjectId: studentId,
          facts: { guardianId: input.guardianId },
          personal: { personId: studentId, value: { relation: input.relation } },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('conflict', {
          field: 'guardianId',
          detail: words.guardianIdThisGuardianIsLinked,
        });
      throw error;
    }
    return { id };
  }

  /** Ends it; acts at once. @throws AppError `notFound` when they are not linked. */
  async function unlink(actor: Actor, studentId: string, guardianId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'people.manage', {});
      if (!(await repo.endGuardianship(tx, guardianId, studentId, deps.clock.now()))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'guardian.unlinked',
        subjectType: 'person',
        subjectId: studentId,
        facts: { guardianId },
      });
    });
  }

  /** The student's guardians, the longest standing first. @throws AppError `notFound` when there is no such student. */
  async function list(actor: Actor, studentId: string): Promise<GuardianView[]> {
    await requireAccess(deps.db.autocommit, actor, 'people.read', {});
    if ((await findPerson(deps.db.autocommit, studentId))?.role !== 'student') throw new AppError('notFound');
    return repo.findGuardians(deps.db.autocommit, studentId);
  }

  /** Students whose guardian the actor is, by name. */
  async function listWards(actor: Actor): Promise<WardView[]> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    return repo.findWards(deps.db.autocommit, actor.personId);
  }

  return { link, unlink, list, listWards };
}
