/** Sealed files in DATA_DIR: bytes in, bytes out, each sealed with its owner's key before it touches the disk. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Queryable, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../security/privacy/index.ts';
import { isDiskFull, localDisk, type Disk } from './disk.ts';
import * as repo from './storage.repo.ts';
import { words } from './words/en.ts';

/** A file without a row is what a crash or a rolled-back transaction left; it gets this long to find its row. */
const orphanAgeMs = 3600_000;

/** Two of the largest photos on each of two threads. */
const leastFreeBytes = 64 * 1024 * 1024;

export interface NewFile {
  ownerId: string;
  purpose: 'face_photo' | 'reply' | 'task' | 'evidence' | 'profile_picture';
  name: string;
  mimeType: string;
  data: Buffer;
  expiresAt: Date | null;
}

export interface OpenedFile {
  id: string;
  ownerId: string;
  name: string;
  mimeType: string;
  data: Buffer;
}

export type Storage = ReturnType<typeof createStorage>;

export function createStorage(deps: { db: Database; vault: Vault; clock: Clock; dir: string; disk?: Disk }) {
  const disk = deps.disk ?? localDisk;
  // Two letters from the random end of the id, so that folders stay small.
  const pathOf = (id: string): string => join(deps.dir, id.slice(-2), id);

  /**
   * Writes the sealed bytes, then the row in the caller's transaction. @returns the file's id.
   * @throws AppError `storageFull`.
   */
  async function store(tx: Tx, file: NewFile): Promise<string> {
    const { data, ...row } = file;
    const id = newId();
    const key = await deps.vault.keyOf(tx, file.ownerId);
    await disk.writeDurably(pathOf(id), key.seal(data, `stored_file:${id}`)).catch((cause: unknown) => {
      throw isDiskFull(cause) ? new AppError('storageFull', { cause }) : cause;
    });
    await repo.insertFile(tx, { id, ...row, sizeBytes: data.length, createdAt: deps.clock.now() });
    return id;
  }

  /** @throws AppError `notFound` when there is no such file; `gone` when it has expired or its owner was erased. */
  async function read(id: string): Promise<OpenedFile> {
    const row = await repo.findFile(deps.db.autocommit, id);
    if (!row) throw new AppError('notFound');
    if (row.expiresAt && row.expiresAt <= deps.clock.now())
      throw new AppError('gone', { detail: words.thisFileIsNoLongerAvailable });
    const key = await deps.vault.keyOf(deps.db.autocommit, row.ownerId);
    const data = key.open(await readFile(pathOf(id)), `stored_file:${id}`);
    return { id, ownerId: row.ownerId, name: row.name, mimeType: row.mimeType, data };
  }

  /** @throws AppError `storageFull` when the next photo may find no room. */
  async function requireRoom(): Promise<void> {
    if ((await disk.freeBytes(deps.dir)) < leastFreeBytes) throw new AppError('storageFull');
  }

  /** The files that somebody has for a purpose, oldest first. */
  const idsOf = (db: Queryable, ownerId: string, purpose: NewFile['purpose']): Promise<string[]> =>
    repo.findOfOwner(db, ownerId, purpose);

  /** Which of these people have a file for a purpose. */
  const ownersWith = (db: Queryable, ownerIds: readonly string[], purpose: NewFile['purpose']): Promise<string[]> =>
    repo.findOwners(db, ownerIds, purpose);

  /** Deletes the rows in the caller's transaction. @returns what removes the bytes, to be called after the commit. */
  async function remove(tx: Tx, ids: readonly string[]): Promise<() => Promise<void>> {
    await repo.deleteFiles(tx, ids);
    return async () => {
      await Promise.all(ids.map((id) => rm(pathOf(id), { force: true })));
    };
  }

  /** Removes expired files, and files that have no row. @returns how many. */
  async function sweep(): Promise<number> {
    const expired = await repo.findExpired(deps.db.autocommit, deps.clock.now());
    const removeBytes = await deps.db.transaction((tx) => remove(tx, expired));
    await removeBytes();
    return expired.length + (await sweepOrphans());
  }

  async function sweepOrphans(): Promise<number> {
    const entries = await readdir(deps.dir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => ({ id: entry.name.replace(/\.part$/, ''), path: join(entry.parentPath, entry.name) }));
    const known = await repo.filterExisting(
      deps.db.autocommit,
      files.map((file) => file.id),
    );
    const orphans = files.filter((file) => !known.has(file.id));
    const old = await Promise.all(
      orphans.map(async ({ path }) => ((await stat(path)).mtimeMs < Date.now() - orphanAgeMs ? [path] : [])),
    );
    await Promise.all(old.flat().map((path) => rm(path, { force: true })));
    return old.flat().length;
  }

  return { store, read, requireRoom, idsOf, ownersWith, remove, sweep };
}
