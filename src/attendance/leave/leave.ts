/** Leave: ask, decide, withdraw, and read what was asked by whom it concerns. */
import { type Actor, requireAccess, requirePermission } from '../../security/access/index.ts';
import type { Attendance } from '../register/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Classes } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { Guardians, People } from '../../school/people/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import type { OpenedFile, Storage } from '../../delivery/storage/index.ts';
import { createAsk } from './ask.ts';
import { createDecide, objectOf } from './decide.ts';
import { createHandOver } from './hand-over.ts';
import type { LeaveQuery, LeaveView } from './leave.schema.ts';
import * as repo from './leave.repo.ts';
import { createTellLeave } from './tell.ts';
import { openWords } from './sealed-text.ts';

export type Leave = ReturnType<typeof createLeave>;

export function createLeave(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  storage: Storage;
  classes: Classes;
  sessions: Sessions;
  attendance: Attendance;
  people: People;
  guardians: Guardians;
  notifications: Notifications;
}) {
  const tell = createTellLeave(deps);

  /** One request. @throws AppError `notFound` also when it does not concern the actor. */
  async function read(actor: Actor, leaveId: string): Promise<LeaveView> {
    const [view] = await toViews([await findTheirs(actor, leaveId)]);
    if (!view) throw new AppError('notFound');
    return view;
  }

  /**
   * A page of requests, the newest first: the own, the wards', those of the classes one teaches, or all for an admin.
   */
  async function list(actor: Actor, query: LeaveQuery): Promise<{ requests: LeaveView[]; next: string | null }> {
    const within = await reachableBy(actor);
    const { limit, after, status } = query;
    const filter = {
      ...narrow('studentIds', within.studentIds, query.studentId),
      ...narrow('classIds', within.classIds, query.classId),
      ...(status === undefined ? {} : { status }),
    };
    // One more than asked for tells whether there is another page.
    const found = await repo.findPage(deps.db.autocommit, filter, {
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const requests = await toViews(found.slice(0, limit));
    return { requests, next: found.length > limit ? (requests.at(-1)?.id ?? null) : null };
  }

  async function reachableBy(actor: Actor): Promise<Pick<repo.LeaveFilter, 'studentIds' | 'classIds'>> {
    switch (requirePermission(actor, 'leave.read')) {
      case 'any':
        return {};
      case 'taught':
        return { classIds: (await deps.classes.listOwn(actor)).map(({ id }) => id) };
      case 'ward':
        return { studentIds: (await deps.guardians.listWards(actor)).map(({ id }) => id) };
      case 'own':
      case 'enrolled':
        return { studentIds: [actor.personId] };
    }
  }

  /** A file of a request. @throws AppError `notFound` also when it does not concern the actor. */
  async function readEvidence(actor: Actor, leaveId: string, fileId: string): Promise<OpenedFile> {
    const leave = await findTheirs(actor, leaveId);
    if (!leave.evidence.some(({ id }) => id === fileId)) throw new AppError('notFound');
    return deps.storage.read(fileId);
  }

  async function findTheirs(actor: Actor, leaveId: string): Promise<repo.StoredLeave> {
    const leave = await repo.findLeave(deps.db.autocommit, leaveId);
    if (!leave) throw new AppError('notFound');
    await requireAccess(deps.db.autocommit, actor, 'leave.read', objectOf(leave));
    return leave;
  }

  async function toViews(rows: readonly repo.StoredLeave[]): Promise<LeaveView[]> {
    if (rows.length === 0) return [];
    const [names, keys] = await Promise.all([
      deps.people.namesOf([
        ...new Set(
          rows.flatMap((row) => [row.studentId, row.askedById, ...(row.decidedById === null ? [] : [row.decidedById])]),
        ),
      ]),
      deps.vault.keysOf(deps.db.autocommit, [...new Set(rows.map((row) => row.studentId))]),
    ]);
    const named = (id: string) => ({ id, name: names.get(id) ?? '' });
    return rows.map(
      ({
        id,
        studentId,
        askedById,
        class: view,
        sessions,
        startsAt,
        endsAt,
        timeZone,
        reason,
        comment,
        status,
        createdAt,
        decidedAt,
        decidedById,
        evidence,
      }) => ({
        id,
        student: named(studentId),
        askedBy: named(askedById),
        class: view,
        sessions: sessions.map(({ id: sessionId, classId, startsAt: at, timeZone: zone }) => ({
          id: sessionId,
          classId,
          startsAt: at,
          timeZone: zone,
        })),
        startsAt,
        endsAt,
        timeZone,
        status,
        createdAt,
        decidedAt,
        decidedBy: decidedById === null ? null : named(decidedById),
        evidence,
        reason: openWords(keys.get(studentId), id, 'reason', reason),
        comment: openWords(keys.get(studentId), id, 'comment', comment),
      }),
    );
  }

  return {
    ...createAsk({ ...deps, tell }),
    ...createDecide({ ...deps, tell }),
    ...createHandOver(deps),
    read,
    list,
    readEvidence,
  };
}

/** What is asked for, within what may be seen; nothing beyond it, and no hint that there is more. */
function narrow<Name extends 'studentIds' | 'classIds'>(
  name: Name,
  within: readonly string[] | undefined,
  asked: string | undefined,
): { [K in Name]?: readonly string[] } {
  const ids = asked === undefined ? within : (within ?? [asked]).filter((id) => id === asked);
  return ids === undefined ? {} : ({ [name]: ids } as { [K in Name]?: readonly string[] });
}
