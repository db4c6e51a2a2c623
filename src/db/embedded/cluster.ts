/** Makes a database cluster, whole or not at all. */
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { serverEnvironment, type ServiceUser } from './service-user.ts';

/** The owner of the embedded cluster and the name of its one database. */
export const clusterUser = 'muster';

export interface ClusterOptions {
  /** Absent yet; its parent exists and the user can enter it. */
  readonly folder: string;
  readonly binaries: Binaries;
  readonly user: ServiceUser;
  readonly password: string;
}

/** True when the cluster is there: it appears under its name only when it is complete. */
export const isCluster = (folder: string): boolean => existsSync(join(folder, 'PG_VERSION'));

/**
 * Makes the cluster beside its place and moves it there when done, so that a process killed in between leaves nothing
 * that looks like a database.
 */
export async function createCluster({ folder, binaries, user, password }: ClusterOptions): Promise<void> {
  const draft = `${folder}.new`;
  const passwordFile = `${folder}.pw`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  // A umask may have taken bits away that initdb wants.
  chmodSync(draft, 0o700);
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
    await promisify(execFile)(binaries.initdb, initdbArguments(draft, passwordFile), {
      ...user,
      cwd: dirname(folder),
      env: serverEnvironment(),
    });
    renameSync(draft, folder);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    const { stderr } = cause as { stderr?: string };
    throw new Error(`The database could not be created in ${folder}: ${stderr?.trim() ?? String(cause)}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The builtin C.UTF-8 locale knows letters of every script and sorts alike on every system, whatever libc is there. */
const initdbArguments = (folder: string, passwordFile: string): string[] => [
  `--pgdata=${folder}`,
  `--username=${clusterUser}`,
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--data-checksums',
];
