/** PostgreSQL that comes with Muster: made, started, watched over and stopped in the data folder. */
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../kernel/log.ts';
import { findBinaries } from './embedded/binaries.ts';
import { createCluster, isCluster } from './embedded/cluster.ts';
import { lockFolder } from './embedded/folder-lock.ts';
import { passwordFileOf, readPassword, servicePassword } from './embedded/password.ts';
import { readPidFile, isServerOf } from './embedded/pid-file.ts';
import { findStray, notePlace, place, removePlace, whereCluster, type Placement } from './embedded/placement.ts';
import { until } from './embedded/processes.ts';
import { adoptServer, ensureDatabase, startServer, urlOf, type Server, type Site } from './embedded/server.ts';
import type { ServiceRole } from './service-role.ts';
import { isRoot } from './embedded/service-user.ts';
import { supervise, type Watcher } from './embedded/supervise.ts';

export interface EmbeddedOptions extends Watcher {
  /** Made when absent. */
  readonly dataDir: string;
  readonly log: Log;
}

export interface EmbeddedDatabase {
  /** postgresql://… on 127.0.0.1, as the owner; it stays the same when the server has to be started again. */
  readonly url: string;
  /** The same as the role that the service works as, once `readyServiceRole` was run for it. */
  readonly serviceUrl: string;
  readonly serviceRole: ServiceRole & { readonly password: string };
  /** Stops the server, then gives the data folder free. */
  stop(): Promise<void>;
}

const database = 'muster';
const serviceName = 'muster_service';

function addressesOf(ownerPassword: string, port: number): Omit<EmbeddedDatabase, 'stop'> {
  const [name, password] = [serviceName, servicePassword(ownerPassword)];
  return {
    url: urlOf({ password: ownerPassword }, port, database),
    serviceUrl: urlOf({ role: name, password }, port, database),
    serviceRole: { name, password },
  };
}

/**
 * Starts the database of a data folder: a new one on first use, one that runs on after its owner was killed is taken
 * over, one that was killed itself recovers. It is started again whenever it ends by itself.
 *
 * @throws Error when another process owns the folder, the platform has no binaries, or the server does not start; each
 *   message says what to do
 */
export async function startEmbedded({ dataDir, log, ...watcher }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = openFolder(dataDir);
  const lock = await lockFolder(folder);
  try {
    const site = await prepare(folder, log);
    const server = await adoptOrStart(site, log);
    await ensureDatabase(site, server.port, database).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    const stopServer = supervise(site, server, log, watcher);
    let stopping: Promise<void> | undefined;
    return {
      ...addressesOf(site.password, server.port),
      stop: () => (stopping ??= stopServer().finally(() => lock.release())),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Whether a database was made for this data folder. */
export const hasEmbedded = (dataDir: string): boolean => existsSync(passwordFileOf(dataDir));

/**
 * The database of a data folder for a command beside the service: the one that runs, left running, else one started for
 * as long as the command lasts.
 *
 * @throws Error as `startEmbedded`
 */
export async function reachEmbedded({ dataDir, log }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = openFolder(dataDir);
  const cluster = whereCluster(folder);
  const running = cluster === undefined ? undefined : readPidFile(cluster);
  if (cluster === undefined || !running || !isServerOf(cluster, running.pid)) return startEmbedded({ dataDir, log });
  return { ...addressesOf(readPassword(folder, false), running.port), stop: () => Promise.resolve() };
}

/**
 * Removes the database of a data folder for good, wherever it lies; other files in the folder stay.
 *
 * @throws Error when a process that lives owns the folder
 */
export async function removeEmbedded({ dataDir, log }: Pick<EmbeddedOptions, 'dataDir' | 'log'>): Promise<void> {
  if (!existsSync(dataDir)) return;
  const folder = openFolder(dataDir);
  const lock = await lockFolder(folder);
  try {
    for (const cluster of [findStray(folder), whereCluster(folder)]) {
      if (cluster !== undefined) await removeCluster(folder, cluster, log);
    }
    for (const file of [passwordFileOf(folder), logFileOf(folder), `${logFileOf(folder)}.1`])
      rmSync(file, { force: true });
  } finally {
    lock.release();
  }
}

const logFileOf = (folder: string): string => join(folder, 'postgres.log');

/** Nobody else looks into a new data folder; as root the database's user has to pass through it. */
function openFolder(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  return realpathSync(dataDir);
}

async function prepare(folder: string, log: Log): Promise<Site> {
  const stray = findStray(folder);
  if (stray !== undefined) await settleStray(folder, stray, log);
  const placement = place(folder, findBinaries(), log);
  const isNew = !isCluster(placement.cluster);
  const password = readPassword(folder, isNew);
  if (isNew) await create(folder, placement, password, log);
  return { ...placement, cluster: realpathSync(placement.cluster), password, logFile: logFileOf(folder) };
}

async function create(
  folder: string,
  { cluster, binaries, user }: Placement,
  password: string,
  log: Log,
): Promise<void> {
  log.info({ folder: cluster }, 'creating the database, some seconds the first time…');
  const begun = Date.now();
  await createCluster({ folder: cluster, binaries, user, password });
  notePlace(folder, cluster);
  log.info({ tookMs: Date.now() - begun }, 'the database is created');
}

/** With its password still here only the pointer was lost; without it nobody can open that cluster again. */
async function settleStray(folder: string, cluster: string, log: Log): Promise<void> {
  if (existsSync(passwordFileOf(folder)) && isCluster(cluster)) {
    notePlace(folder, realpathSync(cluster));
    return;
  }
  log.info({ cluster }, 'removing the database of a data folder that is gone');
  await removeCluster(folder, cluster, log);
}

async function adoptOrStart(site: Site, log: Log): Promise<Server> {
  const orphan = await adoptServer(site);
  if (orphan) {
    log.info({ pid: orphan.pid, port: orphan.port }, 'took over the database that an earlier process left running');
    return orphan;
  }
  log.info('starting the database…');
  const begun = Date.now();
  const server = await startServer(site);
  log.info({ pid: server.pid, port: server.port, tookMs: Date.now() - begun }, 'the database is ready');
  return server;
}

async function removeCluster(folder: string, cluster: string, log: Log): Promise<void> {
  const pid = readPidFile(cluster)?.pid;
  if (pid !== undefined && isServerOf(cluster, pid)) {
    log.info({ pid }, 'stopping the database that an earlier process left running');
    // Nothing of it is kept, so it need not finish anything.
    process.kill(pid, 'SIGQUIT');
    await until(() => !isServerOf(cluster, pid), 20_000);
  }
  removePlace(folder, cluster);
}
