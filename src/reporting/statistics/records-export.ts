/** Taking the records of many classes away as a file: for whoever shows who they are, and written down. */
import type { Database } from '../../db/index.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { type Actor, requireAccess, requireProofFor } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { words } from './words/en.ts';

interface Exported {
  classId?: string | undefined;
  campusId?: string | undefined;
  personId?: string | undefined;
  status?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export function createRecordsExport(deps: { db: Database; audit: Audit }) {
  /**
   * Asked before a file with records leaves. What one class or one person is about is everybody's daily work; a whole
   * school is not. @throws AppError `proofRequired`, `secondYesRequired`.
   */
  async function letExport(actor: Actor, exported: Exported): Promise<void> {
    if (exported.classId !== undefined || exported.personId !== undefined) return;
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'reports.statistics', {});
      const filter = omitUndefined({ ...exported });
      await requireProofFor(tx, actor, 'exports', words.exportRecords(filter));
      await deps.audit.record(tx, {
        ...{ actorId: actor.personId, action: 'records.exported', subjectType: 'institution', subjectId: '1' },
        facts: filter,
      });
    });
  }

  return { letExport };
}
