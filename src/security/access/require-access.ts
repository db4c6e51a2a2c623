/** The gate before every operation: is this actor allowed this, on this object? */
import type { Queryable } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Actor } from './actor.ts';
import * as repo from './reach.repo.ts';
import { reachOf, type Permission, type Reach } from './permissions.ts';
import { words } from './words/en.ts';

/**
 * What the operation is about. A reach is granted only by what is named here: an object without an owner is nobody's
 * own.
 */
export interface AccessObject {
  personId?: string;
  classId?: string;
  /** With its class: whoever stands in for the session's teacher reaches it too. */
  sessionId?: string;
  /** Whoever teaches a class whose roster holds them, or stands in there, reaches them. */
  studentId?: string;
}

/**
 * @throws AppError `forbidden` when the role never has the permission, or the API key is not for it; `secondFactorDue` in
 * chat.
 */
export function requirePermission(actor: Actor, permission: Permission): Reach {
  if (actor.owesSecondFactor) throw new AppError('secondFactorDue');
  const reach = reachOf(actor.role, permission);
  if (!reach) throw new AppError('forbidden');
  if (actor.scopes?.has(permission) === false)
    throw new AppError('forbidden', { detail: words.thisApiKeyIsNot(permission) });
  return reach;
}

/**
 * For what would let a key act as an admin past its scopes and its end: people only.
 * @throws AppError `forbidden` when an API key acts.
 */
export function refuseKey(actor: Actor, what: string): void {
  if (actor.scopes) throw new AppError('forbidden', { detail: words.anApiKeyCannotPleaseSign(what) });
}

/** Whether there is anything at all on which the actor may do this. */
export const isEverAllowed = (actor: Actor, permission: Permission): boolean =>
  actor.owesSecondFactor !== true &&
  reachOf(actor.role, permission) !== undefined &&
  actor.scopes?.has(permission) !== false;

/**
 * Of several permissions all are needed; what reaches as far as one before it is not looked up again.
 * @throws AppError `forbidden` when the role never has the permission; `notFound` when it has, but not on this object
 * (the same answer as for an object that does not exist).
 */
export async function requireAccess(
  db: Queryable,
  actor: Actor,
  permission: Permission | readonly Permission[],
  object: AccessObject,
): Promise<void> {
  const lookUp = {
    any: async () => true,
    own: async () => object.personId === actor.personId,
    ward: async () => object.personId !== undefined && repo.isGuardian(db, actor.personId, object.personId),
    enrolled: async () => object.classId !== undefined && repo.isEnrolled(db, object.classId, actor.personId),
    taught: async () =>
      (object.classId !== undefined &&
        ((await repo.teaches(db, object.classId, actor.personId)) ||
          (object.sessionId !== undefined && (await repo.substitutes(db, object.sessionId, actor.personId))))) ||
      (object.studentId !== undefined && repo.teachesStudent(db, actor.personId, object.studentId)),
  };
  const within = new Set<Reach>();
  for (const one of [permission].flat()) {
    const reach = requirePermission(actor, one);
    if (!within.has(reach) && !(await lookUp[reach]())) throw new AppError('notFound');
    within.add(reach);
  }
}
