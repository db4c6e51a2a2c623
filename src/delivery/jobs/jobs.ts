/** Recurring jobs: modules name them, main registers them, pg-boss starts them by the clock, on the same database. */
import PgBoss from 'pg-boss';
import type { Log } from '../../kernel/log.ts';

export interface RecurringJob {
  /** `module.what-it-does`. */
  readonly name: string;
  /** Cron in UTC, to the minute. */
  readonly cron: string;
  /** Safe to run twice, and on several machines at once. */
  readonly run: () => Promise<unknown>;
}

export type Jobs = Awaited<ReturnType<typeof startJobs>>;

const stopTimeoutMs = 10_000;

/**
 * Makes the tables that the queue works with, as their owner: whoever works through them later may not make any.
 * @param url the owner's
 */
export async function prepareJobs(options: { url: string; log: Log; names: readonly string[] }): Promise<void> {
  const boss = new PgBoss({ connectionString: options.url, max: 2, application_name: 'muster-jobs' });
  boss.on('error', (error: unknown) => options.log.warn({ err: error }, 'the queue has trouble'));
  await boss.start();
  try {
    for (const name of options.names) await boss.createQueue(name, queueOptions(name));
  } finally {
    await boss.stop({ graceful: false });
  }
}

const queueOptions = (name: string): PgBoss.Queue => ({ name, policy: 'short', retryLimit: 2 });

/** Registers the jobs and begins to work on them. Several processes share the work: each occasion runs once. */
export async function startJobs(options: { url: string; log: Log; jobs: readonly RecurringJob[] }) {
  const { log } = options;
  const boss = new PgBoss({ connectionString: options.url, max: 3, application_name: 'muster-jobs' });
  // While the database is away pg-boss keeps trying; unheard, the event would end the process.
  boss.on('error', (error: unknown) => log.warn({ err: error }, 'the queue has trouble'));
  try {
    await register(boss, options);
  } catch (error) {
    await boss.stop({ graceful: false, wait: true });
    throw error;
  }
  return {
    /** Lets running jobs end, then stops. */
    stop: () => boss.stop({ graceful: true, wait: true, timeout: stopTimeoutMs }),
  };
}

async function register(boss: PgBoss, { jobs, log }: { jobs: readonly RecurringJob[]; log: Log }): Promise<void> {
  await boss.start();
  for (const job of jobs) {
    await boss.createQueue(job.name, queueOptions(job.name));
    await boss.schedule(job.name, job.cron, {}, { tz: 'UTC' });
    await boss.work(job.name, { pollingIntervalSeconds: 5 }, async () => {
      const outcome = await job.run();
      log.debug({ job: job.name, outcome }, 'job done');
    });
  }
}
