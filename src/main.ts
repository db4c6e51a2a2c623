/** The one place that sees everything: settings -> database -> rooms -> agent -> edges. */
import { mkdirSync, readFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Express } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createAnswering } from '../bots/answering.ts';
import type { ChatEdge } from '../bots/chat-edge.ts';
import { createFileFetcher } from '../bots/fetch-file.ts';
import { createSlackEdge } from '../bots/slack/slack.ts';
import { createTeamsEdge } from '../bots/teams/teams.ts';
import { createTurnTaker } from '../bots/turn.ts';
import { createWebBot } from '../bots/web/web.ts';
import { createRegistry } from '../tools/registry.ts';
import { createAccess } from './access/access.ts';
import { createLinkedAccounts } from './access/linked-accounts.ts';
import { createPasswords } from './access/passwords.ts';
import { createSetUp } from './access/set-up.ts';
import { createAgent } from './agent/agent.ts';
import { createProvider } from './agent/models.ts';
import { createAttendance } from './attendance/attendance.ts';
import { createAudit } from './audit/audit.ts';
import { createClasses } from './classes/classes.ts';
import { createCodes } from './codes/codes.ts';
import { redactConfig, type Config } from './config.ts';
import { isDatabaseDown, openDatabase, type Database } from './db/database.ts';
import { startEmbedded } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { announcePresence } from './db/presence.ts';
import { createFaces } from './faces/faces.ts';
import { createInitials } from './fonts/initials.ts';
import { createHttpServer } from './http/server.ts';
import { createSignedLinks } from './http/signed-links.ts';
import { createWebApp } from './http/web-app.ts';
import { accountRoutes, type PlatformView } from './http/routes/accounts.ts';
import { attendanceRoutes } from './http/routes/attendance.ts';
import { authRoutes } from './http/routes/auth.ts';
import { chatRoutes } from './http/routes/chat.ts';
import { classRoutes } from './http/routes/classes.ts';
import { faceRoutes } from './http/routes/faces.ts';
import { operationRoutes } from './http/routes/operations.ts';
import { peopleRoutes } from './http/routes/people.ts';
import { reportRoutes } from './http/routes/reports.ts';
import { sessionRoutes } from './http/routes/sessions.ts';
import { timetableRoutes } from './http/routes/timetable.ts';
import { createInbound } from './inbound/inbound.ts';
import { startJobs, type RecurringJob } from './jobs/jobs.ts';
import { systemClock, type Clock } from './kernel/clock.ts';
import { AppError } from './kernel/errors.ts';
import type { Log } from './kernel/log.ts';
import { createInvitations } from './notify/invitations.ts';
import { createMailer, type Mailer } from './notify/mail.ts';
import { createOutbox, type Sender } from './notify/outbox.ts';
import { createReminders } from './notify/remind.ts';
import { createPeople } from './people/people.ts';
import { createConsents } from './privacy/consent.ts';
import { createKeyring, type Keyring } from './privacy/keyring.ts';
import { createVault } from './privacy/vault.ts';
import { createReports } from './reports/reports.ts';
import { createSessions } from './sessions/sessions.ts';
import { createStorage } from './storage/storage.ts';
import { createTimetableRoom } from './timetable/timetable.ts';
import { loadCalibration } from './vision/calibration.ts';
import { createVision, type Vision } from './vision/vision.ts';

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** Requests that run on for longer than this after a stop was asked for are cut. */
const longestEndMs = 10_000;

export interface MusterOptions {
  config: Config;
  log: Log;
  /** The demo and tests set the time; everybody else has the system's. */
  clock?: Clock;
}

export type Rooms = ReturnType<typeof buildRooms>;

export interface Muster {
  rooms: Rooms;
  db: Database;
  /** Where it listens. */
  url: string;
  /** The one-time set-up link, when there is no admin yet. */
  setUpLink: string | undefined;
  /** Lets running work end, then stops edges, jobs, threads and database, in that order. */
  stop(): Promise<void>;
}

