/** One run of the PostgreSQL server: starts it, takes over one that runs, waits for it, stops it. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import { clusterUser } from './cluster.ts';
import { disownPidFile, isServerOf, readPidFile } from './pid-file.ts';
import { until } from './processes.ts';
import { serverEnvironment, type ServiceUser } from './service-user.ts';

/** Where a server lives and how it is reached. */
export interface Site {
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly user: ServiceUser;
  readonly password: string;
  /** The server's own log: a file, so that it can go on writing when we die. */
  readonly logFile: string;
}

export interface Server {
  readonly pid: number;
  readonly port: number;
  isRunning(): boolean;
  /** Fast shutdown: waits for running statements to be rolled back; an immediate one when that takes too long. */
  stop(): Promise<void>;
}

const host = '127.0.0.1';
/** Crash recovery replays what was written since the last checkpoint; five minutes' worth at most. */
const startTimeoutMs = 120_000;
/** Children of a killed server notice within moments that it is gone, but finish what they are writing. */
const leftoversTimeoutMs = 30_000;
const fastStopMs = 20_000;
const maxLogBytes = 5_000_000;

/** The address of a database on the server, as its owner unless somebody else is named. */
export const urlOf = (
  { password, role = clusterUser }: { password: string; role?: string },
  port: number,
  database: string,
): string => `postgresql://${role}:${encodeURIComponent(password)}@${host}:${port}/${database}`;

/**
 * The server that an earlier owner of this folder left running.
 *
 * @returns undefined when there is none, or it is on its way out (then it is waited for)
 */
export async function adoptServer(site: Site): Promise<Server | undefined> {
  const file = readPidFile(site.cluster);
  if (!file || !isServerOf(site.cluster, file.pid)) return undefined;
  const server = serverHandle(site, file.pid, file.port, () => isServerOf(site.cluster, file.pid));
  // It may still be starting, or stopping: wait until it is one or the other.
  let isReady = false;
  await until(async () => !server.isRunning() || (isReady = await answers(site, server.port)), startTimeoutMs);
  if (isReady) return server;
  if (server.isRunning()) await server.stop();
  return undefined;
}

/**
 * Starts the server and waits until it answers.
 *
 * @param port - the port to use; undefined: a free one
 * @throws Error with the end of the server's log
 */
export async function startServer(site: Site, port?: number): Promise<Server> {
  const giveUpAt = Date.now() + leftoversTimeoutMs;
  for (;;) {
    disownPidFile(site.cluster);
    rotate(site.logFile);
    const logStart = sizeOf(site.logFile);
    const server = await launch(site, port ?? (await freePort()));
    if (server) return server;
    const said = readFileSync(site.logFile, 'utf8').slice(logStart);
    // Another program may have taken the port since we looked; leftovers of a killed server go away by themselves.
    const isPassing = /still in use|Address already in use|could not bind|lock file .* already exists/i.test(said);
    if (!isPassing || Date.now() > giveUpAt)
      throw new Error(`The database did not start. Its log (${site.logFile}) ends:\n${said.slice(-2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @returns undefined when the server ended before it answered */
async function launch(site: Site, port: number): Promise<Server | undefined> {
  const log = openSync(site.logFile, 'a', 0o600);
  const child = spawn(site.binaries.postgres, serverArguments(site.cluster, port), {
    ...site.user,
    cwd: site.cluster,
    env: serverEnvironment(),
    // Its own session: Ctrl-C in our terminal must not stop it before we have finished with it.
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  });
  closeSync(log);
  let hasEnded = false;
  child.once('exit', () => (hasEnded = true));
  child.once('error', () => (hasEnded = true));
  child.unref();
  const server = serverHandle(site, child.pid ?? 0, port, () => !hasEnded);
  let isReady = false;
  try {
    await until(async () => hasEnded || (isReady = await answers(site, port)), startTimeoutMs, 25);
  } finally {
    if (!isReady) await server.stop();
  }
  return isReady ? server : undefined;
}

const serverArguments = (cluster: string, port: number): string[] => {
  const settings = {
    listen_addresses: host,
    port: String(port),
    // Their paths have a length limit that a deep data folder breaks; one way in is enough.
    unix_socket_directories: '',
    max_connections: '100',
    // A failing statement's text and the row it failed on are personal data: they stay out of the server's log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
};

/** @param isRunning - how to tell: our own child reports its end, one that we took over has to be looked at */
function serverHandle(site: Site, pid: number, port: number, isRunning: () => boolean): Server {
  const signal = (name: 'SIGINT' | 'SIGQUIT'): void => {
    if (!isRunning()) return;
    // Windows has no signals; PostgreSQL brings a program that knows how to send it the like.
    if (process.platform === 'win32') execFileSync(site.binaries.pgCtl, ['kill', name.slice(3), String(pid)]);
    else process.kill(pid, name);
  };
  return {
    pid,
    port,
    isRunning,
    stop: async () => {
      signal('SIGINT');
      if (await until(() => !isRunning(), fastStopMs)) return;
      signal('SIGQUIT');
      if (!(await until(() => !isRunning(), fastStopMs)))
        throw new Error(`The database (process ${pid}) does not stop.`);
    },
  };
}

/**
 * Whether a server accepts our password there and serves our cluster: SCRAM also proves the server to us.
 *
 * @throws Error when it refuses the password: waiting would not help
 */
async function answers(site: Site, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(site, port, 'postgres'), connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
    return rows[0]?.folder === site.cluster.replaceAll('\\', '/');
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return false;
    throw new Error(
      `The database in ${site.cluster} does not accept the password kept in the data folder: put the right postgres.password back.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Makes the database when the cluster has none of that name. */
export async function ensureDatabase(site: Site, port: number, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(site, port, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};

/** One older log is kept. */
function rotate(path: string): void {
  if (sizeOf(path) > maxLogBytes) renameSync(path, `${path}.1`);
}
