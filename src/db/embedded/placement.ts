/**
 * Where the cluster lies and which binaries run it.
 *
 * Normally: the data folder, and the binaries that npm installed. As root the server runs as another user, who must be
 * able to enter every parent of both. Where it cannot (a home folder with mode 0700), they are put into a system folder
 * that it can enter, and a pointer in the data folder says where.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Log } from '../../kernel/log.ts';
import { binariesAt, type Binaries } from './binaries.ts';
import { isCluster } from './cluster.ts';
import { canEnter, findServiceUser, isRoot, runAs, type ServiceUser } from './service-user.ts';

export interface Placement {
  /** The cluster's folder; it may not be there yet, its parent is. */
  readonly cluster: string;
  readonly user: ServiceUser;
  readonly binaries: Binaries;
}

/** Where programs keep their state, and every user may pass. */
const systemFolder = '/var/lib/muster';

const pointerOf = (dataDir: string): string => join(dataDir, 'postgres.location');
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The system folder's place for a data folder. */
const systemPlaceOf = (dataDir: string): string => join(systemFolder, hash(dataDir));

/**
 * Finds the cluster of a data folder, or decides where a new one goes.
 *
 * @param dataDir - its real, absolute path
 * @throws Error when the cluster is there but out of reach; the message says what to do
 */
export function place(dataDir: string, installed: Binaries, log: Log): Placement {
  const cluster = findCluster(dataDir);
  // A cluster stays with the user who made it, even when root starts it later.
  const user = existsSync(cluster) ? ownerOf(cluster) : findServiceUser();
  if (!existsSync(cluster) && !canEnter(user, dataDir)) {
    const elsewhere = join(systemPlaceOf(dataDir), 'postgres');
    makeSystemFolder(dirname(elsewhere));
    log.info(
      { dataDir, cluster: elsewhere },
      'the database’s user cannot enter the data folder: the database lies in a system folder',
    );
    return { cluster: elsewhere, user, binaries: reachable(installed, user, log) };
  }
  if (!canEnter(user, dirname(cluster))) {
    throw new Error(
      `The database in ${cluster} runs as user ${user?.uid}, who cannot enter that folder any more. Let others pass its parents (chmod o+x).`,
    );
  }
  return { cluster, user, binaries: reachable(installed, user, log) };
}

/** Notes where the cluster is, once it is complete. */
export function notePlace(dataDir: string, cluster: string): void {
  if (dirname(cluster) !== dataDir) writeFileSync(pointerOf(dataDir), `${cluster}\n`);
}

/** Where the pointer leads, or in the data folder; it need not be there. */
export const whereCluster = (dataDir: string): string =>
  existsSync(pointerOf(dataDir)) ? readFileSync(pointerOf(dataDir), 'utf8').trim() : join(dataDir, 'postgres');

/** A pointer that leads nowhere is no reason to begin anew: that would look like a loss of everything. */
function findCluster(dataDir: string): string {
  const cluster = whereCluster(dataDir);
  if (isCluster(cluster) || !existsSync(pointerOf(dataDir))) return cluster;
  throw new Error(
    `The database of ${dataDir} was in ${cluster} and is not there. Put it back; or remove ${pointerOf(dataDir)} to begin with an empty one.`,
  );
}

function ownerOf(cluster: string): ServiceUser {
  const { uid, gid } = statSync(cluster);
  if (process.getuid === undefined || uid === process.getuid()) {
    if (isRoot())
      throw new Error(
        `The database in ${cluster} belongs to root, and PostgreSQL does not run as root: chown -R postgres ${cluster}`,
      );
    return undefined;
  }
  if (isRoot()) return { uid, gid };
  throw new Error(
    `The database in ${cluster} belongs to another user (${uid}). Start Muster as that user, or give it another DATA_DIR.`,
  );
}

/** The installed binaries, or a copy where the user can run them. */
function reachable(installed: Binaries, user: ServiceUser, log: Log): Binaries {
  if (canRun(installed, user)) return installed;
  if (!isRoot())
    throw new Error(
      `PostgreSQL does not run here (${installed.postgres}). Set DATABASE_URL to a PostgreSQL server instead.`,
    );
  // Another version is another folder: package folders carry it in their package.json, which is hashed.
  const manifest = readFileSync(join(dirname(installed.root), 'package.json'), 'utf8');
  const copy = binariesAt(join(systemFolder, `binaries-${hash(manifest)}`));
  if (!existsSync(copy.root)) {
    log.info(
      { from: installed.root, to: copy.root },
      'the database’s user cannot run the installed PostgreSQL: copying it to a system folder…',
    );
    copyWhole(installed.root, copy.root);
  }
  if (canRun(copy, user)) return copy;
  throw new Error(
    `PostgreSQL does not run, neither from ${installed.root} nor from ${copy.root}. Set DATABASE_URL to a PostgreSQL server instead.`,
  );
}

/** The version is a question that the server answers even to root. It also needs its libraries for that. */
const canRun = (binaries: Binaries, user: ServiceUser): boolean =>
  runAs(user, binaries.postgres, ['--version']).status === 0 &&
  runAs(user, binaries.initdb, ['--version']).status === 0;

/** Copies beside the target and moves it there, so that a half copy is never used. */
function copyWhole(from: string, to: string): void {
  makeSystemFolder(dirname(to));
  const draft = `${to}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  openToAll(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another process was faster: its copy is the same.
    if (!existsSync(to)) throw error;
  }
}

/** A strict umask would have made folders that only root can enter. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function makeSystemFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const path of [systemFolder, folder]) {
    chmodSync(path, 0o755);
    if (isRoot()) chownSync(path, 0, 0);
  }
}

/**
 * The cluster that the system folder still holds for a data folder that does not point to it: the data folder was
 * removed by hand and made again.
 */
export function findStray(dataDir: string): string | undefined {
  const cluster = join(systemPlaceOf(dataDir), 'postgres');
  const isPointedAway = existsSync(pointerOf(dataDir)) || isCluster(whereCluster(dataDir));
  return isRoot() && !isPointedAway && existsSync(cluster) ? cluster : undefined;
}

/** Removes the cluster, its drafts and the pointer to it. Its server must not run. */
export function removePlace(dataDir: string, cluster: string): void {
  rmSync(pointerOf(dataDir), { force: true });
  rmSync(cluster, { recursive: true, force: true });
  if (isRoot()) rmSync(systemPlaceOf(dataDir), { recursive: true, force: true });
}
