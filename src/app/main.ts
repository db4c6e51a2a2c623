/**
 * Starts and stops the service: settings -> database -> modules -> agent -> edges. What there is to join is joined in
 * modules.ts and edges.ts.
 */
import { join } from 'node:path';
import { checkInTask } from '../attendance/register/index.ts';
import { redactConfig, type Config } from './config.ts';
import { type Database, announcePresence, listenToChanges, openDatabase } from '../db/index.ts';
import { focusTask } from '../focus/index.ts';
import { marksImportTask } from '../office/import-marks/index.ts';
import { peopleImportTask } from '../office/import/index.ts';
import { listen } from '../http/index.ts';
import { systemClock, type Clock } from '../kernel/clock.ts';
import { createOrigins } from '../kernel/origins.ts';
import type { Log } from '../kernel/log.ts';
import { createMailer } from '../delivery/notifications/index.ts';
import type { PasswordCost } from '../security/access/index.ts';
import { createKeyring } from '../security/privacy/index.ts';
import { rollCallTask } from '../attendance/roll-call/index.ts';
import { createVision } from '../recognition/vision/index.ts';
import { buildEdges } from './edges.ts';
import { buildModules, type Modules } from './modules.ts';
import { prepareDatabase } from './prepare-database.ts';
import { recurringJobs } from './recurring-jobs.ts';
import { buildSenders } from './senders.ts';
import { version } from './version.ts';

export type { Modules } from './modules.ts';

/** Tasks that one process works on at once: enough to keep the threads that look at photos busy. */
const parallelTasks = 4;

export interface MusterOptions {
  config: Config;
  log: Log;
  /** The demo and tests set the time; everybody else has the system's. */
  clock?: Clock;
  shortcuts?: Shortcuts;
}

/** What tests take a shorter way by, who start hundreds of services one after the other. Nobody else has any. */
export interface Shortcuts {
  /** Threads that look at photos, and are not started anew. */
  readonly startVision?: typeof createVision;
  /** Their passwords are nobody's. */
  readonly passwordCost?: PasswordCost;
  /** They know of all their requests. */
  readonly onTheWayMs?: number;
  /** Where the page lies, bundled before. */
  readonly pageFolder?: string;
}

export interface Muster {
  modules: Modules;
  db: Database;
  /** Where it listens. */
  url: string;
  /** The one-time set-up link, when there is no admin yet. */
  setUpLink: string | undefined;
  /** Lets running work end, then stops edges, jobs, threads and database, in that order. */
  stop(): Promise<void>;
}

/**
 * Starts the whole service, or by ROLE only what answers requests, or only what works for others. What was started is
 * stopped again when a later part fails to start.
 */
export async function startMuster({
  config,
  log,
  clock = systemClock,
  shortcuts: { startVision = createVision, passwordCost, onTheWayMs, pageFolder = join(config.dataDir, 'page') } = {},
}: MusterOptions): Promise<Muster> {
  log.info({ config: redactConfig(config), version }, 'starting');
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse())
      await stopOne().catch((error: unknown) => log.error({ err: error }, 'could not stop cleanly'));
  };
  try {
    // They take as long as the database does, and neither needs the other.
    log.info('loading the face models…');
    const visionStarting = startVision({ threads: config.visionThreads, log, manifest: config.models.manifest });
    visionStarting.catch(() => undefined);
    stops.push(async () => (await visionStarting.catch(() => undefined))?.close());
    const database = await prepareDatabase(config, log);
    stops.push(() => database.stop());
    const databaseUrl = database.url;
    const db = openDatabase({ url: databaseUrl, log });
    stops.push(() => db.close());
    const presence = await announcePresence({ url: databaseUrl, log });
    stops.push(() => presence.stop());
    const changes = await listenToChanges({ url: databaseUrl, log });
    stops.push(() => changes.stop());
    const vision = await visionStarting;

    let url = '';
    const baseUrl = (): string => config.publicUrl ?? url;
    const origins = createOrigins();
    const modules = buildModules({
      config,
      origins,
      log,
      db,
      changes,
      vision,
      clock,
      keyring: createKeyring(config.secretKey),
      workerNo: presence.workerNo,
      baseUrl,
      passwordCost,
    });
    if (!(await modules.vault.opensStoredKeys(db.autocommit))) {
      throw new Error(
        'SECRET_KEY is not the one that this database was sealed with: photos, faces and messages in it cannot be opened. Put the right one back.',
      );
    }
    await modules.setUp.ensureInstitution(config.institutionName);
    const setUpSecret = await modules.setUp.ensureAdmin(config.firstAdmin);
    await modules.audit.ensureKeyed();
    stops.push(() => modules.audit.sealPending());

    const { app, edges, fetcher, streams } = await buildEdges({
      ...{ config, log, clock, db, changes, modules, origins, baseUrl, pageFolder },
    });
    stops.push(async () => fetcher?.close());
    const server = await listen(app, { ...config, onTheWayMs });
    url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${server.port}`;
    stops.push(
      () => modules.passwordLinks.settle(),
      () => server.close(),
      async () => streams.endAll(),
    );
    if (config.role !== 'web') {
      const jobs = await database.startJobs(recurringJobs(modules));
      stops.push(() => jobs.stop());
      const mailer = config.mail && (await createMailer(config.mail));
      const loops = [
        modules.inbound.startWork(
          Object.fromEntries(
            edges.map(({ platform, answer }) => [
              platform,
              (message) => origins.within({ via: platform }, () => answer(message)),
            ]),
          ),
        ),
        modules.outbox.startWork(buildSenders(modules, edges, mailer)),
        modules.tasks.startWork(
          {
            [checkInTask]: modules.selfieQueue.decide,
            [rollCallTask]: modules.photoSets.decide,
            [marksImportTask]: modules.marksDesk.work,
            [peopleImportTask]: modules.importDesk.work,
            [focusTask]: modules.focus.workOnFrames,
          },
          parallelTasks,
        ),
      ];
      // What another process takes in is worked on at once, not at the next look.
      const [inbound, outbound, tasks] = loops;
      const unsubscribes = [
        changes.on('inbound', () => inbound?.wake()),
        changes.on('outbound', () => outbound?.wake()),
        changes.on('task', () => tasks?.wake()),
      ];
      stops.push(
        async () => mailer?.close(),
        async () => unsubscribes.forEach((unsubscribe) => unsubscribe()),
        ...loops.map((loop) => () => loop.stop()),
      );
    }
    if (config.role !== 'worker') {
      for (const edge of edges) {
        stops.push(() => edge.stop());
        await edge.start();
      }
    }
    log.info({ url, role: config.role }, 'ready');
    return { modules, db, url, setUpLink: setUpSecret && `${config.publicUrl ?? url}/app#setup=${setUpSecret}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