/** Starts the whole service. What was started is stopped again when a later part fails to start. */
export async function startMuster({ config, log, clock = systemClock }: MusterOptions): Promise<Muster> {
  log.info({ config: redactConfig(config), version }, 'starting');
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne().catch((error: unknown) => log.error({ err: error }, 'could not stop cleanly'));
  };
  try {
    const embedded = config.databaseUrl ? undefined : await startEmbedded({ dataDir: config.dataDir, log });
    if (embedded) stops.push(() => embedded.stop());
    const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
    await migrate(databaseUrl, { log }).catch((error: unknown) => {
      throw isDatabaseDown(error) ? unreachable(databaseUrl, error) : error;
    });
    const db = openDatabase({ url: databaseUrl, log });
    stops.push(() => db.close());
    const presence = await announcePresence({ url: databaseUrl, log });
    stops.push(() => presence.stop());
    log.info('loading the face models…');
    const vision = await createVision({ threads: config.visionThreads, log });
    stops.push(() => vision.close());

    let url = '';
    const baseUrl = (): string => config.publicUrl ?? url;
    const rooms = buildRooms({ config, log, db, vision, clock, keyring: createKeyring(config.secretKey), workerNo: presence.workerNo, baseUrl });
    if (!(await rooms.vault.opensStoredKeys(db.read))) {
      throw new Error('SECRET_KEY is not the one that this database was sealed with: photos, faces and messages in it cannot be opened. Put the right one back.');
    }
    await rooms.setUp.ensureInstitution(config.institutionName);
    const setUpSecret = await rooms.setUp.ensureAdmin(config.firstAdmin);
    stops.push(() => rooms.audit.sealPending());
    const jobs = await startJobs({ url: databaseUrl, log, jobs: recurringJobs(rooms) });
    stops.push(() => jobs.stop());

    const { app, edges, fetcher } = buildEdges({ config, log, clock, db, rooms, baseUrl });
    stops.push(() => fetcher.close());
    const server = await listen(app, config);
    url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${(server.address() as AddressInfo).port}`;
    const work = rooms.inbound.startWork(Object.fromEntries(edges.map((edge) => [edge.platform, edge.answer])));
    const mailer = config.mail && createMailer(config.mail);
    const sending = rooms.outbox.startWork(buildSenders(rooms, edges, mailer));
    stops.push(() => Promise.resolve(mailer?.close()), () => sending.stop(), () => work.stop(), () => closeServer(server));
    for (const edge of edges) {
      stops.push(() => edge.stop());
      await edge.start();
    }
    log.info({ url }, 'ready');
    return { rooms, db, url, setUpLink: setUpSecret && `${config.publicUrl ?? url}/app#setup=${setUpSecret}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function buildRooms({ config, log, db, vision, clock, keyring, workerNo, baseUrl }: { config: Config; log: Log; db: Database; vision: Vision; clock: Clock; keyring: Keyring; workerNo: number; baseUrl: () => string }) {
  const vault = createVault({ wrappingKey: keyring.wrapping });
  const audit = createAudit({ db, vault, clock });
  const passwords = createPasswords({ parallel: 2, waiting: 200 });
  const people = createPeople({ db, vault, audit, passwords });
  const access = createAccess({ db, clock, passwords, audit, keys: keyring });
  const accounts = createLinkedAccounts({ db, audit, clock, vault, digestKey: keyring.digests });
  const inbound = createInbound({ db, vault, clock, log, workerNo, sealingKey: keyring.inbound, messagesPerMinute: config.messagesPerMinute });
  const setUp = createSetUp({ db, clock, people });
  const institutionName = (): Promise<string> => setUp.ensureInstitution(config.institutionName);
  const outbox = createOutbox({ db, vault, clock, log, workerNo });
  const invitations = createInvitations({ db, audit, accounts, outbox, institutionName, pageUrl: () => `${baseUrl()}/app`, isMailSetUp: config.mail !== undefined });
  const reminders = createReminders({ db, clock, outbox });
  const filesDir = join(config.dataDir, 'files');
  mkdirSync(filesDir, { recursive: true, mode: 0o700 });
  const storage = createStorage({ db, vault, clock, dir: filesDir });
  const consents = createConsents({ db, audit, clock });
  const classes = createClasses({ db, audit, clock });
  const sessions = createSessions({ db, audit, clock });
  const timetable = createTimetableRoom({ db, audit, clock, classes, sessions, baseUrl, institutionName });
  const codes = createCodes({ db, audit, clock, sessions, digestKey: keyring.digests });
  const faces = createFaces({ db, audit, clock, vault, consents, storage, vision, calibration: loadCalibration(vision.weightsHash) });
  const attendance = createAttendance({ db, audit, clock, classes, sessions, codes, faces, vision, drawInitials: createInitials(), digestKey: keyring.digests });
  const reports = createReports({ db, clock, classes, sessions, attendance, institutionName });
  return { vault, audit, people, access, accounts, inbound, outbox, invitations, reminders, setUp, storage, consents, classes, sessions, timetable, codes, faces, attendance, reports, keyring };
}

function recurringJobs({ attendance, audit, storage, inbound, outbox, reminders }: Rooms): RecurringJob[] {
  return [
    { name: 'sessions.close-due', cron: '* * * * *', run: attendance.closeDueSessions },
    { name: 'audit.seal', cron: '* * * * *', run: audit.sealPending },
    { name: 'storage.sweep', cron: '*/10 * * * *', run: storage.sweep },
    { name: 'inbound.sweep', cron: '17 * * * *', run: inbound.sweep },
    { name: 'notify.remind', cron: '* * * * *', run: reminders.remindDue },
    { name: 'notify.sweep', cron: '27 * * * *', run: outbox.sweep },
  ];
}

