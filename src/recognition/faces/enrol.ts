/** Enrolment: up to five photos of one person, looked at one by one and against each other, kept only after consent. */
import { type Database, type Tx, lockPersonRow } from '../../db/index.ts';
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError, isFileFault } from '../../kernel/errors.ts';
import type { Consents } from '../../security/consent/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import { type Vision, scoreQuality } from '../vision/index.ts';
import type { Limits } from './faces.policy.ts';
import * as repo from './faces.repo.ts';
import { sentenceFor, type PhotoFault } from './photo-faults.ts';
import type { Gallery } from './gallery.ts';
import { keepBest } from './keep-best.ts';
import type { CheckPhoto } from './photo-check.ts';
import type { TellOffice } from './pending-review.ts';
import { splitByMajority, type UsablePhoto } from './majority-face.ts';
import type { Template, Templates } from './templates.ts';
import { words } from './words/en.ts';

const maxTemplates = 5;

export interface EnrolledPhoto {
  /** 1-based, in the order sent. */
  photo: number;
  faults: PhotoFault[];
}

export interface EnrolResult {
  photos: EnrolledPhoto[];
  /** Of the photos sent, those that were kept. */
  kept: number;
  /** Of those kept, how many the office has to look at before they are used. */
  held: number;
  /** Templates the person has now. */
  total: number;
}

/** A photo that shows the person, as it would be kept. */
interface NewTemplate {
  candidate: UsablePhoto;
  vector: Float32Array;
  quality: number;
}

export interface KeptPhotos {
  kept: number;
  held: number;
  /** Templates the person has now. */
  total: number;
  /** To be called after the commit. */
  settle: () => Promise<void>;
}

