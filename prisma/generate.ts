/**
 * Generates the Prisma client into src/db/generated (ignored by git).
 *
 * The Prisma CLI wants a schema engine on disk even to generate, and would download one. `generate` never runs it,
 * so any executable satisfies the check. The variable is set for this one child process only: with it in the
 * environment `prisma migrate` would exit 0 and do nothing.
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const prismaCli = createRequire(import.meta.url).resolve('prisma/build/index.js');

try {
  execFileSync(process.execPath, [prismaCli, 'generate', '--schema', 'prisma/schema'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  console.log('Prisma client generated.');
} catch (error) {
  const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
  console.error(`Prisma client could not be generated:\n${String(stdout ?? '')}${String(stderr ?? error)}`);
  process.exitCode = 1;
}