/** How messages of our own accord leave the house. */
function buildSenders({ accounts, people }: Rooms, edges: readonly ChatEdge[], mailer: Mailer | undefined): Partial<Record<'mail' | 'slack' | 'teams', Sender>> {
  const byChat = edges.map((edge): [string, Sender] => [edge.platform, async (personId, words) => {
    const own = (await accounts.listOf([personId])).filter((account) => account.platform === edge.platform);
    if (own.length === 0) throw new AppError('notFound', { detail: 'No account is linked any more' });
    for (const account of own) await edge.notify(account, words);
  }]);
  const byMail: Sender = async (personId, { subject = 'Muster', text }) => mailer?.send({ to: await people.readAddress(personId), subject, text });
  return { ...Object.fromEntries(byChat), ...(mailer ? { mail: byMail } : {}) };
}

function buildEdges({ config, log, clock, db, rooms, baseUrl }: { config: Config; log: Log; clock: Clock; db: Database; rooms: Rooms; baseUrl: () => string }) {
  const { vault, storage, classes } = rooms;
  const agent = createAgent({
    db, vault, clock, log, storage, tools: createRegistry(rooms),
    provider: config.provider && createProvider(config.provider, clock),
    timeZoneOf: async (actor) => (actor.role === 'guardian' ? 'UTC' : ((await classes.listOwn(actor))[0]?.timeZone ?? 'UTC')),
  });
  const turns = createTurnTaker({ agent, inbound: rooms.inbound });
  const answering = createAnswering({ turns, accounts: rooms.accounts, log, messagesPerMinute: config.messagesPerMinute, howToLink: () => howToLink(baseUrl()) });
  const links = createSignedLinks({ key: rooms.keyring.links, clock, baseUrl });
  const bot = createWebBot({ turns, linkTo: links.linkTo });
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const routes = [
    ...authRoutes(rooms), ...accountRoutes({ ...rooms, platforms: platformsOf(config) }), ...peopleRoutes(rooms), ...classRoutes(rooms), ...sessionRoutes(rooms), ...timetableRoutes(rooms), ...attendanceRoutes(rooms), ...faceRoutes(rooms),
    ...reportRoutes(rooms), ...chatRoutes({ bot, storage, links, log }), ...operationRoutes({ db, audit: rooms.audit, metrics }),
  ];
  const fetcher = createFileFetcher({ extra: config.fileHosts });
  const edgeDeps = {
    inbound: rooms.inbound, answering, accounts: rooms.accounts, clock, log, readFile: storage.read, readToday: rooms.attendance.readToday,
    fetcher, howToLink: () => howToLink(baseUrl()),
  };
  const edges: ChatEdge[] = [
    ...(config.slack ? [createSlackEdge({ ...edgeDeps, settings: config.slack })] : []),
    ...(config.teams ? [createTeamsEdge({ ...edgeDeps, settings: config.teams, fileHosts: config.fileHosts, linkTo: links.linkTo })] : []),
  ];
  const app = createHttpServer({
    routes, authenticate: rooms.access.authenticate, webApp: createWebApp(), log, metrics, trustedProxies: config.trustedProxies, version,
    edgeRouters: edges.flatMap(({ router }) => (router ? [router] : [])),
  });
  return { app, edges, fetcher };
}

/** Teams opens a chat with the bot by its address; Slack has no such address that works everywhere. */
function platformsOf({ slack, teams }: Config): PlatformView[] {
  const teamsChat = teams?.appId ? { chatUrl: `https://teams.microsoft.com/l/chat/0/0?users=28:${teams.appId}` } : {};
  return [...(slack ? [{ platform: 'slack' as const }] : []), ...(teams ? [{ platform: 'teams' as const, ...teamsChat }] : [])];
}

const howToLink = (baseUrl: string): string =>
  `I do not know who you are yet. Sign in at ${baseUrl}/app, choose "Chat accounts", and send me the code shown there in a direct message, like this:\nlink ABCD-EFGH-JKMN`;

function listen(app: Express, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(config.port, config.host, (error?: Error) => (error ? reject(cannotListen(config, error)) : resolve(server)));
    server.requestTimeout = 120_000;
  });
}

function cannotListen({ host, port }: Config, cause: Error): Error {
  const { code } = cause as { code?: string };
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${code ?? cause.message})`;
  return new Error(`PORT: ${port} on ${host} ${why}. Choose another PORT or HOST.`, { cause });
}

/** Without the address's password. */
function unreachable(url: string, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new Error(`DATABASE_URL: the database at ${new URL(url).host} cannot be used (${said})`, { cause });
}

/** Stops taking requests, lets running ones end, and cuts those that take too long. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), longestEndMs);
    // A client that keeps its connection and goes on asking would otherwise be served until the cut.
    server.prependListener('request', (_req, res: ServerResponse) => void res.setHeader('Connection', 'close'));
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}
