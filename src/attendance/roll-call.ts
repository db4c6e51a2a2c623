/** Roll call: faces of a class photo are assigned to the roster, shown to the teacher, and written only when confirmed. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Classes } from '../classes/classes.ts';
import type { RosterEntry } from '../classes/classes.schema.ts';
import type { Database } from '../db/database.ts';
import type { Faces } from '../faces/faces.ts';
import { bestScore, type Template } from '../faces/templates.ts';
import { AppError } from '../kernel/errors.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { DrawInitials } from '../fonts/initials.ts';
import { assignFaces, type FaceOutcome } from '../vision/assignment.ts';
import type { FaceBox, PhotoAnalysis, Vision } from '../vision/vision.ts';
import type { Register, WrittenChange } from './register.ts';
import { drawRollCall } from './roll-call-picture.ts';

const maxRollCallPhotos = 6;
/** A face must beat its second-best student by this much cosine, or the teacher is asked. */
const marginToSecond = 0.05;
/** Below the threshold by no more than this, a face is unsure; further below it is unknown. */
const unsureBand = 0.08;

export interface RollCallProposal {
  /** Each with the face that resembles them most, and the photo it is in. */
  named: { personId: string; name: string; score: number; photo: number; box: FaceBox }[];
  /** Faces that could be one of these; the teacher decides. */
  unsure: { candidates: { personId: string; name: string; score: number }[] }[];
  /** Faces of nobody on the roster who agreed to be recognised; nothing of them is kept. */
  unknownFaces: number;
  notSeen: { personId: string; name: string }[];
  /** Of those not seen, how many never enrolled a face: no photo can find them. */
  notEnrolled: number;
  threshold: number;
  /** Every face with what became of it, in pixels of its upright photo. */
  photos: { width: number; height: number; faces: { box: FaceBox; outcome: 'named' | 'unsure' | 'unknown'; personId: string | null; name: string | null }[] }[];
}

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

  async function look(classId: string, photos: readonly Buffer[]): Promise<RollCallProposal> {
    const roster = await deps.classes.roster(deps.db.read, classId);
    const { templates, threshold } = await deps.faces.loadRoster(deps.db.read, roster.map((entry) => entry.id));
    const analyses = await Promise.all(photos.map((photo) => deps.faces.analyseGroup(photo)));
    return assemble(roster, templates, threshold, analyses);
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

  return { propose, recognise, confirm, draw };
}

function requirePhotos(photos: readonly Buffer[]): void {
  if (photos.length < 1 || photos.length > maxRollCallPhotos) {
    throw new AppError('invalidInput', { field: 'photos', detail: `Please send one to ${maxRollCallPhotos} photos of the class.` });
  }
}

function requireHeld(status: string): void {
  if (status === 'cancelled' || status === 'scheduled') throw new AppError('conflict', { detail: 'There is no open session to call the roll for.' });
}

/** Puts the faces of all photos together: a student seen in several is one person, with the best score. */
function assemble(roster: readonly RosterEntry[], templates: readonly Template[], threshold: number, photos: readonly PhotoAnalysis[]): RollCallProposal {
  const enrolled = roster.filter((entry) => templates.some((template) => template.personId === entry.id));
  const templatesOf = enrolled.map((entry) => templates.filter((template) => template.personId === entry.id));
  const named = new Map<number, { score: number; photo: number; box: FaceBox }>();
  const unsure: { student: number; score: number }[][] = [];
  let unknownFaces = 0;
  const pictures: { width: number; height: number; faces: { box: FaceBox; outcome: FaceOutcome['kind']; student: number | undefined }[] }[] = [];
  for (const [photo, { faces, width, height }] of photos.entries()) {
    const drawn: (typeof pictures)[number]['faces'] = [];
    const scores = faces.map((face) => templatesOf.map((own) => bestScore(face.embedding, own) ?? -1));
    const outcomes = assignFaces(scores, { threshold, lowerBound: threshold - unsureBand, margin: marginToSecond });
    const namedHere = new Set(outcomes.flatMap((outcome) => (outcome.kind === 'named' ? [outcome.student] : [])));
    for (const [index, outcome] of outcomes.entries()) {
      const box = faces[index]?.box;
      if (!box) continue;
      if (outcome.kind === 'named' && outcome.score > (named.get(outcome.student)?.score ?? -1)) named.set(outcome.student, { score: outcome.score, photo, box });
      // Nobody is in one photo twice: a face that resembles only people who were named in it is somebody else.
      const candidates = outcome.kind === 'unsure' ? outcome.candidates.filter(({ student }) => !namedHere.has(student)) : [];
      if (candidates.length > 0) unsure.push(candidates);
      else if (outcome.kind !== 'named') unknownFaces += 1;
      const kind = outcome.kind === 'unsure' && candidates.length === 0 ? 'unknown' : outcome.kind;
      drawn.push({ box, outcome: kind, student: outcome.kind === 'named' ? outcome.student : undefined });
    }
    pictures.push({ width, height, faces: drawn });
  }
  const describe = (student: number): { personId: string; name: string } => {
    const entry = enrolled[student];
    if (!entry) throw new AppError('internal', { detail: 'A face was assigned to nobody on the roster' });
    return { personId: entry.id, name: entry.name };
  };
  const seen = new Set([...named.keys()].map((student) => describe(student).personId));
  const notSeen = roster.filter((entry) => !seen.has(entry.id));
  return {
    named: [...named].map(([student, best]) => ({ ...describe(student), ...best })).sort((a, b) => a.name.localeCompare(b.name)),
    unsure: unsure
      // Seen clearly in another photo: no longer in question.
      .map((candidates) => ({ candidates: candidates.filter(({ student }) => !named.has(student)).map(({ student, score }) => ({ ...describe(student), score })) }))
      .filter(({ candidates }) => candidates.length > 0),
    unknownFaces,
    notSeen: notSeen.map((entry) => ({ personId: entry.id, name: entry.name })),
    notEnrolled: notSeen.filter((entry) => !enrolled.includes(entry)).length,
    threshold,
    photos: pictures.map(({ width, height, faces }) => ({
      width, height,
      faces: faces.map(({ box, outcome, student }) => ({ box, outcome, ...(student === undefined ? { personId: null, name: null } : describe(student)) })),
    })),
  };
}
