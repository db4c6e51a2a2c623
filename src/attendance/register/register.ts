/**
 * The register: the one place that writes a status, always with its history, its audit row and word to whom it is
 * about.
 */
import { z } from 'zod';
import type { Audit } from '../../security/audit/index.ts';
import type { ClassView } from '../../school/classes/index.ts';
import type { Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { SessionView } from '../../school/sessions/index.ts';
import * as repo from './attendance.repo.ts';
import { statusSchema, type AttendanceStatus } from './receipt.ts';

export interface StatusChange {
  sessionId: string;
  personId: string;
  status: AttendanceStatus | null;
  /** The class's own word for the status. */
  ownStatus?: string | null;
  source: repo.RecordSource;
  /** Empty when the service itself acts. */
  actorId: string | null;
  reason: string | null;
  checkInId?: string;
  /** The version the actor saw (0: no record); a different one now is an error. */
  expectedVersion?: number;
  /** Whom it is about have been told of it before: it only changes its place. */
  isKnown?: boolean;
  /** The session and its class, from whoever has just read them. */
  where?: { session: SessionView; view: ClassView };
}

/** One step of one record; Undo needs exactly this to take it back. */
export const writtenChangeSchema = z.object({
  recordId: z.uuid(),
  personId: z.uuid(),
  before: statusSchema.nullable(),
  after: statusSchema.nullable(),
  version: z.number().int(),
  ownBefore: z.string().nullable().default(null),
  ownAfter: z.string().nullable().default(null),
});
export type WrittenChange = z.infer<typeof writtenChangeSchema>;

/** Why something was written, as those whom it is about are told. */
export type ToldCause = Pick<StatusChange, 'sessionId' | 'source' | 'reason' | 'where' | 'isKnown'>;

/** Tells people of what was written about them, inside the transaction that writes it. */
export type TellChanges = (tx: Tx, cause: ToldCause, changes: readonly WrittenChange[]) => Promise<void>;

export type Register = ReturnType<typeof createRegister>;

export function createRegister(deps: { audit: Audit; clock: Clock; tellChanges: TellChanges }) {
  /**
   * Writes one status. Writing the status that is there already changes nothing and leaves no history, but where closing
   * wrote it.
   * @throws AppError `changedMeanwhile` when the record is not at `expectedVersion`.
   */
  async function write(tx: Tx, change: StatusChange): Promise<WrittenChange> {
    const at = deps.clock.now();
    const ownStatus = change.ownStatus ?? null;
    const created = {
      id: newId(),
      sessionId: change.sessionId,
      personId: change.personId,
      status: change.status,
      ownStatus,
      source: change.source,
      version: 1,
      markedAt: at,
    };
    const first = {
      recordId: created.id,
      personId: change.personId,
      before: null,
      after: change.status,
      version: 1,
      ownBefore: null,
      ownAfter: ownStatus,
    };
    const isNew = await repo.insertRecord(
      tx,
      { ...created, checkInId: change.checkInId ?? null },
      toRow(change, first, at),
    );
    const current = isNew ? null : await repo.lockRecord(tx, change.sessionId, change.personId);
    if (!isNew && !current) throw new AppError('internal', { detail: 'A record is neither new nor there' });
    if (change.expectedVersion !== undefined && (current?.version ?? 0) !== change.expectedVersion)
      throw new AppError('changedMeanwhile');
    const written = current
      ? {
          ...first,
          recordId: current.id,
          before: current.status,
          version: current.version + 1,
          ownBefore: current.ownStatus,
        }
      : first;
    // What closing wrote becomes a person's mark when they say the same: nothing takes it back unseen then.
    const isOfSomebody = change.source === 'manual' || change.source === 'merge';
    const isConfirmed = current?.source === 'auto_close' && isOfSomebody;
    if (current?.status === change.status && current.ownStatus === ownStatus && !isConfirmed)
      return { ...written, version: current.version };
    if (current) await repo.updateRecord(tx, toRow(change, written, at));
    await tell(tx, change, [written]);
    return written;
  }

  /**
   * Writes the same status for students who have no record yet. The caller holds the session alone, so that nobody
   * writes one in between.
   */
  async function writeMissing(
    tx: Tx,
    personIds: readonly string[],
    change: Omit<StatusChange, 'personId' | 'checkInId' | 'expectedVersion'>,
  ): Promise<void> {
    const at = deps.clock.now();
    const records = personIds.map((personId) => ({
      id: newId(),
      sessionId: change.sessionId,
      personId,
      status: change.status,
      ownStatus: null,
      source: change.source,
      version: 1,
      markedAt: at,
    }));
    const changes = records.map((record) => ({
      recordId: record.id,
      personId: record.personId,
      before: null,
      after: change.status,
      ownBefore: null,
      ownAfter: null,
      version: 1,
    }));
    if (records.length === 0) return;
    await repo.insertRecords(tx, records);
    await repo.insertChanges(
      tx,
      changes.map((one) => toRow(change, one, at)),
    );
    await tell(tx, change, changes);
  }

  /**
   * Writes the same status into records that are there. The caller holds the session alone and has just read them.
   */
  async function rewrite(
    tx: Tx,
    records: readonly repo.StoredRecord[],
    change: Omit<StatusChange, 'personId' | 'checkInId' | 'expectedVersion'>,
  ): Promise<void> {
    const at = deps.clock.now();
    const changes = records.map((record) => ({
      recordId: record.id,
      personId: record.personId,
      before: record.status,
      after: change.status,
      ownBefore: record.ownStatus,
      ownAfter: null,
      version: record.version + 1,
    }));
    if (changes.length === 0) return;
    await repo.updateRecords(
      tx,
      changes.map((one) => toRow(change, one, at)),
    );
    await tell(tx, change, changes);
  }

  /** Writes present unless the student is present or late already. @returns the change, or null when there was none. */
  async function raiseToPresent(
    tx: Tx,
    change: Omit<StatusChange, 'status' | 'expectedVersion' | 'checkInId'>,
  ): Promise<WrittenChange | null> {
    const current = await repo.lockRecord(tx, change.sessionId, change.personId);
    if (current?.status === 'present' || current?.status === 'late') return null;
    return write(tx, { ...change, status: 'present', expectedVersion: current?.version ?? 0 });
  }

  /** What was written, to the audit and to those whom it is about. */
  async function tell(tx: Tx, cause: Omit<StatusChange, 'personId'>, changes: readonly WrittenChange[]): Promise<void> {
    const { source, actorId } = cause;
    await deps.audit.record(tx, {
      actorId,
      action: 'records.written',
      subjectType: 'session',
      subjectId: cause.sessionId,
      facts: {
        source,
        changes: changes.map(({ personId, before, after, version }) => ({ personId, before, after, version })),
      },
    });
    await deps.tellChanges(tx, cause, changes);
  }

  return { write, writeMissing, rewrite, raiseToPresent };
}

const toRow = (
  { source, actorId, reason }: Pick<StatusChange, 'source' | 'actorId' | 'reason'>,
  { recordId, version, before, after, ownAfter }: WrittenChange,
  at: Date,
): repo.NewChange => ({
  id: newId(),
  recordId,
  version,
  before,
  after,
  ownStatus: ownAfter,
  source,
  actorId,
  reason,
  at,
});
