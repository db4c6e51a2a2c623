/** Enrolment: up to five photos of one person, looked at one by one and against each other, kept only after consent. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Audit } from '../audit/audit.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError, isFileFault } from '../kernel/errors.ts';
import type { Consents } from '../privacy/consent.ts';
import type { Storage } from '../storage/storage.ts';
import { cosine } from '../vision/similarity.ts';
import type { AnalysedFace, Vision } from '../vision/vision.ts';
import * as repo from './faces.repo.ts';
import { sentenceFor, type PhotoFault } from './feedback.ts';
import type { LookAtPhoto } from './look.ts';
import { bestScore, type Template, type Templates } from './templates.ts';

const maxTemplates = 5;

export interface EnrolledPhoto {
  /** 1-based, in the order sent. */
  photo: number;
  faults: PhotoFault[];
}

export interface EnrolResult {
  photos: EnrolledPhoto[];
  kept: number;
  /** Templates the person has now. */
  total: number;
}

/** A photo that can be used, not yet compared with the others. */
export interface Candidate {
  photo: number;
  data: Buffer;
  face: AnalysedFace;
}

export interface KeptPhotos {
  kept: number;
  /** Templates the person has now. */
  total: number;
  /** To be called after the commit. */
  settle: () => Promise<void>;
}

export function createEnrol(deps: {
  db: Database; audit: Audit; clock: Clock; consents: Consents; storage: Storage; templates: Templates; look: LookAtPhoto; vision: Vision;
  /** Cosine from which two photos count as one person when somebody enrols. */
  samePersonThreshold: number;
}) {
  /**
   * Enrols the actor. Good photos are kept even when others of the same message are not; a photo that shows someone
   * else than the rest, or than the templates already there, is not kept.
   * @throws AppError `consentRequired`, `invalidInput` (none or more than five photos), and those of decoding.
   */
  async function enrol(actor: Actor, photos: readonly Buffer[]): Promise<EnrolResult> {
    await requireAccess(deps.db.read, actor, 'faces.manageOwn', { personId: actor.personId });
    await deps.consents.requireStanding(deps.db.read, actor.personId);
    const { candidates, faults } = await examine(photos);
    const { kept, total, unlike, settle } = await deps.db.transaction((tx) => keep(tx, actor, candidates));
    await settle();
    for (const photo of unlike) faults.set(photo, ['notLikeOthers']);
    return { photos: [...faults].map(([photo, list]) => ({ photo, faults: list })), kept, total };
  }

  /**
   * Enrols the actor with all of the photos or none. A client that showed the text before it took them names the channel by
   * which sending them is agreeing: that is recorded in the same transaction, and only if they are kept.
   * @throws AppError as `prepare` and `keepIn`.
   */
  async function enrolTogether(actor: Actor, photos: readonly Buffer[], consentBy: string | undefined): Promise<{ kept: number; total: number }> {
    await requireAccess(deps.db.read, actor, 'faces.manageOwn', { personId: actor.personId });
    if (consentBy === undefined) await deps.consents.requireStanding(deps.db.read, actor.personId);
    const prepared = await prepare(photos);
    const { kept, total, settle } = await deps.db.transaction(async (tx) => {
      if (consentBy !== undefined) await deps.consents.grantIn(tx, actor.personId, consentBy);
      return keepIn(tx, actor, prepared);
    });
    await settle();
    return { kept, total };
  }

  /**
   * Looks at photos of which each has to be usable; nothing is kept yet.
   * @throws AppError `invalidInput` saying what is wrong with which (or none, or more than five), and those of decoding.
   */
  async function prepare(photos: readonly Buffer[]): Promise<Candidate[]> {
    const { candidates, faults } = await examine(photos);
    for (const [photo, [fault]] of faults) if (fault) throw refusing(photo, fault, photos.length);
    return candidates;
  }

  /**
   * Keeps what was prepared inside the caller's transaction, in which consent stands.
   * @throws AppError `consentRequired`; `invalidInput` when one shows somebody else than the rest, or than the templates there.
   */
  async function keepIn(tx: Tx, actor: Actor, prepared: readonly Candidate[]): Promise<KeptPhotos> {
    const { unlike: [stranger], ...result } = await keep(tx, actor, prepared);
    if (stranger !== undefined) throw refusing(stranger, 'notLikeOthers', prepared.length);
    return result;
  }

  /** What is wrong with each photo, by its number, and those with which nothing is. */
  async function examine(photos: readonly Buffer[]): Promise<{ candidates: Candidate[]; faults: Map<number, PhotoFault[]> }> {
    if (photos.length < 1 || photos.length > maxTemplates) {
      throw new AppError('invalidInput', { field: 'photos', detail: `Please send one to ${maxTemplates} photos of yourself.` });
    }
    const looks = await Promise.all(photos.map((data, index) => deps.look(data).catch((error: unknown) => {
      throw photos.length > 1 ? naming(error, index + 1) : error;
    })));
    const faults = new Map<number, PhotoFault[]>();
    const candidates: Candidate[] = [];
    for (const [index, seen] of looks.entries()) {
      const data = photos[index];
      if (seen.kind === 'usable' && data) candidates.push({ photo: index + 1, data: await deps.vision.toKeepable(data), face: seen.face });
      faults.set(index + 1, seen.kind === 'usable' ? [] : seen.faults);
    }
    return { candidates, faults };
  }

  async function keep(tx: Tx, actor: Actor, candidates: readonly Candidate[]): Promise<KeptPhotos & { unlike: number[] }> {
    await repo.lockPerson(tx, actor.personId);
    const consent = await deps.consents.requireStanding(tx, actor.personId);
    const existing = await deps.templates.load(tx, [actor.personId]);
    const { alike, unlike } = separate(candidates, existing, deps.samePersonThreshold);
    const removeBytes = await makeRoom(tx, existing, alike.length);
    for (const { face, data } of alike) {
      const photoId = await deps.storage.store(tx, {
        ownerId: actor.personId, purpose: 'face_photo', name: 'enrolment.jpg', mimeType: 'image/jpeg', data, expiresAt: null,
      });
      await deps.templates.save(tx, { personId: actor.personId, consentId: consent.id, photoId, vector: face.embedding, createdAt: deps.clock.now() });
    }
    if (alike.length > 0) {
      await deps.audit.record(tx, { actorId: actor.personId, action: 'faces.enrolled', subjectType: 'person', subjectId: actor.personId, facts: { kept: alike.length } });
    }
    const total = Math.min(maxTemplates, existing.length + alike.length);
    const settle = async (): Promise<void> => {
      deps.templates.forget(actor.personId);
      await removeBytes();
    };
    return { kept: alike.length, total, unlike: unlike.map((candidate) => candidate.photo), settle };
  }

  /** The oldest templates give way when there would be more than five. */
  async function makeRoom(tx: Tx, existing: readonly Template[], added: number): Promise<() => Promise<void>> {
    const leaving = existing.slice(0, Math.max(0, existing.length + added - maxTemplates));
    await repo.deleteTemplates(tx, leaving.map((template) => template.id));
    return deps.storage.remove(tx, leaving.flatMap((template) => (template.photoId ? [template.photoId] : [])));
  }

  return { enrol, enrolTogether, prepare, keepIn };
}

