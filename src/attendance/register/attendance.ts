/** The register: check in, mark, call the roll, close, and read who was there. */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Budgets } from '../../security/budgets/index.ts';
import { type Classes, belongsTo } from '../../school/classes/index.ts';
import type { Codes } from '../codes/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Faces } from '../../recognition/faces/index.ts';
import type { Geofence } from '../../school/places/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { SessionView, Sessions } from '../../school/sessions/index.ts';
import * as repo from './attendance.repo.ts';
import { createCheckIn } from './check-in.ts';
import { createCheckOut } from './check-out.ts';
import { createCloseSession, type WhoIsOnLeave } from './close-session.ts';
import { createEvidence } from './evidence.ts';
import { createExcuse } from './excuse.ts';
import { createFlags } from './flags.ts';
import { createMark } from './mark.ts';
import { createOpenSession } from './open-session.ts';
import { receiptSchema, type AttendanceStatus } from './receipt.ts';
import { createRegister } from './register.ts';
import { createTakeOver } from './take-over.ts';
import { createTellChanges } from './tell-changes.ts';
import { createToday } from './today.ts';
import type { AwaitingReview, FlagView, MarkedRecord, PresentStudent, RegisterClass } from './register.schema.ts';

export type { TodaySession } from './today.ts';

export interface OwnRecord {
  session: SessionView;
  status: AttendanceStatus | null;
}

export type Attendance = ReturnType<typeof createAttendance>;

