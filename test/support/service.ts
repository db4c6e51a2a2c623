/**
 * The service as people run it: a process of its own (`src/app/launch.mjs`) on an embedded database, for tests that
 * kill it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeEmbedded } from '../../src/db/embedded.ts';
import { clusterUser } from '../../src/db/embedded/cluster.ts';
import { createLog } from '../../src/kernel/log.ts';
import { clusterOf } from './owners.ts';
import { adminEmail, password } from './muster.ts';
import { makeScratchDir } from './scratch.ts';

export interface Service {
  readonly process: ChildProcess;
  /** Where it says that it is; empty when it ended before it was ready. */
  readonly url: string;
  /** Everything that it has printed, log and sentences. */
  output(): string;
  /** How it ended, when it has. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** A data folder that the database's user can enter, also when the tests run as root. */
export const makeDataDir = (): string => makeScratchDir('muster-service-');

export async function removeDataDir(dataDir: string): Promise<void> {
  await removeEmbedded({ dataDir, log: createLog('silent') });
  rmSync(dataDir, { recursive: true, force: true });
}

/** Starts the service and waits until it is ready or has ended. `env` adds to, and may take from, the settings. */
export async function startService(dataDir: string, env: Record<string, string> = {}): Promise<Service> {
  const { ready, ...service } = spawnService(dataDir, env);
  return { ...service, url: await Promise.race([ready, service.ended.then(() => '')]) };
}

/** Starts it and does not wait. `ready` tells where it listens, once it does. */
export function spawnService(
  dataDir: string,
  env: Record<string, string> = {},
): Omit<Service, 'url'> & { ready: Promise<string> } {
  const child = spawn(process.execPath, ['--v8-pool-size=2', 'src/app/launch.mjs'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATA_DIR: dataDir,
      PORT: '0',
      VISION_THREADS: '1',
      ADMIN_EMAIL: adminEmail,
      ADMIN_PASSWORD: password,
      ...env,
    },
  });
  let printed = '';
  let isReady = false;
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const ready = new Promise<string>((resolve) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (isReady) return;
      const url = /^Muster is ready at (\S+)$/m.exec(printed)?.[1];
      isReady = url !== undefined;
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  return { process: child, ready, output: () => printed, ended };
}

/** Starts the service. @throws with what it printed when it does not come up. */
export async function startReadyService(dataDir: string, env: Record<string, string> = {}): Promise<Service> {
  const service = await startService(dataDir, env);
  if (service.url === '') throw new Error(`The service did not start:\n${service.output()}`);
  return service;
}

/** Sends a signal and waits until the process is gone. */
export async function endService(
  service: Service,
  signal: NodeJS.Signals,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  service.process.kill(signal);
  return service.ended;
}

/** The address of the database that the service of a data folder runs. */
export function databaseUrlOf(dataDir: string): string {
  const port = readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')[3] ?? '';
  const secret = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim();
  return `postgresql://${clusterUser}:${encodeURIComponent(secret)}@127.0.0.1:${port}/muster`;
}
