/** The database, ready for work: started where it is the embedded one, migrated by its owner, used by a role that owns nothing. */
import { prepareJobs, startJobs, type Jobs, type RecurringJob } from '../delivery/jobs/index.ts';
import {
  isDatabaseDown,
  isForbidden,
  migrate,
  ownsTables,
  readyServiceRole,
  startEmbedded,
  type ServiceRole,
} from '../db/index.ts';
import type { Log } from '../kernel/log.ts';
import type { Config } from './config.ts';

interface Owner {
  readonly url: string;
  readonly serviceRole: ServiceRole;
}

export interface PreparedDatabase {
  /** As whom the service works. */
  readonly url: string;
  /** Begins to work on what recurs; what the queue needs of tables for that, the owner makes. */
  startJobs(jobs: readonly RecurringJob[]): Promise<Jobs>;
  stop(): Promise<void>;
}

/** @throws Error in a sentence, where the database cannot be reached or used; nothing runs on then. */
export async function prepareDatabase(config: Config, log: Log): Promise<PreparedDatabase> {
  const embedded = config.databaseUrl ? undefined : await startEmbedded({ dataDir: config.dataDir, log });
  const stop = async (): Promise<void> => embedded?.stop();
  const url = config.databaseUrl ?? embedded?.serviceUrl ?? '';
  const owner = ownerOf(config, url) ?? embedded;
  try {
    const migrating = owner?.url ?? url;
    await migrate(migrating, { log }).catch((error: unknown) => {
      throw isDatabaseDown(error) ? unreachable(migrating, error) : error;
    });
    if (owner) await readyServiceRole(owner.url, owner.serviceRole);
    else if (await ownsTables(url))
      log.warn(
        'DATABASE_URL owns its tables: whoever gets hold of it can change them. Set DATABASE_OWNER_URL as well.',
      );
    return { url, startJobs: (jobs) => startPreparedJobs({ url, owner, jobs, log }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of a database of one's own the operator names both: the owner, and a role that is there. */
const ownerOf = ({ databaseOwnerUrl }: Config, url: string): Owner | undefined =>
  databaseOwnerUrl === undefined
    ? undefined
    : { url: databaseOwnerUrl, serviceRole: { name: decodeURIComponent(new URL(url).username) } };

async function startPreparedJobs({
  owner,
  ...options
}: {
  url: string;
  owner: Owner | undefined;
  jobs: readonly RecurringJob[];
  log: Log;
}): Promise<Jobs> {
  try {
    return await startJobs(options);
  } catch (error) {
    // The first start, or a version that has a further job.
    if (!owner || !isForbidden(error)) throw error;
    await prepareJobs({ url: owner.url, log: options.log, names: options.jobs.map(({ name }) => name) });
    await readyServiceRole(owner.url, owner.serviceRole);
    return startJobs(options);
  }
}

/** Without the address's password. */
function unreachable(url: string, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new Error(`DATABASE_URL: the database at ${new URL(url).host} cannot be used (${said})`, { cause });
}
