/** Settings: read once from the environment, checked here, documented here, passed on as one object. */
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { TeamsSettings } from '../../bots/teams/teams-settings.ts';
import { type CompatName, compatNames } from '../http/index.ts';
import { ManifestError, type ModelPlaces, findModels, recognitionHashOf } from '../recognition/weights/index.ts';
import { CalibrationError, type CalibrationState, loadCalibration } from '../recognition/vision/index.ts';

const emptyIsAbsent = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyIsAbsent, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: string) =>
  z.preprocess((value) => emptyIsAbsent(value) ?? fallback, schema);

const shortestSecret = 32;

const msOf = { m: 60_000, h: 3600_000, d: 24 * 3600_000 } as const;
const [shortestOldTokenMs, longestOldTokenMs] = [5 * msOf.m, 365 * msOf.d];

/** A length of time such as 30d, 12h or 45m, as milliseconds. */
const duration = z
  .string()
  .regex(/^\d{1,9}[mhd]$/, 'is a length of time such as 30d, 12h or 45m')
  .transform((value) => Number(value.slice(0, -1)) * msOf[value.slice(-1) as keyof typeof msOf]);
const nameList = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

/** Every variable that Muster reads. The description is what the README and the start-up errors quote. */
export const environment = z.object({
  PORT: withDefault(z.coerce.number().int().min(0).max(65535), '3000').describe(
    'Port to listen on; 0 picks a free one.',
  ),
  HOST: withDefault(z.string().min(1), '127.0.0.1').describe(
    'Address to listen on; behind a proxy leave it on loopback.',
  ),
  PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })).describe('Where people reach this service; used in links.'),
  DATA_DIR: withDefault(z.string().min(1), './data').describe(
    'Folder for the embedded database, sealed files and generated secrets.',
  ),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })).describe(
    'PostgreSQL to use; absent: an embedded one in DATA_DIR.',
  ),
  SECRET_KEY: optional(z.string().min(shortestSecret, `needs at least ${shortestSecret} characters`)).describe(
    'Root of all keys. Losing it loses every photo and template. Absent with the embedded database: made once in DATA_DIR.',
  ),
  INSTITUTION_NAME: withDefault(z.string().min(1).max(200), 'Our institution').describe(
    'Name on sheets and pages; used at first start.',
  ),
  ADMIN_EMAIL: optional(z.email()).describe('First admin, created at first start together with ADMIN_PASSWORD.'),
  ADMIN_PASSWORD: optional(z.string().min(8, 'needs at least 8 characters')).describe('Password of the first admin.'),
  OPENAI_API_KEY: optional(z.string().min(1)).describe(
    'Key of an OpenAI-compatible provider; absent (with OPENAI_BASE_URL): the embedded command model answers.',
  ),
  OPENAI_BASE_URL: optional(z.url()).describe(
    'Base address of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1.',
  ),
  OPENAI_MODEL: withDefault(z.string().min(1), 'gpt-4o-mini').describe('Model name to ask for.'),
  OPENAI_TIMEOUT_MS: withDefault(z.coerce.number().int().min(100).max(120_000), '20000').describe(
    'How long one answer of the provider may take before the command model takes over.',
  ),
  SLACK_BOT_TOKEN: optional(z.string().startsWith('xoxb-', 'is the bot token and begins with xoxb-')).describe(
    'Bot token of the Slack app; with it Slack is on.',
  ),
  SLACK_SIGNING_SECRET: optional(z.string().min(1)).describe(
    'Signing secret of the Slack app, for deliveries over HTTP.',
  ),
  SLACK_APP_TOKEN: optional(z.string().startsWith('xapp-', 'is the app-level token and begins with xapp-')).describe(
    'App-level token: deliveries come over Socket Mode, and there is no HTTP route.',
  ),
  SLACK_API_URL: optional(z.url({ protocol: /^https?$/ })).describe(
    'Base address of the Slack Web API, where it is not slack.com.',
  ),
  MicrosoftAppId: optional(z.uuid()).describe('App id of the Teams bot; with it Teams is on.'),
  MicrosoftAppPassword: optional(z.string().min(1)).describe('Client secret of the Teams bot.'),
  MicrosoftAppTenantId: optional(z.uuid()).describe('Tenant of a SingleTenant bot.'),
  MicrosoftAppType: withDefault(z.enum(['MultiTenant', 'SingleTenant', 'UserAssignedMSI']), 'SingleTenant').describe(
    'Kind of bot registration.',
  ),
  TEAMS_ALLOW_ANONYMOUS: withDefault(z.enum(['0', '1']), '0').describe(
    '1: believe anybody at /api/messages; for development with the Agents Playground, on loopback only.',
  ),
  TEAMS_OPENID_METADATA_URL: optional(z.url({ protocol: /^https?$/ })).describe(
    'Where the keys of the Bot Framework are published, in other clouds.',
  ),
  TEAMS_LOGIN_URL: optional(z.url({ protocol: /^https?$/ })).describe(
    'Where the bot gets its own tokens, in other clouds.',
  ),
  FILE_HOSTS: withDefault(nameList, '').describe(
    'Further hosts that chat files may be fetched from, separated by commas: a host (https, public addresses) or a whole origin such as http://127.0.0.1:9000, which is then believed.',
  ),
  CHAT_MESSAGES_PER_MINUTE: withDefault(z.coerce.number().int().min(1).max(10_000), '30').describe(
    'Messages that one person may send a minute.',
  ),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })).describe(
    'Mail server for invitations, such as smtp://user:password@mail.school.example:587; absent: no mail is sent.',
  ),
  MAIL_FROM: optional(z.string().min(3).max(200)).describe(
    'Sender of mails, such as Muster <muster@school.example>; required with SMTP_URL.',
  ),
  NOMINATIM_URL: optional(z.url({ protocol: /^https?$/ })).describe(
    'Address search like Nominatim, such as https://nominatim.openstreetmap.org; absent: addresses are not searched.',
  ),
  VISION_THREADS: optional(z.coerce.number().int().min(1).max(64)).describe(
    'Worker threads for photos; default: one fewer than the cores, at least one.',
  ),
  WEIGHTS_MANIFEST: optional(z.string().min(1)).describe(
    'File that names face models of your own; those the house comes with when absent.',
  ),
  CALIBRATION: optional(z.string().min(1)).describe(
    'What npm run calibrate measured; absent: calibration.json beside the manifest. Without one of these very models nobody is recognised.',
  ),
  CORS_ORIGINS: withDefault(nameList, '')
    .pipe(
      z.array(
        z.url({
          protocol: /^https?$/,
          error: 'names something that is no origin such as https://portal.school.example',
        }),
      ),
    )
    .describe('Origins whose pages may call the API from a browser, separated by commas; none by default.'),
  METRICS_TOKEN: optional(z.string().min(16, 'needs at least 16 characters')).describe(
    'Bearer token with which /metrics answers from elsewhere than this machine.',
  ),
  COMPAT: withDefault(
    nameList.refine(
      (names) => names.every((name) => ['all', ...compatNames].includes(name)),
      `knows ${compatNames.join(', ')} and all, separated by commas`,
    ),
    '',
  )
    .transform((names) => compatNames.filter((name) => names.includes('all') || names.includes(name)))
    .describe(
      'Backends that Muster also answers as, for clients that people already have: sejal, attendly, smartpresence, separated by commas, or all. A first start with it lets students in at once, as those clients expect; an admin may change that.',
    ),
  COMPAT_CONSENT: withDefault(z.enum(['0', '1']), '0').describe(
    '1: the operator states that the old clients show the consent text, so that uploading a face through them is agreeing to it.',
  ),
  COMPAT_TOKEN_TTL: withDefault(
    duration.refine((ms) => ms >= shortestOldTokenMs && ms <= longestOldTokenMs, 'lies between 5 minutes and 365 days'),
    '30d',
  ).describe('How long a sign-in by an old client lasts, which cannot refresh its token: such as 30d, 12h or 45m.'),
  ROLE: withDefault(z.enum(['web', 'worker', 'all']), 'all').describe(
    'web: answers requests only; worker: does the jobs, tasks and chat answers only; all: both.',
  ),
  TRUST_PROXY: withDefault(z.coerce.number().int().min(0).max(10), '0').describe(
    'How many proxies in front may be believed about the client address.',
  ),
  LOG_LEVEL: withDefault(z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']), 'info').describe(
    'Least severe level that is logged.',
  ),
});

