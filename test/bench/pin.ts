/** Keeps a bench to one core. */
import { execFileSync } from 'node:child_process';

/**
 * All threads of this process, and threads and children started after this, which inherit it. @returns false where the
 * machine has no taskset.
 */
export function pinToOneCore(): boolean {
  try {
    execFileSync('taskset', ['-acp', '0', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch (error) {
    process.stderr.write(`not pinned to one core: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}
