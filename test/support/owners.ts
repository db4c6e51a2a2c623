/** Real processes that own an embedded database, for tests that kill them. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import pg from 'pg';

export interface Owner {
  readonly process: ChildProcess;
  /** Where its database is; undefined when it was refused. */
  readonly url: string | undefined;
  /** Why it was refused. */
  readonly error: string | undefined;
}

/** Starts an owner and waits until it is up or refused. */
export async function startOwner(dataDir: string, options: SpawnOptions = {}): Promise<Owner> {
  const program = join(import.meta.dirname, 'owner.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  if (!child.stdout) throw new Error('The owner has no output.');
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The owner ended before it said anything.')));
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  ended.catch(() => undefined);
  const said = JSON.parse(line) as { url?: string; error?: string };
  return { process: child, url: said.url, error: said.error };
}

/** Ends an owner with a signal and waits until it is gone. */
export async function endOwner(owner: Owner, signal: NodeJS.Signals): Promise<void> {
  if (owner.process.exitCode !== null || owner.process.signalCode !== null) return;
  const exit = once(owner.process, 'exit');
  owner.process.kill(signal);
  await exit;
}

/** Where the cluster of a data folder lies: there, or where the pointer says. */
export function clusterOf(dataDir: string): string {
  const pointer = join(dataDir, 'postgres.location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres');
}

/** The process number of the server that runs for a data folder. */
export const postmasterOf = (dataDir: string): number =>
  Number(readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);

/** One statement on a connection of its own. */
export async function runSql<T extends pg.QueryResultRow>(url: string | undefined, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
