/** One PostgreSQL for all test files, with a migrated template that each test clones. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { removeEmbedded, startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The template database: migrated and empty. Nobody may stay connected to it. */
    readonly templateUrl: string;
    /** From which properties are drawn: said at the start, and given again by `PROPERTY_SEED`. */
    readonly propertySeed: number;
  }
}

let tearDown: (() => Promise<void>) | undefined;

/** Starts the server. */
export async function setup(project: TestProject): Promise<void> {
  const propertySeed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
  console.log(`Properties are drawn from seed ${propertySeed}; PROPERTY_SEED=${propertySeed} draws them again.`);
  project.provide('propertySeed', propertySeed);
  const log = createLog('warn');
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-test-'));
  // As root the server runs as another user, who has to be able to enter.
  chmodSync(dataDir, 0o755);
  const embedded = await startEmbedded({ dataDir, log });
  await migrate(embedded.url, { log });
  project.provide('templateUrl', embedded.url);
  tearDown = async () => {
    await embedded.stop();
    // It may lie elsewhere, when this folder cannot be entered by the server's user.
    await removeEmbedded({ dataDir, log });
    rmSync(dataDir, { recursive: true, force: true });
  };
}

/** Stops it and removes its folder. */
export async function teardown(): Promise<void> {
  await tearDown?.();
}
