/** PostgreSQL that comes with Muster: made, started, watched over and stopped in the data folder. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../kernel/log.ts';
import { findBinaries } from './embedded/binaries.ts';
import { createCluster, isCluster } from './embedded/cluster.ts';
import { ensureDatabase, startServer, urlOf, type Site } from './embedded/server.ts';
import { findServiceUser } from './embedded/service-user.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Log;
}

export interface EmbeddedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

const database = 'muster';

/** Starts the database of a data folder. */
export async function startEmbedded({ dataDir, log }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  mkdirSync(dataDir, { recursive: true });
  const folder = realpathSync(dataDir);
  const password = readOrMakePassword(join(folder, 'postgres.password'));
  const site: Site = { cluster: join(folder, 'postgres'), binaries: findBinaries(), user: findServiceUser(), password, logFile: join(folder, 'postgres.log') };
  if (!isCluster(site.cluster)) {
    log.info({ folder: site.cluster }, 'creating the database…');
    await createCluster({ ...site, folder: site.cluster });
  }
  const server = await startServer(site);
  await ensureDatabase(site, server.port, database);
  return { url: urlOf(site, server.port, database), stop: () => server.stop() };
}

function readOrMakePassword(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(path, 0o600);
  return password;
}
