/** Faces: enrolment, comparing a selfie with its sender, and letting a face be forgotten. */
import type { Actor } from '../access/actor.ts';
import { requireAccess } from '../access/require-access.ts';
import type { Audit } from '../audit/audit.ts';
import type { Changes } from '../db/changes.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Consents } from '../privacy/consent.ts';
import type { Vault } from '../privacy/vault.ts';
import type { Storage } from '../storage/storage.ts';
import { strangerChance, thresholdForFar, thresholdForRoster, type Calibration } from '../vision/calibration.ts';
import type { AnalysedFace, FilmedFace, GroupAnalysis, Vision } from '../vision/vision.ts';
import { createEnrol } from './enrol.ts';
import * as repo from './faces.repo.ts';
import { createLook, hasOthers } from './look.ts';
import { bestScore, createTemplates, type Template } from './templates.ts';

/** False accept rates that policy names; calibration turns them into cosines. */
const verificationFar = 1e-4;
const enrolmentFar = 1e-3;
/** Two photos of a class hold hundreds of pairs of strangers. */
const sameFaceFar = 1e-5;
/** At most one stranger is named in so many rosters. */
const strangersPerRosters = 200;

export interface Comparison {
  /** Best cosine against the sender's templates; undefined when there are none. */
  score: number | undefined;
  threshold: number;
}

export interface KnownRoster {
  templates: Template[];
  /** Cosine from which a face may be given a name. */
  threshold: number;
  /** Cosine from which faces of two photos are one person's. */
  sameFaceThreshold: number;
  /** How often a stranger resembles somebody of the roster this much. */
  strangerChance(score: number): number;
}

export type Faces = ReturnType<typeof createFaces>;

export function createFaces(deps: {
  db: Database; audit: Audit; clock: Clock; vault: Vault; consents: Consents; storage: Storage; vision: Vision; calibration: Calibration; changes: Changes;
}) {
  const templates = createTemplates({ vault: deps.vault, weightsHash: deps.vision.weightsHash, changes: deps.changes });
  const look = createLook(deps.vision);
  const enrolment = createEnrol({ ...deps, templates, look, samePersonThreshold: thresholdForFar(deps.calibration, enrolmentFar) });

  async function loadConsenting(tx: Tx, personIds: readonly string[]): Promise<Template[]> {
    const consenting = await deps.consents.filterConsenting(tx, personIds);
    return templates.loadKept(tx, personIds.filter((id) => consenting.has(id)));
  }

  /** Compares a face with its sender's own templates (1:1), at FAR 1e-4. */
  async function compare(tx: Tx, personId: string, face: AnalysedFace): Promise<Comparison> {
    const own = await loadConsenting(tx, [personId]);
    return { score: bestScore(face.embedding, own), threshold: thresholdForFar(deps.calibration, verificationFar) };
  }

  /** Whether the face is the person's own, as far as one stranger in `1 / far`; false when they have no templates. */
  async function isSamePerson(tx: Tx, personId: string, face: AnalysedFace, far: number): Promise<boolean> {
    const score = bestScore(face.embedding, await loadConsenting(tx, [personId]));
    return score !== undefined && score >= thresholdForFar(deps.calibration, far);
  }

  /** Templates of those on the roster whose consent stands; nobody else is ever compared. */
  async function loadRoster(tx: Tx, personIds: readonly string[]): Promise<KnownRoster> {
    const loaded = await loadConsenting(tx, personIds);
    const rosterSize = Math.max(1, new Set(loaded.map((template) => template.personId)).size);
    return {
      templates: loaded,
      threshold: thresholdForRoster(deps.calibration, { rosterSize, strangersPerRosters }),
      sameFaceThreshold: thresholdForFar(deps.calibration, sameFaceFar),
      strangerChance: (score) => strangerChance(deps.calibration, score, rosterSize),
    };
  }

  /** Withdraws consent; templates and photos are gone when this resolves. @returns how many templates there were. */
  async function forget(actor: Actor): Promise<number> {
    const { count, removeBytes } = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'faces.manageOwn', { personId: actor.personId });
      return forgetIn(tx, actor.personId);
    });
    templates.forget(actor.personId);
    await removeBytes();
    return count;
  }

  async function forgetIn(tx: Tx, personId: string): Promise<{ count: number; removeBytes: () => Promise<void> }> {
    await repo.lockPerson(tx, personId);
    const stored = await repo.findTemplates(tx, [personId]);
    await repo.deleteTemplates(tx, stored.map((template) => template.id));
    const removeBytes = await deps.storage.remove(tx, stored.flatMap((template) => (template.photoId ? [template.photoId] : [])));
    await deps.consents.withdraw(tx, personId);
    await deps.audit.record(tx, { actorId: personId, action: 'faces.forgotten', subjectType: 'person', subjectId: personId, facts: { templates: stored.length } });
    return { count: stored.length, removeBytes };
  }

  /** The same for an account that ends, inside the transaction that ends it. @returns what removes the photos' bytes after the commit. */
  const forgetOf = async (tx: Tx, personId: string): Promise<() => Promise<void>> => (await forgetIn(tx, personId)).removeBytes;

  /** The actor's own templates, oldest first; not usable: made with other weights, and compared with nothing. */
  async function listOwn(actor: Actor): Promise<{ number: number; createdAt: Date; isUsable: boolean }[]> {
    await requireAccess(deps.db.read, actor, 'faces.manageOwn', { personId: actor.personId });
    const stored = await repo.findTemplates(deps.db.read, [actor.personId]);
    return stored.map(({ number, createdAt, weightsHash }) => ({ number, createdAt, isUsable: weightsHash === deps.vision.weightsHash }));
  }

  /** Cosine from which two pictures of a film show one face. */
  const sameFaceInFilm = thresholdForFar(deps.calibration, verificationFar);

  /** The pictures of a film of one person, each with its largest face. @throws AppError as `look` does. */
  async function watch(frames: readonly Buffer[]): Promise<{ face: FilmedFace | null; hasOthers: boolean }[]> {
    return (await deps.vision.analyseFilm(frames)).map(({ boxes, face }) => ({ face, hasOthers: hasOthers(boxes) }));
  }

  const analyseGroup = (photo: Buffer): Promise<GroupAnalysis> => deps.vision.analyseGroup(photo);
  const countOwn = async (personId: string): Promise<number> => (await templates.load(deps.db.read, [personId])).length;

  return { ...enrolment, look, watch, sameFaceInFilm, compare, isSamePerson, loadRoster, analyseGroup, forget, forgetOf, countOwn, listOwn };
}
