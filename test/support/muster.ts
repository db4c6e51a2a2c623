/**
 * The whole service for a test: real HTTP, real database (a clone of its own), real models, a clock that can be set.
 */
import { rm } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { inject } from 'vitest';
import { loadConfig } from '../../src/app/config.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startMuster, type Muster } from '../../src/app/main.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createClient, type Client } from './client.ts';
import { roomyBudgets } from './roomy-budgets.ts';
import { makeScratchDir } from './scratch.ts';
import { startVision } from './vision.ts';

export const adminEmail = 'admin@school.example';
export const password = 'correct horse';

export interface TestClock extends Clock {
  set(instant: Date | string): void;
  /** Moves on by so many minutes. */
  advance(minutes: number): void;
}

export interface TestMuster extends Muster {
  clock: TestClock;
  dataDir: string;
  database: TestDatabase;
  /** Everything that was logged, as it was written. */
  logged: () => string;
  signIn(email: string, as?: string): Promise<Client>;
  end(): Promise<void>;
}

/** Starts the service on a free port. `env` adds to the environment it reads. */
export async function startTestMuster(
  env: Record<string, string> = {},
  startAt = '2026-11-18T09:00:00Z',
): Promise<TestMuster> {
  const database = await createTestDatabase();
  const dataDir = makeScratchDir('muster-test-');
  const clock = createTestClock(new Date(startAt));
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const config = loadConfig({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    SECRET_KEY: 'a-test-secret-of-at-least-32-characters',
    PORT: '0',
    VISION_THREADS: '1',
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: password,
    INSTITUTION_NAME: 'Test School',
    LOG_LEVEL: 'debug',
    // Tests move the clock by months, and their admins have a password only: what becomes of those after the usual week
    // is shown in test/component/accounts/second-factor-grace.test.ts.
    SECOND_FACTOR_GRACE: '365d',
    // The clock stands still: without this a test would soon have said too much in its one minute.
    CHAT_MESSAGES_PER_MINUTE: '10000',
    BUDGETS: roomyBudgets,
    ...env,
  });
  const muster = await startMuster({
    config,
    log: createLog(config.logLevel, sink),
    clock,
    shortcuts: {
      startVision,
      // argon2id at its least: what the product takes is shown in test/security/access/passwords.test.ts.
      passwordCost: { memoryCost: 8, timeCost: 1 },
      onTheWayMs: 0,
      pageFolder: inject('pageFolder'),
    },
  });
  return {
    ...muster,
    clock,
    dataDir,
    database,
    logged: () => lines.join(''),
    signIn: (email, as = password) => createClient(muster.url).signIn(email, as),
    end: async () => {
      await muster.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function createTestClock(start: Date): TestClock {
  let now = start;
  return {
    now: () => new Date(now),
    set: (instant) => {
      now = new Date(instant);
    },
    advance: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
  };
}