export function createAttendance(deps: {
  db: Database;
  audit: Audit;
  budgets: Budgets;
  clock: Clock;
  classes: Classes;
  sessions: Sessions;
  codes: Codes;
  faces: Faces;
  geofence: Geofence;
  whoIsOnLeave: WhoIsOnLeave;
  notifications: Notifications;
  people: People;
  vault: Vault;
  digestKey: Buffer;
}) {
  const register = createRegister({ ...deps, tellChanges: createTellChanges(deps) });
  const evidence = createEvidence(deps);
  const flags = createFlags(deps);
  const { checkIn, requireSession } = createCheckIn({ ...deps, register, evidence, flags });
  const { checkOut } = createCheckOut(deps);
  const { closeSession, closeDueSessions, foreseeClosing } = createCloseSession({ ...deps, register });
  const { holdForMarking, ...opening } = createOpenSession({ ...deps, register });
  const marks = createMark({ ...deps, register, holdForMarking });

  /** The roster with each student's status in the session, by name. */
  async function readPresence(actor: Actor, sessionId: string): Promise<PresentStudent[]> {
    return presenceOf(await deps.sessions.read(actor, sessionId, 'attendance.read'));
  }

  /** The same with the session and what is to be known of its class. */
  async function readWhole(
    actor: Actor,
    sessionId: string,
  ): Promise<{ session: SessionView; class: RegisterClass; students: PresentStudent[] }> {
    const session = await deps.sessions.read(actor, sessionId, 'attendance.read');
    const { code, title, timeZone, policy } = await deps.classes.get(deps.db.autocommit, session.classId);
    const { ownStatuses } = policy;
    return { session, class: { code, title, timeZone, ownStatuses }, students: await presenceOf(session) };
  }

  /** The same with what waits for the teacher, of a session that the caller has just read. */
  async function readRegister(
    actor: Actor,
    session: SessionView,
  ): Promise<{ students: PresentStudent[]; waiting: AwaitingReview[]; flags: FlagView[] }> {
    const where = { classId: session.classId, sessionId: session.id };
    await requireAccess(deps.db.autocommit, actor, ['classes.read', 'attendance.read'], where);
    const students = await presenceOf(session);
    return { students, waiting: await findWaiting(session.id, students), flags: await flags.flagsOf(session) };
  }

  /**
   * Those who belonged to it for some of its time, and whoever has a mark in it; of a session for everybody also who is
   * on the roster now, since marks from before somebody came are carried over by hand.
   */
  async function presenceOf(session: SessionView): Promise<PresentStudent[]> {
    const [everybody, records] = await Promise.all([
      deps.classes.everOnRosterNow(session.classId),
      repo.findPresence(deps.db.autocommit, session.id),
    ]);
    const byPerson = new Map(records.map((record) => [record.personId, record]));
    const now = deps.clock.now();
    const listed = everybody
      .map((entry) => ({ ...entry, isEnrolled: belongsTo(entry, session, now) }))
      .filter(
        ({ id, leftAt, isEnrolled }) =>
          isEnrolled ||
          (byPerson.get(id)?.status ?? null) !== null ||
          (leftAt === null && session.groupIds.length === 0),
      );
    return listed.map(({ id, name, externalId, isEnrolled }) => {
      const record = byPerson.get(id);
      return {
        personId: id,
        name,
        externalId,
        isEnrolled,
        status: record?.status ?? null,
        ownStatus: record?.ownStatus ?? null,
        version: record?.version ?? 0,
        markedAt: record?.markedAt ?? null,
        source: record?.source ?? null,
        markedBy: record?.markedBy ?? null,
        leftAt: record?.leftAt ?? null,
        leftEarlyMinutes: record?.leftEarlyMinutes ?? 0,
      };
    });
  }

  /**
   * What stands in the register of a session, in the order in which it was marked, and by whom; of students who left
   * the class too. A student sees their own.
   */
  async function listRecords(actor: Actor, sessionId: string): Promise<MarkedRecord[]> {
    const session = await deps.sessions.read(actor, sessionId);
    if (actor.role === 'student')
      await requireAccess(deps.db.autocommit, actor, 'attendance.readOwn', { personId: actor.personId });
    else await requireAccess(deps.db.autocommit, actor, 'attendance.read', { classId: session.classId, sessionId });
    const records = await repo.findMarked(deps.db.autocommit, sessionId);
    return actor.role === 'student' ? records.filter(({ personId }) => personId === actor.personId) : records;
  }

  /** Check-ins of a session that were in doubt and whose student has not been marked since. */
  async function listAwaitingReview(actor: Actor, sessionId: string): Promise<AwaitingReview[]> {
    return findWaiting(sessionId, await readPresence(actor, sessionId));
  }

  async function findWaiting(sessionId: string, present: readonly PresentStudent[]): Promise<AwaitingReview[]> {
    const unmarked = new Set(
      present
        .filter((student) => student.status === null || student.status === 'absent')
        .map((student) => student.personId),
    );
    const waiting = await repo.findAwaitingReview(deps.db.autocommit, [sessionId]);
    return waiting
      .filter((row) => unmarked.has(row.personId))
      .map((row) => ({ personId: row.personId, at: row.createdAt, receipt: receiptSchema.parse(row.receipt) }));
  }

  /** The status of the actor, or of their ward, in each of these sessions. */
  async function readOwn(
    actor: Actor,
    sessions: readonly SessionView[],
    personId: string = actor.personId,
  ): Promise<OwnRecord[]> {
    await requireAccess(deps.db.autocommit, actor, 'attendance.readOwn', { personId });
    const records = await repo.findRecordsOf(
      deps.db.autocommit,
      personId,
      sessions.map((session) => session.id),
    );
    const bySession = new Map(records.map((record) => [record.sessionId, record.status]));
    return sessions.map((session) => ({ session, status: bySession.get(session.id) ?? null }));
  }

  /** What the register says of one student, for modules that have checked the access. */
  const statusOf = async (tx: Tx, sessionId: string, personId: string): Promise<AttendanceStatus | null> =>
    (await repo.findRecordsOf(tx, personId, [sessionId]))[0]?.status ?? null;

  /** All marks of sessions, for modules that have checked the access to their class. */
  async function listMarks(
    sessionIds: readonly string[],
  ): Promise<{ sessionId: string; personId: string; status: AttendanceStatus }[]> {
    const records = await repo.findRecords(deps.db.autocommit, sessionIds);
    return records.flatMap(({ sessionId, personId, status }) => (status ? [{ sessionId, personId, status }] : []));
  }

  return {
    ...createToday(deps),
    ...createExcuse({ ...deps, register }),
    ...opening,
    ...marks,
    ...createTakeOver({ ...deps, register }),
    checkIn,
    requireSession,
    checkOut,
    closeSession,
    closeDueSessions,
    foreseeClosing,
    listFlags: flags.listFlags,
    resolveFlag: flags.resolveFlag,
    readPresence,
    readWhole,
    readRegister,
    listRecords,
    listAwaitingReview,
    readOwn,
    listMarks,
    statusOf,
    correct: register.write,
    raiseToPresent: register.raiseToPresent,
  };
}
