/**
 * Profile pictures: at most one a person, kept as vision keeps photos and sealed with their key. It is never compared
 * with a face.
 */
import { type Actor, requireAccess } from '../../security/access/index.ts';
import type { Audit } from '../../security/audit/index.ts';
import { type Database, type Tx, lockPersonRow } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Storage } from '../../delivery/storage/index.ts';
import type { Vision } from '../../recognition/vision/index.ts';

const purpose = 'profile_picture';

export type ProfilePictures = ReturnType<typeof createProfilePictures>;

export function createProfilePictures(deps: { db: Database; audit: Audit; storage: Storage; vision: Vision }) {
  /** Replaces the actor's own picture. @throws AppError those of decoding. */
  async function set(actor: Actor, photo: Buffer): Promise<void> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    const prepared = await prepare(photo);
    const removeBytes = await deps.db.transaction((tx) => keepIn(tx, actor, prepared));
    await removeBytes();
  }

  /** The photo as it may be kept, JPEG. @throws AppError those of decoding. */
  const prepare = (photo: Buffer): Promise<Buffer> => deps.vision.toKeepable(photo);

  /**
   * Keeps a prepared photo inside the caller's transaction. @returns what removes the bytes of the one before, to be
   * called after the commit.
   */
  async function keepIn(tx: Tx, actor: Actor, prepared: Buffer): Promise<() => Promise<void>> {
    const removeBytes = await deps.storage.remove(tx, await holdIds(tx, actor.personId));
    await deps.storage.store(tx, {
      ownerId: actor.personId,
      purpose,
      name: 'picture.jpg',
      mimeType: 'image/jpeg',
      data: prepared,
      expiresAt: null,
    });
    await deps.audit.record(tx, {
      actorId: actor.personId,
      action: 'person.pictureSet',
      subjectType: 'person',
      subjectId: actor.personId,
      facts: {},
    });
    return removeBytes;
  }

  /** The actor's own picture, JPEG. @throws AppError `notFound` when they have none. */
  async function readOwn(actor: Actor): Promise<Buffer> {
    await requireAccess(deps.db.autocommit, actor, 'account.use', { personId: actor.personId });
    return readPicture(actor.personId);
  }

  /**
   * The picture of somebody whom the actor teaches; admins see everybody's. @throws AppError `notFound`, also when they
   * have none.
   */
  async function readOf(actor: Actor, personId: string): Promise<Buffer> {
    await requireAccess(deps.db.autocommit, actor, 'classes.roster', { studentId: personId });
    return readPicture(personId);
  }

  async function readPicture(personId: string): Promise<Buffer> {
    const [id] = await deps.storage.idsOf(deps.db.autocommit, personId, purpose);
    if (id === undefined) throw new AppError('notFound');
    return (await deps.storage.read(id)).data;
  }

  /** Which of these people have a picture, for modules that have checked the access. */
  const findPictured = (personIds: readonly string[]): Promise<string[]> =>
    deps.storage.ownersWith(deps.db.autocommit, personIds, purpose);

  /** The actor's own picture is gone when this resolves; without one nothing changes. */
  async function remove(actor: Actor): Promise<void> {
    const removeBytes = await deps.db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'account.use', { personId: actor.personId });
      const ids = await holdIds(tx, actor.personId);
      if (ids.length > 0)
        await deps.audit.record(tx, {
          actorId: actor.personId,
          action: 'person.pictureRemoved',
          subjectType: 'person',
          subjectId: actor.personId,
          facts: {},
        });
      return deps.storage.remove(tx, ids);
    });
    await removeBytes();
  }

  /** The same for an account that ends, inside the transaction that ends it. @returns as `keepIn`. */
  const removeOf = async (tx: Tx, personId: string): Promise<() => Promise<void>> =>
    deps.storage.remove(tx, await holdIds(tx, personId));

  /** What picture there is; the person is held, so that of two sent at once one stays. */
  async function holdIds(tx: Tx, personId: string): Promise<string[]> {
    await lockPersonRow(tx, personId);
    return deps.storage.idsOf(tx, personId, purpose);
  }

  /**
   * Moves the picture of one account to another of the same person, sealed with its key, unless that has one. @returns
   * as `keepIn`.
   */
  async function handOver(tx: Tx, fromId: string, intoId: string): Promise<() => Promise<void>> {
    const [[own], [kept]] = [
      await deps.storage.idsOf(tx, fromId, purpose),
      await deps.storage.idsOf(tx, intoId, purpose),
    ];
    if (own === undefined) return async () => undefined;
    if (kept === undefined) {
      const { name, mimeType, data } = await deps.storage.read(own);
      await deps.storage.store(tx, { ownerId: intoId, purpose, expiresAt: null, name, mimeType, data });
    }
    return deps.storage.remove(tx, [own]);
  }

  return { set, prepare, keepIn, readOwn, readOf, findPictured, remove, removeOf, handOver };
}
