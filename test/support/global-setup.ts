/**
 * What all test files share: one PostgreSQL with a migrated template that each test clones, and, bundled, the page and the
 * program of the threads that look at photos.
 */
import { buildSync } from 'esbuild';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { jobTimes } from '../../src/app/recurring-jobs.ts';
import { removeEmbedded, startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { readPage } from '../../src/http/page/bundle-cache.ts';
import { prepareJobs } from '../../src/delivery/jobs/index.ts';
import { createLog } from '../../src/kernel/log.ts';
import { makeScratchDir } from './scratch.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The template database: migrated and empty. Nobody may stay connected to it. */
    readonly templateUrl: string;
    /** From which properties are drawn: said at the start, and given again by `PROPERTY_SEED`. */
    readonly propertySeed: number;
    /** Where the page lies, bundled. */
    readonly pageFolder: string;
    /** Where the bundled program lies, as an address. */
    readonly visionProgram: string;
  }
}

const root = resolve(import.meta.dirname, '../..');

let tearDown: (() => Promise<void>) | undefined;

/** Starts the server and bundles the programs. */
export async function setup(project: TestProject): Promise<void> {
  const propertySeed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
  console.log(`Properties are drawn from seed ${propertySeed}; PROPERTY_SEED=${propertySeed} draws them again.`);
  project.provide('propertySeed', propertySeed);
  const log = createLog('warn');
  const dataDir = makeScratchDir('muster-test-');
  const embedded = await startEmbedded({ dataDir, log });
  await migrate(embedded.url, { log });
  // They would be made by every service that is started on a clone.
  await prepareJobs({ url: embedded.url, log, names: Object.keys(jobTimes) });
  await trustTheMachine(embedded.url);
  project.provide('templateUrl', embedded.url);
  const pageFolder = join(dataDir, 'page');
  readPage(pageFolder);
  project.provide('pageFolder', pageFolder);
  // Below node_modules, so that it finds the packages that are left out of it.
  const bundle = join(root, `node_modules/.cache/muster-test-${process.pid}`);
  project.provide('visionProgram', bundleVisionProgram(bundle));
  tearDown = async () => {
    rmSync(bundle, { recursive: true, force: true });
    await embedded.stop();
    // It may lie elsewhere, when this folder cannot be entered by the server's user.
    await removeEmbedded({ dataDir, log });
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Nobody needs these databases after a crash of the machine; tests that crash something have a server of their own. */
async function trustTheMachine(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit'])
    await client.query(`ALTER SYSTEM SET ${setting} = off`);
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}

/** @returns where it lies */
function bundleVisionProgram(folder: string): string {
  buildSync({
    entryPoints: [join(root, 'src/recognition/vision/worker.ts')],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  return pathToFileURL(join(folder, 'worker.js')).href;
}

/** Stops the server and removes what was made. */
export async function teardown(): Promise<void> {
  await tearDown?.();
}
