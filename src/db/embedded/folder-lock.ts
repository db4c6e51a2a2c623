/**
 * One owner for a data folder, for as long as it lives.
 *
 * An owner is a file in `<dataDir>/owners` whose *name* says which process it is: number, start and boot, so that a
 * number given out again is not taken for the owner (see `identify`). Everybody first writes its own name and then
 * reads the others': of two that come at once the later one certainly sees the earlier. A dead owner's file can be
 * removed by anybody at any time, because no living process will ever have that name; this is what a single lock file
 * cannot offer, where "read that it is stale, remove it, make mine" removes the lock of whoever was faster. Nothing has
 * to be cleaned up after kill -9. (Node offers no flock; a lock inside the database could not guard its start and is
 * lost with its connection; a listening socket leaves a file behind with the same race.)
 *
 * It holds on one machine: containers that share a folder do not see each other's processes.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from './processes.ts';

export interface FolderLock {
  release(): void;
}

/** Two that come at once both step back; a random wait lets one of them be first. A true owner never steps back. */
const attempts = 8;

/**
 * Takes the folder.
 *
 * @throws Error with the owner's process number when it has one that lives
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const owners = join(dataDir, 'owners');
  mkdirSync(owners, { recursive: true, mode: 0o700 });
  const me = identify(process.pid) ?? String(process.pid);
  for (let attempt = 1; ; attempt += 1) {
    const other = claim(owners, me);
    if (other === undefined) return { release: () => rmSync(join(owners, me), { force: true }) };
    if (other === me || attempt === attempts) {
      throw new Error(
        `The data folder ${dataDir} is in use by another Muster (process ${other.split('-')[0]}). Stop that one first, or give this one its own DATA_DIR.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 100));
  }
}

/** @returns the owner that was there before; undefined when the folder is now mine */
function claim(owners: string, me: string): string | undefined {
  const mine = join(owners, me);
  try {
    writeFileSync(mine, '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return me;
    throw error;
  }
  for (const other of readdirSync(owners)) {
    if (other === me) continue;
    if (identify(Number(other.split('-')[0])) === other) {
      rmSync(mine, { force: true });
      return other;
    }
    rmSync(join(owners, other), { force: true });
  }
  return undefined;
}
