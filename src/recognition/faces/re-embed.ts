/**
 * When the weights change: templates are made anew from the photos that were kept, and who has none that can be used is
 * asked for another.
 */
import { type Database, lockPersonRow } from '../../db/index.ts';
import { AppError, isFileFault } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Notifications } from '../../delivery/notifications/index.ts';
import type { People } from '../../school/people/index.ts';
import type { Vault } from '../../security/privacy/index.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import { scoreQuality } from '../vision/index.ts';
import type { Limits } from './faces.policy.ts';
import * as repo from './faces.repo.ts';
import type { PhotoCheck, CheckPhoto } from './photo-check.ts';
import type { TellOffice } from './pending-review.ts';
import { scoreAgainst, type Templates } from './templates.ts';
import { words } from './words/en.ts';

/** Templates between two lines in the log. */
const pageSize = 50;
const noPhoto: PhotoCheck = { kind: 'unusable', faults: ['noFace'] };
/** In one go, about a minute's work: the job comes round every minute, on whatever process is free. */
const mostAtOnce = 2000;

export function createReEmbed(deps: {
  db: Database;
  log: Log;
  vault: Vault;
  storage: Storage;
  notifications: Notifications;
  templates: Templates;
  limits: Limits;
  look: CheckPhoto;
  weightsHash: string;
  people: People;
  tellOffice: TellOffice;
}) {
  const { db, log, weightsHash } = deps;

  /**
   * Makes anew what is of other weights. Each template is settled by itself, so that whoever is killed on the way has
   * lost nothing, and a second run finds what is left. With weights that were not measured nothing is done: nobody may
   * be recognised with them.
   * @returns how many were made anew, and how many people were asked for photos
   */
  async function reEmbed(): Promise<{ made: number; asked: number }> {
    if (!deps.limits.measured.calibration) return { made: 0, asked: 0 };
    let [made, seen, after] = [0, 0, 0];
    while (seen < mostAtOnce) {
      const page = await repo.findWaiting(db.autocommit, weightsHash, { after, take: pageSize });
      const last = page.at(-1);
      if (!last) break;
      for (const template of page) made += (await makeAnew(template)) ? 1 : 0;
      seen += page.length;
      after = last.number;
      const { waiting } = await repo.countTemplates(db.autocommit, weightsHash);
      log.info({ made, waiting }, 'face templates are made anew for other weights');
    }
    return { made, asked: await askForPhotos() };
  }

  async function makeAnew({ id, personId, photoId, weightsHash: from }: repo.StoredTemplate): Promise<boolean> {
    const looked = photoId === null ? noPhoto : await lookAgain(photoId);
    if (looked === 'later') return false;
    if (looked.kind !== 'usable') {
      await repo.markUnreadable(db.autocommit, id, weightsHash);
      return false;
    }
    const { embedding, quality } = looked.face;
    const isMade = await db.transaction(async (tx) => {
      await lockPersonRow(tx, personId);
      const known = await deps.templates.loadDeciding(tx, personId);
      const sealed = deps.templates.sealVector(await deps.vault.keyOf(tx, personId), id, embedding);
      if (!(await repo.replaceVector(tx, id, from, { weightsHash, sealed, quality: scoreQuality(quality) })))
        return false;
      // Both were enrolled while the other could not be compared: one account would have two faces.
      const isUnlike = (scoreAgainst(embedding, known) ?? 1) < deps.limits.threshold('enrolment');
      if (isUnlike && (await repo.holdAsUnlike(tx, id)))
        await deps.tellOffice(tx, { personId, name: await deps.people.nameOf(tx, personId) });
      return true;
    });
    deps.templates.forget(personId);
    return isMade;
  }

  /** `later`: a thread failed or is busy; the next run tries again, and this one goes on with the others. */
  async function lookAgain(photoId: string): Promise<PhotoCheck | 'later'> {
    try {
      return await deps.look((await deps.storage.read(photoId)).data);
    } catch (error) {
      log.warn({ err: error, photoId }, 'an enrolled photo cannot be looked at');
      if (isLost(error)) return noPhoto;
      if (error instanceof AppError && error.retryable) return 'later';
      throw error;
    }
  }

  /** Each person once for these weights. */
  async function askForPhotos(): Promise<number> {
    const personIds = await repo.findUnusable(db.autocommit, weightsHash);
    await db.transaction((tx) =>
      deps.notifications.write(
        tx,
        personIds.map((personId) => ({
          personId,
          kind: 'account',
          title: words.pleaseEnrolYourFaceAgain,
          causeKey: `re-enrol:${weightsHash}`,
          text: words.facesAreRecognisedInAnotherWay,
        })),
      ),
    );
    if (personIds.length > 0) deps.notifications.wake();
    return personIds.length;
  }

  return { reEmbed };
}

/** The photo is gone or damaged, and will be so tomorrow. */
const isLost = (error: unknown): boolean =>
  isFileFault(error) ||
  (error instanceof AppError && (error.code === 'gone' || error.code === 'notFound')) ||
  (error as NodeJS.ErrnoException).code === 'ENOENT';
