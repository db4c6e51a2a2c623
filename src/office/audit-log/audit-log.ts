/** Reads and hands out the audit: for admins, with the names of whom it is about. */
import { type Actor, requireAccess, requireProofFor } from '../../security/access/index.ts';
import type { Audit, AuditReader, ReadEntry } from '../../security/audit/index.ts';
import type { Database } from '../../db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { omitUndefined } from '../../kernel/objects.ts';
import { columnsOf, toCsv } from '../../reporting/csv/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { People } from '../../school/people/index.ts';
import { words } from './words/en.ts';
import type { AuditEntryView, AuditFilter, AuditPage } from './audit-log.schema.ts';

export type AuditLog = ReturnType<typeof createAuditLog>;

const exportPage = 1000;
const columns = [
  ...['seq', 'at', 'actorId', 'actor', 'apiKeyId', 'approvedById', 'approvedBy', 'via', 'address'],
  ...['action', 'subjectType', 'subjectId', 'subject', 'facts', 'personal'],
];

export function createAuditLog(deps: {
  db: Database;
  audit: Audit;
  reader: AuditReader;
  people: People;
  classes: Classes;
}) {
  /** A page of entries, newest first. */
  async function list(actor: Actor, filter: AuditFilter & { after?: string }, limit: number): Promise<AuditPage> {
    await requireAccess(deps.db.autocommit, actor, 'audit.read', {});
    const rows = await deps.reader.read(deps.db.autocommit, omitUndefined(filter), limit + 1);
    const entries = await describe(actor, rows.slice(0, limit));
    return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
  }

  /**
   * All entries of the filter as CSV, newest first, piece by piece. That they were handed out is an entry itself, which
   * is written before the first of them leaves.
   */
  async function* exportCsv(actor: Actor, filter: AuditFilter): AsyncGenerator<Buffer> {
    // What is written from now on, the entry about this among it, is not in the file.
    const newest = newId();
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'audit.read', {});
      await requireProofFor(tx, actor, 'exports', words.exportTheAudit(filter));
      await deps.audit.record(tx, {
        ...{ actorId: actor.personId, action: 'audit.exported', subjectType: 'institution', subjectId: '1' },
        facts: { ...filter, entries: await deps.reader.count(tx, omitUndefined({ ...filter, after: newest })) },
      });
    });
    yield toCsv([columns]);
    let after: string | undefined = newest;
    do {
      const rows = await deps.reader.read(deps.db.autocommit, omitUndefined({ ...filter, after }), exportPage);
      if (rows.length === 0) return;
      yield toCsv(columnsOf(columns, (await describe(actor, rows)).map(toRow)), { isStart: false });
      after = rows.at(-1)?.id;
    } while (after !== undefined);
  }

  async function describe(actor: Actor, rows: readonly ReadEntry[]): Promise<AuditEntryView[]> {
    const idsOf = (type: string): string[] =>
      rows.flatMap(({ subjectType, subjectId }) => (subjectType === type ? [subjectId] : []));
    const people = new Set([
      ...rows.flatMap(({ actorId, origin }) => [actorId ?? [], origin?.approvedById ?? []].flat()),
      ...idsOf('person'),
    ]);
    const names = await deps.people.namesOf([...people]);
    const classes = idsOf('class').length > 0 ? await deps.classes.listOwn(actor) : [];
    for (const { id, code } of classes) names.set(id, code);
    const named = (id: string): { id: string; name: string | null } => ({ id, name: names.get(id) ?? null });
    return rows.map(({ id, seq, at, actorId, action, subjectType, subjectId, facts, personal, origin }) => ({
      ...{ id, at, action, facts },
      seq: seq?.toString() ?? null,
      actor: actorId === null ? null : named(actorId),
      apiKeyId: origin?.keyId ?? null,
      approvedBy: origin?.approvedById === undefined ? null : named(origin.approvedById),
      via: origin?.via ?? null,
      address: origin?.address ?? null,
      subject: { type: subjectType, id: subjectId, name: names.get(subjectId) ?? null },
      // A key for another system is told what happened, and nothing that was sealed.
      personal: actor.scopes ? null : personal,
    }));
  }

  return { list, exportCsv };
}

const toRow = ({ actor, approvedBy, subject, facts, personal, ...entry }: AuditEntryView): object => ({
  ...entry,
  actorId: actor?.id,
  actor: actor?.name,
  approvedById: approvedBy?.id,
  approvedBy: approvedBy?.name,
  subjectType: subject.type,
  subjectId: subject.id,
  subject: subject.name,
  facts: JSON.stringify(facts),
  personal: personal === null ? null : JSON.stringify(personal),
});
