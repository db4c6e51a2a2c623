/** Faces: enrolment, comparing a selfie with its sender, and letting a face be forgotten. */
import { type Changes, type Database, type Queryable, type Tx, lockPersonRow } from '../../db/index.ts';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Consents } from '../../security/consent/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import type { Log } from '../../kernel/log.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import {
  type AnalysedFace,
  type FilmedFace,
  type GroupAnalysis,
  type CalibrationState,
  type Vision,
  strictestFar,
} from '../vision/index.ts';
import { createEnrol } from './enrol.ts';
import { createLimits, type RosterLimits } from './faces.policy.ts';
import * as repo from './faces.repo.ts';
import type { RecognitionState } from './faces.schema.ts';
import { createGallery } from './gallery.ts';
import { createHeld } from './pending-review.ts';
import { createPhotoCheck, hasOthers } from './photo-check.ts';
import { createReEmbed } from './re-embed.ts';
import { createTemplates, scoreAgainst, type Template } from './templates.ts';

export interface Comparison {
  /** Cosine with what the sender's templates have in common; undefined when there are none. */
  score: number | undefined;
  threshold: number;
}

export interface KnownRoster extends RosterLimits {
  templates: Template[];
}

export type Faces = ReturnType<typeof createFaces>;

export function createFaces(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  consents: Consents;
  storage: Storage;
  vision: Vision;
  measured: CalibrationState;
  changes: Changes;
  log: Log;
  people: People;
  notifications: Notifications;
}) {
  const { weightsHash } = deps.vision;
  const limits = createLimits(deps.measured);
  const templates = createTemplates({ vault: deps.vault, weightsHash, changes: deps.changes });
  const gallery = createGallery({ ...deps, templates, weightsHash });
  const look = createPhotoCheck(deps.vision);
  const { tellOffice, ...held } = createHeld({ ...deps, templates, limits });
  const enrolment = createEnrol({ ...deps, templates, look, gallery, limits, tellOffice });
  const { reEmbed } = createReEmbed({ ...deps, templates, limits, look, weightsHash, tellOffice });

  async function loadConsenting(db: Queryable, personIds: readonly string[]): Promise<Template[]> {
    const consenting = await deps.consents.filterConsenting(db, personIds);
    return templates.loadKept(
      db,
      personIds.filter((id) => consenting.has(id)),
    );
  }

  /** Compares a face with its sender's own templates (1:1), at FAR 1e-4. @throws AppError `notMeasured` */
  async function compare(tx: Tx, personId: string, face: AnalysedFace): Promise<Comparison> {
    const own = await loadConsenting(tx, [personId]);
    return { score: scoreAgainst(face.embedding, own), threshold: limits.threshold('verification') };
  }

  /**
   * Whether the face is surely the person's own, as signing in asks for it; false when they have no templates, or
   * nobody can tell.
   */
  async function isSurelySamePerson(db: Queryable, personId: string, face: AnalysedFace): Promise<boolean> {
    if (!deps.measured.calibration) return false;
    const score = scoreAgainst(face.embedding, await loadConsenting(db, [personId]));
    return score !== undefined && score >= limits.threshold('signIn');
  }

  /**
   * Templates of those on the roster whose consent stands; nobody else is ever compared.
   * @param oneStrangerIn what the class promises: at most one stranger named in so many
   * @throws AppError `notMeasured`
   */
  async function loadRoster(db: Queryable, personIds: readonly string[], oneStrangerIn: number): Promise<KnownRoster> {
    const loaded = await loadConsenting(db, personIds);
    const rosterSize = Math.max(1, new Set(loaded.map((template) => template.personId)).size);
    return { templates: loaded, ...limits.forRoster(rosterSize, oneStrangerIn) };
  }

  /** Withdraws consent; templates and photos are gone when this resolves. @returns how many templates there were. */
  async function forget(actor: Actor): Promise<number> {
    const { count, removeBytes } = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'faces.manageOwn', { personId: actor.personId });
      return forgetIn(tx, actor.personId, actor.personId);
    });
    templates.forget(actor.personId);
    await removeBytes();
    return count;
  }

  async function forgetIn(
    tx: Tx,
    personId: string,
    actorId: string,
  ): Promise<{ count: number; removeBytes: () => Promise<void> }> {
    await lockPersonRow(tx, personId);
    const stored = await repo.findTemplates(tx, [personId]);
    await repo.deleteTemplates(
      tx,
      stored.map((template) => template.id),
    );
    const removeBytes = await deps.storage.remove(
      tx,
      stored.flatMap((template) => (template.photoId ? [template.photoId] : [])),
    );
    await deps.consents.withdraw(tx, personId);
    await repo.forgetLikeness(tx, personId);
    await deps.audit.record(tx, {
      actorId,
      action: 'faces.forgotten',
      subjectType: 'person',
      subjectId: personId,
      facts: { templates: stored.length },
    });
    return { count: stored.length, removeBytes };
  }

  /**
   * The same for an account that ends, inside the transaction that ends it. @returns what removes the photos' bytes
   * after the commit.
   */
  const forgetOf = async (tx: Tx, personId: string, actorId: string): Promise<() => Promise<void>> =>
    (await forgetIn(tx, personId, actorId)).removeBytes;

  /**
   * The actor's own templates, oldest first; not usable: made with other weights, or held until the office has looked,
   * and compared with nothing.
   */
  async function listOwn(actor: Actor): Promise<{ number: number; createdAt: Date; isUsable: boolean }[]> {
    await requireAccess(deps.db.autocommit, actor, 'faces.manageOwn', { personId: actor.personId });
    const stored = await repo.findTemplates(deps.db.autocommit, [actor.personId]);
    return stored.map(({ number, createdAt, heldBecause, weightsHash: madeWith }) => ({
      number,
      createdAt,
      isUsable: madeWith === weightsHash && heldBecause === null,
    }));
  }

  /** Cosine from which two pictures of a film show one face. @throws AppError `notMeasured` */
  const sameFaceInFilm = (): number => limits.threshold('verification');

  /** The pictures of a film of one person, each with its largest face. @throws AppError as `look` does. */
  async function watch(frames: readonly Buffer[]): Promise<{ face: FilmedFace | null; hasOthers: boolean }[]> {
    return (await deps.vision.analyseFilm(frames)).map(({ boxes, face }) => ({ face, hasOthers: hasOthers(boxes) }));
  }

  const analyseGroup = (photo: Buffer): Promise<GroupAnalysis> => deps.vision.analyseGroup(photo);
  const countOwn = async (personId: string): Promise<number> =>
    (await repo.findTemplates(deps.db.autocommit, [personId])).length;

  /**
   * Two accounts are one person's: a photo that waited because of the other need not wait any more. To be called before
   * the other is forgotten.
   */
  const settleLikeness = (tx: Tx, fromId: string, intoId: string): Promise<void> =>
    repo.releaseFrom(tx, intoId, fromId);

  async function readState(actor: Actor): Promise<RecognitionState> {
    await requireAccess(deps.db.autocommit, actor, 'institution.manage', {});
    const { calibration } = deps.measured;
    return {
      weightsHash,
      why: deps.measured.calibration ? null : deps.measured.why,
      templates: await repo.countTemplates(deps.db.autocommit, weightsHash),
      measured: calibration
        ? {
            at: calibration.measuredAt,
            on: calibration.measuredOn,
            people: calibration.people,
            impostorPairs: calibration.impostorPairs,
            strictestFar: strictestFar(calibration),
          }
        : null,
    };
  }

  /** Whether there are thresholds for these weights: without, nobody is recognised. */
  const isMeasured = deps.measured.calibration !== undefined;

  return {
    ...enrolment,
    ...held,
    isMeasured,
    look,
    watch,
    sameFaceInFilm,
    compare,
    isSurelySamePerson,
    loadRoster,
    analyseGroup,
    forget,
    forgetOf,
    settleLikeness,
    countOwn,
    listOwn,
    reEmbed,
    readState,
  };
}
