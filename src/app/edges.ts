/** Builds the ways in and out: HTTP, the page, the chat platforms. It sees everything. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createMessageHandler } from '../../bots/message-handler.ts';
import type { ChatAdapter } from '../../bots/chat-adapter.ts';
import { createTurnTaker } from '../../bots/chat-turn.ts';
import { createWebBot } from '../../bots/web/web.ts';
import { createRegistry } from '../../tools/registry.ts';
import { createAgent, loadProvider } from '../agent/index.ts';
import { createCalendarOf } from './calendar-of.ts';
import type { Config } from './config.ts';
import type { Changes, Database } from '../db/index.ts';
import { findHomeCalendars } from '../school/classes/index.ts';
import { type Platform, platforms } from '../security/access/index.ts';
import {
  type CompatApi,
  type DeviceCookie,
  type PlatformView,
  attendlyApi,
  createDeviceCookie,
  createEventStreams,
  createHttpServer,
  createRefreshCookie,
  createSignedLinks,
  createWebApp,
  operationRoutes,
  sejalApi,
  smartpresenceApi,
} from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Origins } from '../kernel/origins.ts';
import type { Modules } from './modules.ts';
import { listRoutes } from './routes.ts';
import { version } from './version.ts';

/**
 * The routes, the chat edges and the server over them. Where this process only works for others, it has no door but
 * those for whoever runs it.
 */
export async function buildEdges({
  config,
  log,
  clock,
  db,
  changes,
  modules,
  origins,
  baseUrl,
  pageFolder,
}: {
  config: Config;
  log: Log;
  clock: Clock;
  db: Database;
  changes: Changes;
  modules: Modules;
  origins: Origins;
  baseUrl: () => string;
  /** Where the page is kept bundled. */
  pageFolder: string;
}) {
  const { vault, storage, classes } = modules;
  const agent = createAgent({
    db,
    vault,
    clock,
    log,
    storage,
    tools: createRegistry(modules),
    provider: config.provider && (await loadProvider(config.provider, clock)),
    calendarOf: createCalendarOf({ db, classes, guardians: modules.guardians }),
    listWards: async (actor) =>
      actor.role === 'guardian' ? (await modules.guardians.listWards(actor)).map(({ name }) => name) : [],
    listOwnClasses: async (actor) => (actor.role === 'guardian' ? [] : classes.listOwn(actor)),
  });
  const turns = createTurnTaker({
    agent,
    inbound: modules.inbound,
    keyOf: (personId) => vault.keyOf(db.autocommit, personId),
  });
  const answering = createMessageHandler({
    turns,
    accounts: modules.accounts,
    log,
    messagesPerMinute: config.messagesPerMinute,
    howToLink: () => howToLink(baseUrl()),
  });
  const links = createSignedLinks({ key: modules.keyring.links, clock, baseUrl });
  const bot = createWebBot({ turns, linkTo: links.linkTo });
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const streams = createEventStreams({
    changes,
    authenticate: modules.access.authenticate,
    places: modules.openStreams,
    log,
  });
  const pageUrl = (): string => `${baseUrl()}/app`;
  const operations = operationRoutes({
    db,
    storage: modules.storage,
    metrics,
    metricsToken: config.metricsToken,
  });
  const isTls = config.publicUrl?.startsWith('https:') ?? false;
  const deviceCookie = createDeviceCookie({ isTls });
  const routes = listRoutes({
    modules,
    operations,
    bot,
    links,
    streams,
    log,
    deviceCookie,
    refreshCookie: createRefreshCookie({ publicUrl: config.publicUrl }),
    settings: { isTls, canMail: config.mail !== undefined, platforms: platformsOf(config) },
    readRules: () => modules.rules.settings(db.autocommit),
    baseUrl,
  });
  // A platform's library takes a second or two to load, and what fetches its files a tenth: only where it is used.
  const { slack, teams, fileHosts } = config;
  const fetcher =
    slack || teams
      ? (await import('../../bots/fetch-file.ts')).createFileFetcher({ extra: config.fileHosts })
      : undefined;
  const edgeDeps = {
    inbound: modules.inbound,
    answering,
    accounts: modules.accounts,
    clock,
    log,
    readFile: storage.read,
    readToday: modules.attendance.readToday,
    timeZoneOf: async (personId: string) => (await findHomeCalendars(db.autocommit, [personId]))(personId).timeZone,
    howToLink: () => howToLink(baseUrl()),
  };
  const edges: ChatAdapter[] = [];
  const connect: Record<Platform, () => Promise<ChatAdapter | undefined>> = {
    slack: async () =>
      slack &&
      fetcher &&
      (await import('../../bots/slack/slack.ts')).createSlackEdge({ ...edgeDeps, fetcher, settings: slack }),
    teams: async () =>
      teams &&
      fetcher &&
      (await import('../../bots/teams/teams.ts')).createTeamsEdge({
        ...edgeDeps,
        fetcher,
        settings: teams,
        fileHosts,
        linkTo: links.linkTo,
      }),
  };
  for (const platform of platforms) {
    const edge = await connect[platform]();
    if (edge) edges.push(edge);
  }
  const isWeb = config.role !== 'worker';
  const app = createHttpServer({
    routes: isWeb ? routes : operations,
    authenticate: modules.access.authenticate,
    origins,
    webApp: isWeb ? createWebApp({ cacheFolder: pageFolder }) : undefined,
    log,
    metrics,
    version,
    trustedProxies: config.trustedProxies,
    corsOrigins: config.corsOrigins,
    isTls,
    spend: modules.budgets.spend,
    askForSecondYes: modules.heldActs.ask,
    compatApis: isWeb ? buildCompatApis({ config, db, clock, modules, deviceCookie }) : [],
    authenticateOldClient: modules.access.authenticateOldClient,
    consentPage: pageUrl,
    edgeRouters: isWeb ? edges.flatMap(({ router }) => (router ? [router] : [])) : [],
  });
  return { app, edges, fetcher, streams };
}

/** The older backends that this one stands in for. */
function buildCompatApis({
  config,
  db,
  clock,
  modules,
  deviceCookie,
}: {
  config: Config;
  db: Database;
  clock: Clock;
  modules: Modules;
  deviceCookie: DeviceCookie;
}): CompatApi[] {
  const given = { ...modules, clock, deviceCookie, ping: () => db.ping(), uploadsAreConsent: config.compatConsent };
  return [sejalApi(given), attendlyApi(given), smartpresenceApi(given)].filter(({ name }) =>
    config.compat.includes(name),
  );
}

/** Teams opens a chat with the bot by its address; Slack has no such address that works everywhere. */
function platformsOf({ slack, teams }: Config): PlatformView[] {
  const teamsChat = teams?.appId ? { chatUrl: `https://teams.microsoft.com/l/chat/0/0?users=28:${teams.appId}` } : {};
  const views: Record<Platform, Omit<PlatformView, 'platform'> | undefined> = {
    slack: slack && {},
    teams: teams && teamsChat,
  };
  return platforms.flatMap((platform) => (views[platform] ? [{ platform, ...views[platform] }] : []));
}

const howToLink = (baseUrl: string): string =>
  `I do not know who you are yet. Sign in at ${baseUrl}/app, choose "Chat accounts", and send me the code shown there in a direct message, like this:\nlink ABCD-EFGH-JKMN`;
