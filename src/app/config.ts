/** Settings: read once from the environment, checked against each other, passed on as one object. */
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { TeamsSettings } from '../../bots/teams/teams-settings.ts';
import type { IdleLimits } from '../accounts/index.ts';
import type { CompatName } from '../http/index.ts';
import { hasEmbedded } from '../db/index.ts';
import { ManifestError, type ModelPlaces, findModels, recognitionHashOf } from '../recognition/weights/index.ts';
import { CalibrationError, type CalibrationState, loadCalibration } from '../recognition/vision/index.ts';
import { type Platform, platforms } from '../security/access/index.ts';
import type { Budgeted } from '../security/budgets/index.ts';
import { type Environment, environment, shortestSecret } from './environment.ts';

export interface Config {
  port: number;
  host: string;
  publicUrl: string | undefined;
  dataDir: string;
  databaseUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
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
  /** Origins within the house that calendars may be fetched from. */
  calendarOrigins: readonly string[];
  /** Origins within the house at which people may sign in. */
  signOnOrigins: readonly string[];
  messagesPerMinute: number;
  /** Budgets that the operator has set, in place of the usual ones. */
  budgets: Budgeted;
  mail: { smtpUrl: string; from: string } | undefined;
  /** Base address of the address search. */
  nominatimUrl: string | undefined;
  visionThreads: number;
  /** The face models in use, and what was measured of them. */
  models: ModelPlaces & { readonly measured: CalibrationState };
  corsOrigins: readonly string[];
  metricsToken: string | undefined;
  auditSink: { url: URL; secret: string | undefined } | undefined;
  /** Other backends that are answered as too. */
  compat: readonly CompatName[];
  /** Their clients show the consent text: a face that comes through them was agreed to. */
  compatConsent: boolean;
  /** How long sign-ins stand. */
  signIns: { oldTokenLifeMs: number; idleLimitsMs: IdleLimits; secondFactorGraceMs: number };
  role: 'web' | 'worker' | 'all';
  trustedProxies: number;
  logLevel: string;
}

/** The chat platforms that this service is connected to. */
export const connectedPlatforms = (config: Config): Platform[] =>
  platforms.filter((platform) => config[platform] !== undefined);

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
  if (settings.DATABASE_OWNER_URL && !settings.DATABASE_URL)
    faults.push('DATABASE_OWNER_URL: DATABASE_URL is missing, the role that the service works as');
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
    databaseOwnerUrl: settings.DATABASE_OWNER_URL,
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
    calendarOrigins: settings.CALENDAR_ORIGINS.map((origin) => new URL(origin).origin),
    signOnOrigins: settings.SIGN_ON_ORIGINS.map((origin) => new URL(origin).origin),
    messagesPerMinute: settings.CHAT_MESSAGES_PER_MINUTE,
    budgets: settings.BUDGETS,
    mail:
      settings.SMTP_URL && settings.MAIL_FROM ? { smtpUrl: settings.SMTP_URL, from: settings.MAIL_FROM } : undefined,
    nominatimUrl: settings.NOMINATIM_URL,
    visionThreads: settings.VISION_THREADS ?? Math.max(1, availableParallelism() - 1),
    models,
    corsOrigins: settings.CORS_ORIGINS.map((origin) => new URL(origin).origin),
    metricsToken: settings.METRICS_TOKEN,
    auditSink: settings.AUDIT_SINK
      ? { url: new URL(settings.AUDIT_SINK), secret: settings.AUDIT_SINK_SECRET }
      : undefined,
    compat: settings.COMPAT,
    compatConsent: settings.COMPAT_CONSENT === '1',
    signIns: {
      oldTokenLifeMs: settings.COMPAT_TOKEN_TTL,
      secondFactorGraceMs: settings.SECOND_FACTOR_GRACE,
      idleLimitsMs: {
        admin: settings.IDLE_ADMIN,
        teacher: settings.IDLE_TEACHER,
        student: settings.IDLE_STUDENT,
        guardian: settings.IDLE_STUDENT,
      },
    },
    role: settings.ROLE,
    trustedProxies: settings.TRUST_PROXY,
    logLevel: settings.LOG_LEVEL,
  };
}

function findOwnModels({ WEIGHTS_MANIFEST, CALIBRATION }: Environment, faults: string[]): Config['models'] | undefined {
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
function findChatFaults(settings: Environment): string[] {
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
    auditSink: config.auditSink && { url: `${config.auditSink.url.protocol}//${config.auditSink.url.host}` },
    databaseOwnerUrl: config.databaseOwnerUrl && new URL(config.databaseOwnerUrl).host,
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
  if (!existsSync(path)) {
    // A new key beside what the old one sealed would be taken for the right one by whoever restores later.
    if (hasEmbedded(dirname(path)))
      throw new ConfigError([`SECRET_KEY: ${path} is missing beside its database; put it back from a backup`]);
    makeSecret(path);
  }
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
