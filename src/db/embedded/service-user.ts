/** PostgreSQL refuses to run as root: finds, or makes, the system user that runs it then. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whom the database's processes run as; undefined: as ourselves. */
export type ServiceUser = { readonly uid: number; readonly gid: number } | undefined;

const userName = 'postgres';

/** Whether this process is the superuser. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The user for a new database: ourselves, or the system user `postgres` when we are root.
 *
 * @throws Error that says what to do when root can have no such user
 */
export function findServiceUser(): ServiceUser {
  if (!isRoot()) return undefined;
  const existing = lookUp();
  if (existing) return existing;
  createUser();
  const created = lookUp();
  if (created) return created;
  throw new Error(
    'PostgreSQL does not run as root, and no system user for it could be made. Run Muster as an ordinary user, ' +
      `create one (useradd --system ${userName}), or set DATABASE_URL to a PostgreSQL server.`,
  );
}

function lookUp(): ServiceUser {
  const id = (flag: string): number | undefined => {
    const { status, stdout } = spawnSync('id', [flag, userName], { encoding: 'utf8' });
    return status === 0 ? Number(stdout.trim()) : undefined;
  };
  const uid = id('-u');
  const gid = id('-g');
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Tried in turn: shadow-utils, then BusyBox (Alpine). A failure shows in the look-up that follows. */
function createUser(): void {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName]],
    ['adduser', ['-S', '-D', '-H', userName]],
  ];
  for (const [program, args] of attempts) {
    const path = findProgram(program);
    if (path && spawnSync(path, args, { stdio: 'ignore' }).status === 0) return;
  }
}

/** sbin is looked into as well: it is often missing from the PATH of a service. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Runs a short program as that user, in a folder that everybody may enter. */
export function runAs(user: ServiceUser, program: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { ...user, cwd: '/', encoding: 'utf8', env: serverEnvironment() });
}

/** Whether the user can go into a folder: asked by trying, so that access lists and mounts count too. */
export const canEnter = (user: ServiceUser, folder: string): boolean =>
  user === undefined || runAs(user, '/bin/sh', ['-c', 'cd -- "$0"', folder]).status === 0;

/**
 * What the server inherits: nothing of ours (secrets are in our environment), and no PG* variable that would lead it
 * astray.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'TZ'];
  const pairs = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...(Object.fromEntries(pairs) as NodeJS.ProcessEnv), LC_ALL: 'C' };
}