export interface Config {
  port: number;
  host: string;
  publicUrl: string | undefined;
  dataDir: string;
  databaseUrl: string | undefined;
  secretKey: string;
  institutionName: string;
  firstAdmin: { email: string; password: string } | undefined;
  provider: { apiKey: string; baseUrl: string | undefined; model: string; timeoutMs: number } | undefined;
  slack:
    | { botToken: string; signingSecret: string | undefined; appToken: string | undefined; apiUrl: string | undefined }
    | undefined;
  teams: TeamsSettings | undefined;
  /** Hosts and origins beside the platforms' own. */
  fileHosts: readonly string[];
  messagesPerMinute: number;
  mail: { smtpUrl: string; from: string } | undefined;
  /** Base address of the address search. */
  nominatimUrl: string | undefined;
  visionThreads: number;
  /** The face models in use, and what was measured of them. */
  models: ModelPlaces & { readonly measured: CalibrationState };
  corsOrigins: readonly string[];
  metricsToken: string | undefined;
  /** Other backends that are answered as too. */
  compat: readonly CompatName[];
  /** Their clients show the consent text: a face that comes through them was agreed to. */
  compatConsent: boolean;
  compatTokenLifeMs: number;
  role: 'web' | 'worker' | 'all';
  trustedProxies: number;
  logLevel: string;
}