function refusing(photo: number, fault: PhotoFault, of: number): AppError {
  return new AppError('invalidInput', of > 1 ? { field: `photos.${photo - 1}`, detail: `Photo ${photo}: ${sentenceFor(fault)} None was kept.` } : { field: 'photos', detail: sentenceFor(fault) });
}

/** Of several photos, says which one cannot be read. */
function naming(error: unknown, photo: number): unknown {
  if (!(error instanceof AppError) || !isFileFault(error)) return error;
  return new AppError(error.code, { field: `photos.${photo - 1}`, detail: `Photo ${photo}: ${error.publicMessage} None was kept.`, cause: error });
}

/**
 * Splits photos into those of one person and the rest. With templates on file they decide; among new photos alone it is
 * the largest group around one photo, and when no group is larger than another, nobody can say who is meant: none is kept.
 */
export function separate(
  candidates: readonly Candidate[], existing: readonly Template[], threshold: number,
): { alike: Candidate[]; unlike: Candidate[] } {
  const groupAround = (centre: Candidate): Candidate[] => candidates.filter((other) => cosine(centre.face.embedding, other.face.embedding) >= threshold);
  const alike = existing.length > 0
    ? candidates.filter((candidate) => (bestScore(candidate.face.embedding, existing) ?? -1) >= threshold)
    : majority(candidates.map(groupAround), candidates.length);
  return { alike, unlike: candidates.filter((candidate) => !alike.includes(candidate)) };
}

function majority(groups: Candidate[][], total: number): Candidate[] {
  const largest = groups.reduce((best, group) => (group.length > best.length ? group : best), []);
  return largest.length * 2 > total ? largest : [];
}
