/**
 * Roll call: faces of class photos are assigned to the roster, shown to the teacher, and written only when confirmed.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Attendance, WrittenChange } from '../register/index.ts';
import type { Classes, ClassView } from '../../school/classes/index.ts';
import type { Database } from '../../db/index.ts';
import type { DrawInitials } from '../../fonts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Sessions } from '../../school/sessions/index.ts';
import type { Vision } from '../../recognition/vision/index.ts';
import type { LookAtClass, Progress } from './name-faces.ts';
import { drawRollCall } from './picture.ts';
import type { RollCallProposal } from './roll-call.schema.ts';
import { words } from './words/en.ts';

/** Looked at while somebody waits; more are a task (`photo-set.ts`). */
export const maxRollCallPhotos = 6;
/** Of a set. */
export const maxSetPhotos = 40;

export type RollCall = ReturnType<typeof createRollCall>;

export function createRollCall(deps: {
  db: Database;
  attendance: Attendance;
  classes: Classes;
  sessions: Sessions;
  look: LookAtClass;
  vision: Vision;
  drawInitials: DrawInitials;
}) {
  /**
   * Looks who is in the photos. Nothing is recorded.
   * @throws AppError `conflict` when the session is not open; `invalidInput` for no or too many photos; those of
   * decoding.
   */
  async function propose(
    actor: Actor,
    sessionId: string,
    photos: readonly Buffer[],
    progress?: Progress,
  ): Promise<RollCallProposal> {
    requirePhotos(photos, progress ? maxSetPhotos : maxRollCallPhotos);
    const { classId } = await requireMayCall(actor, sessionId);
    return deps.look(classId, photos, progress);
  }

  /**
   * Whether the actor may call the roll of the session. @returns its class. @throws AppError `notFound`, `forbidden`;
   * `conflict` when it is not open, or its class is archived.
   */
  async function requireMayCall(actor: Actor, sessionId: string): Promise<{ classId: string }> {
    const session = await deps.sessions.read(actor, sessionId, 'attendance.rollCall');
    requireHeld(session.status, await deps.classes.get(deps.db.autocommit, session.classId));
    return session;
  }

  /** The same for a class, whether or not it has a session. @throws AppError `notFound`, and as above. */
  async function recognise(actor: Actor, classId: string, photos: readonly Buffer[]): Promise<RollCallProposal> {
    requirePhotos(photos, maxRollCallPhotos);
    await requireAccess(deps.db.autocommit, actor, 'attendance.rollCall', { classId });
    await deps.classes.get(deps.db.autocommit, classId);
    return deps.look(classId, photos);
  }

  /**
   * Records those whom the teacher confirmed as present. Who is present or late already stays so.
   * @throws AppError `notFound` when somebody is not on the roster; `conflict` when the session is cancelled or not
   * opened, or its class is archived.
   */
  async function confirm(actor: Actor, sessionId: string, personIds: readonly string[]): Promise<WrittenChange[]> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, sessionId, 'share');
      await requireAccess(tx, actor, 'attendance.rollCall', { classId: session.classId, sessionId: session.id });
      requireHeld(session.status, await deps.classes.get(tx, session.classId));
      const onRoster = new Set((await deps.classes.roster(tx, session.classId)).map((entry) => entry.id));
      if (personIds.some((id) => !onRoster.has(id))) throw new AppError('notFound');
      const written: WrittenChange[] = [];
      // In one order for everyone, so that two teachers confirming at once cannot deadlock.
      for (const personId of [...new Set(personIds)].sort()) {
        const change = await deps.attendance.raiseToPresent(tx, {
          sessionId,
          personId,
          source: 'roll_call',
          actorId: actor.personId,
          reason: null,
        });
        if (change) written.push(change);
      }
      return written;
    });
  }

  /** The photos of a proposal with boxes and initials drawn on them. */
  const draw = (photos: readonly Buffer[], proposal: RollCallProposal): Promise<Buffer[]> =>
    Promise.all(
      proposal.photos.map((seen, index) => drawRollCall(deps, photos[index] ?? Buffer.alloc(0), seen, seen.faces)),
    );

  return { propose, requireMayCall, recognise, confirm, draw };
}

function requirePhotos(photos: readonly Buffer[], most: number): void {
  if (photos.length >= 1 && photos.length <= most) return;
  throw new AppError('invalidInput', { field: 'photos', detail: words.pleaseSendOneToPhotos(most) });
}

function requireHeld(status: string, view: ClassView): void {
  if (view.status === 'archived') throw new AppError('conflict', { detail: words.thisClassIsArchived });
  if (status === 'cancelled' || status === 'scheduled')
    throw new AppError('conflict', { detail: words.thereIsNoOpenSession });
}
