/** How the institution lets people in: who may sign up, and whether a face may sign in. */
import { z } from 'zod';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/database.ts';
import * as repo from './access.repo.ts';
import type { Actor } from './actor.ts';
import { requireAccess } from './require-access.ts';

export const institutionSchema = z.object({
  name: z.string().trim().min(1).max(200),
  signUp: z.enum(['closed', 'approval', 'open']).describe('Students who sign up: none, after an admin approved, or at once. Teachers always wait for an admin.'),
  faceSignIn: z.boolean().describe('Students may sign in with their face; staff never.'),
});
export type InstitutionSettings = z.infer<typeof institutionSchema>;

export type InstitutionRules = ReturnType<typeof createInstitutionRules>;

export function createInstitutionRules(deps: { db: Database; audit: Audit }) {
  async function readSettings(actor: Actor): Promise<InstitutionSettings> {
    await requireAccess(deps.db.read, actor, 'institution.manage', {});
    return settings(deps.db.read);
  }

  /** Acts at once. */
  async function changeSettings(actor: Actor, change: Partial<InstitutionSettings>): Promise<InstitutionSettings> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'institution.manage', {});
      const before = await settings(tx);
      await repo.updateInstitution(tx, change);
      await deps.audit.record(tx, { actorId: actor.personId, action: 'institution.changed', subjectType: 'institution', subjectId: '1', facts: { before, after: change } });
      return settings(tx);
    });
  }

  /** For the rules of this room and others. */
  const settings = async (tx: Tx): Promise<InstitutionSettings> => institutionSchema.parse(await repo.getInstitution(tx));

  return { readSettings, changeSettings, settings };
}