export function createEnrol(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  consents: Consents;
  storage: Storage;
  templates: Templates;
  look: CheckPhoto;
  vision: Vision;
  gallery: Gallery;
  limits: Limits;
  tellOffice: TellOffice;
}) {
  /**
   * Enrols the actor. Good photos are kept even when others of the same message are not; a photo that shows someone
   * else than the rest, or than the templates already there, is not kept. Of more than five photos the best stay. One
   * that may show another person who is enrolled is kept, and used when the office has looked at it.
   * @throws AppError `consentRequired`, `notMeasured`, `inProgress` (their photos are being made anew), `invalidInput`
   * (none or more than five photos), and those of decoding.
   */
  async function enrol(actor: Actor, photos: readonly Buffer[]): Promise<EnrolResult> {
    await requireAccess(deps.db.autocommit, actor, 'faces.manageOwn', { personId: actor.personId });
    await deps.consents.requireStanding(deps.db.autocommit, actor.personId);
    const { candidates, faults } = await examine(photos);
    const { kept, held, total, seen, settle } = await deps.db.transaction((tx) => keep(tx, actor, candidates));
    await settle();
    for (const [photo, fault] of seen) faults.set(photo, [fault]);
    return { photos: [...faults].map(([photo, list]) => ({ photo, faults: list })), kept, held, total };
  }

  /**
   * Enrols the actor with all of the photos or none. A client that showed the text before it took them names the
   * channel by which sending them is agreeing: that is recorded in the same transaction, and only if they are kept.
   * @throws AppError as `prepare` and `keepIn`.
   */
  async function enrolTogether(
    actor: Actor,
    photos: readonly Buffer[],
    consentBy: string | undefined,
  ): Promise<Omit<KeptPhotos, 'settle'>> {
    await requireAccess(deps.db.autocommit, actor, 'faces.manageOwn', { personId: actor.personId });
    if (consentBy === undefined) await deps.consents.requireStanding(deps.db.autocommit, actor.personId);
    const prepared = await prepare(photos);
    const { settle, ...kept } = await deps.db.transaction(async (tx) => {
      if (consentBy !== undefined) {
        // In the order of `keep`: moving to a new text locks the person.
        await repo.lockEnrolments(tx);
        await deps.consents.grantIn(tx, actor.personId, consentBy);
      }
      return keepIn(tx, actor, prepared);
    });
    await settle();
    return kept;
  }

  /**
   * Looks at photos of which each has to be usable; nothing is kept yet.
   * @throws AppError `notMeasured`; `invalidInput` saying what is wrong with which (or none, or more than five), and
   * those of decoding.
   */
  async function prepare(photos: readonly Buffer[]): Promise<UsablePhoto[]> {
    const { candidates, faults } = await examine(photos);
    for (const [photo, [fault]] of faults) if (fault) throw refusing(photo, fault, photos.length);
    return candidates;
  }

  /**
   * Keeps what was prepared inside the caller's transaction, in which consent stands.
   * @throws AppError `consentRequired`; `inProgress` while their photos are made anew; `invalidInput` when one shows
   * somebody else than the rest, or than the templates there.
   */
  async function keepIn(tx: Tx, actor: Actor, prepared: readonly UsablePhoto[]): Promise<KeptPhotos> {
    const { seen, ...result } = await keep(tx, actor, prepared);
    const stranger = [...seen].find(([, fault]) => fault === 'notLikeOthers')?.[0];
    if (stranger !== undefined) throw refusing(stranger, 'notLikeOthers', prepared.length);
    return result;
  }

  /** What is wrong with each photo, by its number, and those with which nothing is. */
  async function examine(
    photos: readonly Buffer[],
  ): Promise<{ candidates: UsablePhoto[]; faults: Map<number, PhotoFault[]> }> {
    if (photos.length < 1 || photos.length > maxTemplates) {
      throw new AppError('invalidInput', {
        field: 'photos',
        detail: words.pleaseSendOneToPhotos(maxTemplates),
      });
    }
    // What cannot be compared is not taken: nobody's photo is kept for a later day.
    deps.limits.threshold('enrolment');
    // Here, where nobody waits for it inside a transaction.
    await deps.gallery.open();
    const looks = await Promise.all(
      photos.map((data, index) =>
        deps.look(data).catch((error: unknown) => {
          throw photos.length > 1 ? naming(error, index + 1) : error;
        }),
      ),
    );
    const faults = new Map<number, PhotoFault[]>();
    const candidates: UsablePhoto[] = [];
    for (const [index, seen] of looks.entries()) {
      const data = photos[index];
      if (seen.kind === 'usable' && data)
        candidates.push({ photo: index + 1, data: await deps.vision.toKeepable(data), face: seen.face });
      faults.set(index + 1, seen.kind === 'usable' ? [] : seen.faults);
    }
    return { candidates, faults };
  }

  async function keep(
    tx: Tx,
    actor: Actor,
    candidates: readonly UsablePhoto[],
  ): Promise<KeptPhotos & { seen: Map<number, PhotoFault> }> {
    const { personId } = actor;
    // Before the person: a photo may come to name another person, whose own enrolment must not hold what this one waits
    // for.
    await repo.lockEnrolments(tx);
    await lockPersonRow(tx, personId);
    const consent = await deps.consents.requireStanding(tx, personId);
    // What cannot be compared yet would let any face in beside it.
    if (await deps.templates.isWaiting(tx, personId))
      throw new AppError('inProgress', {
        detail: words.thePhotosYouEnrolledBefore,
        retryAfterS: 60,
      });
    const [existing, known] = [
      await deps.templates.loadAll(tx, [personId]),
      await deps.templates.loadDeciding(tx, personId),
    ];
    const { alike, unlike } = splitByMajority(candidates, known, deps.limits.threshold('enrolment'));
    const photos = alike.map((candidate): NewTemplate => ({
      candidate,
      vector: candidate.face.embedding,
      quality: scoreQuality(candidate.face.quality),
    }));
    const { kept, leaving } = keepBest<Template | NewTemplate>([...existing, ...photos], maxTemplates);
    const staying = photos.filter((photo) => kept.includes(photo));
    const others = await findOthers(tx, personId, staying);
    const removeBytes = await remove(
      tx,
      existing.filter((template) => leaving.includes(template)),
    );
    for (const [index, { candidate, ...template }] of staying.entries()) {
      const photoId = await deps.storage.store(tx, {
        ownerId: personId,
        purpose: 'face_photo',
        name: 'enrolment.jpg',
        mimeType: 'image/jpeg',
        data: candidate.data,
        expiresAt: null,
      });
      await deps.templates.save(tx, {
        personId,
        consentId: consent.id,
        photoId,
        ...template,
        alikePersonId: others[index] ?? null,
        createdAt: deps.clock.now(),
      });
    }
    const held = others.filter((other) => other !== null).length;
    if (staying.length > 0)
      await deps.audit.record(tx, {
        actorId: personId,
        action: 'faces.enrolled',
        subjectType: 'person',
        subjectId: personId,
        facts: { kept: staying.length, held },
      });
    if (held > 0) await deps.tellOffice(tx, actor);
    const settle = async (): Promise<void> => {
      deps.templates.forget(personId);
      await removeBytes();
    };
    const seen = new Map<number, PhotoFault>([
      ...unlike.map(({ photo }) => [photo, 'notLikeOthers'] as const),
      ...photos
        .filter((photo) => leaving.includes(photo))
        .map(({ candidate }) => [candidate.photo, 'othersAreBetter'] as const),
      ...staying.flatMap(({ candidate }, index) =>
        others[index] === null ? [] : [[candidate.photo, 'needsLook'] as const],
      ),
    ]);
    return { kept: staying.length, held, total: kept.length, seen, settle };
  }

  /** Of each photo whose face it may be too, or null. Only among people who agreed to be searched, if this one did. */
  async function findOthers(
    tx: Tx,
    personId: string,
    photos: readonly { vector: Float32Array }[],
  ): Promise<(string | null)[]> {
    if (!(await deps.consents.filterAgreedToSearch(tx, [personId])).has(personId)) return photos.map(() => null);
    const others: (string | null)[] = [];
    for (const { vector } of photos) others.push(await findOther(tx, personId, vector));
    return others;
  }

  async function findOther(tx: Tx, personId: string, vector: Float32Array): Promise<string | null> {
    for (;;) {
      const nearest = await deps.gallery.search(tx, vector, personId);
      if (!nearest || nearest.score < deps.limits.forOthers(nearest.people)) return null;
      if (await deps.gallery.confirm(tx, nearest.personId)) return nearest.personId;
    }
  }

  async function remove(tx: Tx, leaving: readonly Template[]): Promise<() => Promise<void>> {
    await repo.deleteTemplates(
      tx,
      leaving.map((template) => template.id),
    );
    return deps.storage.remove(
      tx,
      leaving.flatMap((template) => (template.photoId ? [template.photoId] : [])),
    );
  }

  return { enrol, enrolTogether, prepare, keepIn };
}

function refusing(photo: number, fault: PhotoFault, of: number): AppError {
  return new AppError(
    'invalidInput',
    of > 1
      ? { field: `photos.${photo - 1}`, detail: words.photoNoneWasKept({ photo, fault: sentenceFor(fault) }) }
      : { field: 'photos', detail: sentenceFor(fault) },
  );
}

/** Of several photos, says which one cannot be read. */
function naming(error: unknown, photo: number): unknown {
  if (!(error instanceof AppError) || !isFileFault(error)) return error;
  return new AppError(error.code, {
    field: `photos.${photo - 1}`,
    detail: words.photoCannotBeReadNoneWasKept({ photo, message: error.publicMessage }),
    cause: error,
  });
}