/** Thrown when the environment cannot be used: one line a fault. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Reads the settings, creating DATA_DIR and, in embedded mode, the secret key in it.
 * @throws ConfigError with one line for each fault.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const settings = parsed.data;
  const faults: string[] = [...findChatFaults(settings)];
  if (Boolean(settings.ADMIN_EMAIL) !== Boolean(settings.ADMIN_PASSWORD)) {
    faults.push('ADMIN_EMAIL and ADMIN_PASSWORD: set both or neither');
  }
  if (settings.DATABASE_URL && !settings.SECRET_KEY) {
    faults.push('SECRET_KEY: required with DATABASE_URL, since every process must use the same one');
  }
  const models = findOwnModels(settings, faults);
  if (faults.length > 0 || !models) throw new ConfigError(faults);

  const dataDir = resolve(settings.DATA_DIR);
  // As root the database runs as another user, who has to pass through; what is secret in it has its own mode.
  mkdirSync(dataDir, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const hasProvider = Boolean(settings.OPENAI_API_KEY ?? settings.OPENAI_BASE_URL);
  return {
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL?.replace(/\/$/, ''),
    dataDir,
    databaseUrl: settings.DATABASE_URL,
    secretKey: settings.SECRET_KEY ?? readOrMakeSecret(join(dataDir, 'secret.key')),
    institutionName: settings.INSTITUTION_NAME,
    firstAdmin:
      settings.ADMIN_EMAIL && settings.ADMIN_PASSWORD
        ? { email: settings.ADMIN_EMAIL.toLowerCase(), password: settings.ADMIN_PASSWORD }
        : undefined,
    provider: hasProvider
      ? {
          apiKey: settings.OPENAI_API_KEY ?? 'none',
          baseUrl: settings.OPENAI_BASE_URL,
          model: settings.OPENAI_MODEL,
          timeoutMs: settings.OPENAI_TIMEOUT_MS,
        }
      : undefined,
    slack: settings.SLACK_BOT_TOKEN
      ? {
          botToken: settings.SLACK_BOT_TOKEN,
          signingSecret: settings.SLACK_SIGNING_SECRET,
          appToken: settings.SLACK_APP_TOKEN,
          apiUrl: settings.SLACK_API_URL?.replace(/\/*$/, '/'),
        }
      : undefined,
    teams:
      settings.MicrosoftAppId || settings.TEAMS_ALLOW_ANONYMOUS === '1'
        ? {
            appId: settings.MicrosoftAppId,
            appPassword: settings.MicrosoftAppPassword,
            appType: settings.MicrosoftAppType,
            tenantId: settings.MicrosoftAppTenantId,
            openIdMetadataUrl: settings.TEAMS_OPENID_METADATA_URL,
            loginUrl: settings.TEAMS_LOGIN_URL,
          }
        : undefined,
    fileHosts: settings.FILE_HOSTS,
    messagesPerMinute: settings.CHAT_MESSAGES_PER_MINUTE,
    mail:
      settings.SMTP_URL && settings.MAIL_FROM ? { smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM } : undefined,
    nominatimUrl: settings.NOMINATIM_URL,
    visionThreads: settings.VISION_THREADS ?? Math.max(1, availableParallelism() - 1),
    models,
    corsOrigins: settings.CORS_ORIGINS.map((origin) => new URL(origin).origin),
    metricsToken: settings.METRICS_TOKEN,
    compat: settings.COMPAT,
    compatConsent: settings.COMPAT_CONSENT === '1',
    compatTokenLifeMs: settings.COMPAT_TOKEN_TTL,
    role: settings.ROLE,
    trustedProxies: settings.TRUST_PROXY,
    logLevel: settings.LOG_LEVEL,
  };
}

function findOwnModels(
  { WEIGHTS_MANIFEST, CALIBRATION }: z.infer<typeof environment>,
  faults: string[],
): Config['models'] | undefined {
  try {
    const places = findModels(WEIGHTS_MANIFEST, CALIBRATION);
    return { ...places, measured: loadCalibration(places.calibrationFile, recognitionHashOf(places.manifest)) };
  } catch (error) {
    if (!(error instanceof ManifestError) && !(error instanceof CalibrationError)) throw error;
    const setting = error instanceof ManifestError ? 'WEIGHTS_MANIFEST' : 'CALIBRATION';
    faults.push(...error.faults.map((fault) => `${setting}: ${fault}`));
    return undefined;
  }
}

/** Half a chat platform would let people write to nobody. */
function findChatFaults(settings: z.infer<typeof environment>): string[] {
  const faults: string[] = [];
  if (settings.SLACK_BOT_TOKEN && !settings.SLACK_SIGNING_SECRET && !settings.SLACK_APP_TOKEN) {
    faults.push('SLACK_SIGNING_SECRET: required with SLACK_BOT_TOKEN (or SLACK_APP_TOKEN for Socket Mode)');
  }
  if (!settings.SLACK_BOT_TOKEN && (settings.SLACK_SIGNING_SECRET || settings.SLACK_APP_TOKEN))
    faults.push('SLACK_BOT_TOKEN: required to answer in Slack');
  if (settings.MicrosoftAppId && settings.MicrosoftAppType !== 'UserAssignedMSI' && !settings.MicrosoftAppPassword)
    faults.push('MicrosoftAppPassword: required with MicrosoftAppId');
  if (settings.MicrosoftAppId && settings.MicrosoftAppType !== 'MultiTenant' && !settings.MicrosoftAppTenantId)
    faults.push(`MicrosoftAppTenantId: required for a ${settings.MicrosoftAppType} bot`);
  if (settings.TEAMS_ALLOW_ANONYMOUS === '1' && settings.MicrosoftAppId)
    faults.push('TEAMS_ALLOW_ANONYMOUS: not together with MicrosoftAppId');
  if (settings.TEAMS_ALLOW_ANONYMOUS === '1' && !['127.0.0.1', '::1', 'localhost'].includes(settings.HOST))
    faults.push('TEAMS_ALLOW_ANONYMOUS: only while HOST is loopback, since it believes whoever writes');
  if (Boolean(settings.SMTP_URL) !== Boolean(settings.MAIL_FROM))
    faults.push('SMTP_URL and MAIL_FROM: set both or neither');
  return faults;
}

