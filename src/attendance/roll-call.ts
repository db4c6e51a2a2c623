/** Roll call: faces of a class photo are assigned to the roster, shown to the teacher, and written only when confirmed. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Classes } from '../classes/classes.ts';
import type { Database } from '../db/database.ts';
import type { Faces } from '../faces/faces.ts';
import { AppError } from '../kernel/errors.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { DrawInitials } from '../fonts/initials.ts';
import type { GroupAnalysis, Vision } from '../vision/vision.ts';
import type { Register, WrittenChange } from './register.ts';
import { drawRollCall } from './roll-call-picture.ts';
import { putTogether, type RollCallProposal } from './roll-call-proposal.ts';

const maxRollCallPhotos = 6;
export function createRollCall(deps: { db: Database; classes: Classes; sessions: Sessions; faces: Faces; register: Register; vision: Vision; drawInitials: DrawInitials }) {
  /**
   * Looks who is in the photos. Nothing is recorded.
   * @throws AppError `conflict` when the session is not open; `invalidInput` for no or too many photos; those of decoding.
   */
  async function propose(actor: Actor, sessionId: string, photos: readonly Buffer[]): Promise<RollCallProposal> {
    requirePhotos(photos);
    const session = await deps.sessions.read(actor, sessionId);
    await requireAccess(deps.db.read, actor, 'attendance.rollCall', { classId: session.classId, sessionId: session.id });
    requireHeld(session.status);
    return look(session.classId, photos);
  }

  /** The same for a class, whether or not it has a session. @throws AppError `notFound`, and as above. */
  async function recognise(actor: Actor, classId: string, photos: readonly Buffer[]): Promise<RollCallProposal> {
    requirePhotos(photos);
    await requireAccess(deps.db.read, actor, 'attendance.rollCall', { classId });
    await deps.classes.get(deps.db.read, classId);
    return look(classId, photos);
  }

  const look = async (classId: string, photos: readonly Buffer[]): Promise<RollCallProposal> => nameFaces(classId, await Promise.all(photos.map((photo) => deps.faces.analyseGroup(photo))));

  /** Whose faces these are, of those on the roster who agreed, for rooms that have checked the access. */
  async function nameFaces(classId: string, analyses: readonly GroupAnalysis[]): Promise<RollCallProposal> {
    const roster = await deps.classes.roster(deps.db.read, classId);
    const known = await deps.faces.loadRoster(deps.db.read, roster.map((entry) => entry.id));
    return putTogether(roster, known, analyses);
  }

  /**
   * Records those whom the teacher confirmed as present. Who is present or late already stays so.
   * @throws AppError `notFound` when somebody is not on the roster; `conflict` when the session is cancelled or not opened.
   */
  async function confirm(actor: Actor, sessionId: string, personIds: readonly string[]): Promise<WrittenChange[]> {
    return deps.db.transaction(async (tx) => {
      const session = await deps.sessions.lock(tx, sessionId, 'share');
      await requireAccess(tx, actor, 'attendance.rollCall', { classId: session.classId, sessionId: session.id });
      requireHeld(session.status);
      const onRoster = new Set((await deps.classes.roster(tx, session.classId)).map((entry) => entry.id));
      if (personIds.some((id) => !onRoster.has(id))) throw new AppError('notFound');
      const written: WrittenChange[] = [];
      // In one order for everyone, so that two teachers confirming at once cannot deadlock.
      for (const personId of [...new Set(personIds)].sort()) {
        const change = await deps.register.raiseToPresent(tx, { sessionId, personId, source: 'roll_call', actorId: actor.personId, reason: null });
        if (change) written.push(change);
      }
      return written;
    });
  }

  /** The photos of a proposal with boxes and initials drawn on them. */
  const draw = (photos: readonly Buffer[], proposal: RollCallProposal): Promise<Buffer[]> =>
    Promise.all(proposal.photos.map((seen, index) => drawRollCall(deps, photos[index] ?? Buffer.alloc(0), seen, seen.faces)));

  return { propose, recognise, nameFaces, confirm, draw };
}

function requirePhotos(photos: readonly Buffer[]): void {
  if (photos.length < 1 || photos.length > maxRollCallPhotos) {
    throw new AppError('invalidInput', { field: 'photos', detail: `Please send one to ${maxRollCallPhotos} photos of the class.` });
  }
}

function requireHeld(status: string): void {
  if (status === 'cancelled' || status === 'scheduled') throw new AppError('conflict', { detail: 'There is no open session to call the roll for.' });
}
