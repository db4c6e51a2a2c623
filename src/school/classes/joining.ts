/** Joining and leaving a class without an admin: by its code, or freely where it is open. */
import { randomInt } from 'node:crypto';
import {
  type Actor,
  type Throttle,
  isEverAllowed,
  requireAccess,
  requirePermission,
} from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import * as repo from './classes.repo.ts';
import * as rosters from './rosters.repo.ts';
import type { ClassView, JoinPolicy, Joining, OpenClass } from './classes.schema.ts';
import { requireStudents } from './students.ts';
import { words } from './words/en.ts';

/** No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: read from a board, typed on a phone. */
const alphabet = '34679ACDEFGHJKMNPQRTWXY';
const codeLength = 6;
/** How often a code is drawn when others have drawn the same. */
export const drawings = 5;

export interface Joined {
  class: ClassView;
  /** Whether the actor was not on the roster before. */
  isNew: boolean;
}

export function createJoining(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  throttle: Throttle;
  forgetRoster: (classId: string) => void;
}) {
  async function readJoining(actor: Actor, classId: string): Promise<Joining> {
    await requireAccess(deps.db.autocommit, actor, 'classes.setUp', { classId });
    const found = await repo.findJoining(deps.db.autocommit, classId);
    if (!found) throw new AppError('notFound');
    return found;
  }

  /** Join codes by class, of those of these classes that the actor sets up: for students none. */
  async function joinCodesOf(actor: Actor, classIds: readonly string[]): Promise<Map<string, string>> {
    if (!isEverAllowed(actor, 'classes.setUp')) return new Map();
    const taughtBy = requirePermission(actor, 'classes.setUp') === 'any' ? undefined : actor.personId;
    return repo.findJoinCodes(deps.db.autocommit, classIds, taughtBy);
  }

  /** Sets who may join; the code is made when there is none, and stays otherwise. */
  const setJoining = (actor: Actor, classId: string, joinPolicy: JoinPolicy): Promise<Joining> =>
    write(actor, classId, (found) => ({ joinPolicy, joinCode: found.joinCode ?? makeCode() }));

  /** Makes another code; the one before is worth nothing any more. */
  const renewCode = (actor: Actor, classId: string): Promise<Joining> =>
    write(actor, classId, (found) => ({ ...found, joinCode: makeCode() }));

  async function write(actor: Actor, classId: string, change: (found: Joining) => Joining): Promise<Joining> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deps.db.transaction(async (tx) => {
          await requireAccess(tx, actor, 'classes.setUp', { classId });
          const found = await repo.findJoining(tx, classId);
          if (!found) throw new AppError('notFound');
          const after = change(found);
          await repo.updateJoining(tx, classId, after);
          await deps.audit.record(tx, {
            actorId: actor.personId,
            action: 'class.joiningChanged',
            subjectType: 'class',
            subjectId: classId,
            facts: { joinPolicy: after.joinPolicy, isCodeNew: after.joinCode !== found.joinCode },
          });
          return after;
        });
      } catch (error) {
        // Another class has drawn the same code: draw again.
        if (!isUniqueViolation(error) || attempt === drawings) throw error;
      }
    }
  }

  /**
   * Puts the actor on the roster of the class with this code, or of an open class by its id. Who is on it already
   * stays, and `isNew` is false.
   * @throws AppError `notFound` when there is no such class, or it takes nobody this way; `tooManyRequests` after wrong
   * codes, in whatever way they were tried.
   */
  async function join(actor: Actor, by: { code: string } | { classId: string }): Promise<Joined> {
    if ('code' in by) await deps.throttle.refuseWhileBlocked(actor.personId);
    const joined = await enrolBy(actor, by);
    if (joined) {
      deps.forgetRoster(joined.class.id);
      return joined;
    }
    if (!('code' in by)) throw new AppError('notFound');
    await deps.throttle.countFailure(actor.personId);
    throw new AppError('notFound', {
      field: 'code',
      detail: words.noClassTakesThisCode,
    });
  }

  async function enrolBy(actor: Actor, by: { code: string } | { classId: string }): Promise<Joined | null> {
    return deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.join', { personId: actor.personId });
      const view = await findJoinable(tx, by);
      if (!view) return null;
      if ('code' in by) await deps.throttle.clear(tx, actor.personId);
      const isNew = await enrol(tx, actor, view.id, 'code' in by ? 'code' : 'open');
      return { class: view, isNew };
    });
  }

  /** @returns whether the actor was not on the roster yet. */
  async function enrol(tx: Tx, actor: Actor, classId: string, by: 'code' | 'open'): Promise<boolean> {
    await requireStudents(tx, [actor.personId]);
    const isNew = (await rosters.enrol(tx, classId, [actor.personId], deps.clock.now())) > 0;
    if (isNew)
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.joined',
        subjectType: 'class',
        subjectId: classId,
        facts: { by },
      });
    return isNew;
  }

  /**
   * Puts the actor on the roster of an open class inside the caller's transaction; who is on it already stays. @throws
   * AppError `notFound` when they are not, and it is not open.
   */
  async function joinOpen(tx: Tx, actor: Actor, classId: string): Promise<void> {
    await requireAccess(tx, actor, 'classes.join', { personId: actor.personId });
    if (await repo.findOpenClass(tx, classId)) await enrol(tx, actor, classId, 'open');
    // Not open, so that only those whom it has already are its students.
    else await requireAccess(tx, actor, 'classes.read', { classId });
  }

  /** The classes whose roster the actor is on, or could be by going there. */
  async function listWithin(actor: Actor): Promise<ClassView[]> {
    await requireAccess(deps.db.autocommit, actor, 'classes.join', { personId: actor.personId });
    return repo.findClassesWithin(deps.db.autocommit, actor.personId);
  }

  /**
   * Takes the actor off a roster that one comes onto by oneself; old sheets keep them.
   * @throws AppError `notFound` when they are not on it, `forbidden` where the school keeps it.
   */
  async function leave(actor: Actor, classId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'classes.join', { personId: actor.personId });
      const found = await repo.findJoining(tx, classId);
      if (!found || !(await rosters.leave(tx, classId, actor.personId, deps.clock.now())))
        throw new AppError('notFound');
      if (found.joinPolicy === 'closed') throw new AppError('forbidden', { detail: words.youWereEnrolledByTheSchool });
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'class.left',
        subjectType: 'class',
        subjectId: classId,
        facts: {},
      });
    });
    deps.forgetRoster(classId);
  }

  /** The open classes that the actor is not in, by code. */
  async function listOpen(actor: Actor): Promise<OpenClass[]> {
    await requireAccess(deps.db.autocommit, actor, 'classes.join', { personId: actor.personId });
    return repo.findOpenClasses(deps.db.autocommit, actor.personId);
  }

  const findJoinable = (tx: Tx, by: { code: string } | { classId: string }): Promise<ClassView | null> =>
    'code' in by
      ? repo.findClassByCode(tx, by.code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
      : repo.findOpenClass(tx, by.classId);

  return { readJoining, joinCodesOf, setJoining, renewCode, join, joinOpen, leave, listOpen, listWithin };
}

export const makeCode = (): string =>
  Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
