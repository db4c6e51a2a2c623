/** All routes of the service's own API, over the modules that stand behind them. */
import type { WebBot } from '../../bots/web/web.ts';
import {
  type DeviceCookie,
  type EventStreams,
  type PlatformView,
  type RefreshCookie,
  type Route,
  type SignedLinks,
  accountRoutes,
  addressRoutes,
  apiKeyRoutes,
  attendanceRoutes,
  auditRoutes,
  authRoutes,
  calendarRoutes,
  challengeRoutes,
  chatRoutes,
  checkInRoutes,
  classRoutes,
  deviceRoutes,
  faceRoutes,
  focusRoutes,
  groupRoutes,
  guardianRoutes,
  heldActRoutes,
  importRoutes,
  leaveRoutes,
  notificationRoutes,
  peopleRoutes,
  placeRoutes,
  rollCallRoutes,
  scimConnectionRoutes,
  scimRoutes,
  secondFactorRoutes,
  sessionRoutes,
  sessionStateRoutes,
  sheetRoutes,
  signOnProviderRoutes,
  signOnRoutes,
  statisticsRoutes,
  taskRoutes,
  timetableRoutes,
} from '../http/index.ts';
import type { Log } from '../kernel/log.ts';
import type { Modules } from './modules.ts';

export function listRoutes({
  modules,
  operations,
  bot,
  links,
  streams,
  log,
  deviceCookie,
  refreshCookie,
  settings,
  readRules,
  baseUrl,
}: {
  modules: Modules;
  /** Those for whoever runs the service. */
  operations: Route[];
  bot: WebBot;
  links: SignedLinks;
  streams: EventStreams;
  log: Log;
  deviceCookie: DeviceCookie;
  refreshCookie: RefreshCookie;
  settings: { isTls: boolean; canMail: boolean; platforms: readonly PlatformView[] };
  readRules: () => Promise<{ name: string; signUp: 'closed' | 'approval' | 'open' }>;
  baseUrl: () => string;
}): Route[] {
  const pageUrl = (): string => `${baseUrl()}/app`;
  const waysIn = async () => {
    const { name: institution, signUp } = await readRules();
    return { institution, signUp, canMail: settings.canMail, ...(await modules.signOn.providers.waysIn()) };
  };
  const routes: Route[] = [
    ...secondFactorRoutes(modules),
    ...deviceRoutes({ access: modules.access, refreshCookie }),
    ...authRoutes({
      access: modules.access,
      setUp: modules.setUp,
      signUp: modules.signUp,
      passwordLinks: modules.passwordLinks,
      deviceCookie,
      waysIn,
      refreshCookie,
    }),
    ...addressRoutes(modules.proofs),
    ...accountRoutes({ ...modules, platforms: settings.platforms }),
    ...signOnRoutes({ ...modules, isTls: settings.isTls }),
    ...signOnProviderRoutes(modules),
    ...scimConnectionRoutes(modules),
    ...scimRoutes({ scim: modules.scim, baseUrl }),
    ...apiKeyRoutes(modules),
    ...auditRoutes(modules),
    ...heldActRoutes({ ...modules, routes: () => routes }),
    ...peopleRoutes(modules),
    ...importRoutes(modules),
    ...guardianRoutes(modules),
    ...leaveRoutes(modules),
    ...classRoutes(modules),
    ...groupRoutes(modules),
    ...placeRoutes(modules),
    ...sessionStateRoutes(modules),
    ...sessionRoutes({ ...modules, streams, pageUrl }),
    ...timetableRoutes(modules),
    ...calendarRoutes(modules),
    ...checkInRoutes(modules),
    ...taskRoutes({ ...modules, streams }),
    ...attendanceRoutes(modules),
    ...challengeRoutes(modules),
    ...rollCallRoutes(modules),
    ...faceRoutes(modules),
    ...notificationRoutes({ ...modules, streams }),
    ...sheetRoutes(modules),
    ...statisticsRoutes(modules),
    ...focusRoutes(modules),
    ...chatRoutes({ bot, storage: modules.storage, links, log }),
    ...operations,
  ];
  return routes;
}
