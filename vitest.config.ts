/** Tests run against one real PostgreSQL, two files at a time, the longest first. */
import { defineConfig } from 'vitest/config';
import { SlowestReporter } from './test/support/slowest-reporter.ts';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    // Processes, not threads: native add-ons (inference, images, hashing) do not all survive being loaded in several threads.
    pool: 'forks',
    maxWorkers: 2,
    // A process loads the product once and runs one file after the other: the product keeps no module state that could pass between them.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new SlowestReporter()],
    // Long enough for a busy machine: what these end is a test that hangs, not one that had to wait for a core.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000, interval: 50 } },
    teardownTimeout: 30_000,
  },
});