/** What may be printed of the settings at start. */
export function redactConfig(config: Config): Record<string, unknown> {
  return {
    ...config,
    secretKey: '[set]',
    metricsToken: config.metricsToken && '[set]',
    databaseUrl: config.databaseUrl ? new URL(config.databaseUrl).host : 'embedded',
    firstAdmin: config.firstAdmin ? '[set]' : undefined,
    slack: config.slack && (config.slack.appToken ? 'Socket Mode' : 'HTTP'),
    teams: config.teams && (config.teams.appId ?? 'anonymous'),
    mail: config.mail && new URL(config.mail.smtpUrl).host,
    nominatimUrl: config.nominatimUrl && new URL(config.nominatimUrl).host,
    models: {
      weights: Object.values(config.models.manifest.weights).map(({ file }) => file),
      calibration: config.models.calibrationFile,
    },
    provider: config.provider ? { ...config.provider, apiKey: '[set]' } : 'embedded command model',
  };
}

/** @throws ConfigError when the file holds no usable secret: a new one would make all that was sealed unreadable. */
function readOrMakeSecret(path: string): string {
  if (!existsSync(path)) makeSecret(path);
  chmodSync(path, 0o600);
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < shortestSecret)
    throw new ConfigError([`SECRET_KEY: ${path} is damaged; put the right one back from a backup`]);
  return secret;
}

/** The file appears whole or not at all, and whoever is first wins. */
function makeSecret(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
