/** The environment variables that Muster reads: each with its form, its default and what it is for. */
import { z } from 'zod';
import { compatNames } from '../http/index.ts';
import { budgetNames, budgetTable, type Budgeted, type BudgetName } from '../security/budgets/index.ts';

const emptyIsAbsent = (value: unknown): unknown => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyIsAbsent, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, fallback: string) =>
  z.preprocess((value) => emptyIsAbsent(value) ?? fallback, schema);

/** Characters that a root key has at least. */
export const shortestSecret = 32;

const msOf = { m: 60_000, h: 3600_000, d: 24 * 3600_000 } as const;
/** An access token lives for 15 minutes: a shorter limit would end sign-ins that are in use. */
const longestGraceMs = 365 * msOf.d;
const [shortestIdleMs, longestIdleMs] = [30 * msOf.m, 365 * msOf.d];
const [shortestOldTokenMs, longestOldTokenMs] = [5 * msOf.m, 365 * msOf.d];

/** A length of time such as 30d, 12h or 45m, as milliseconds. */
const duration = z
  .string()
  .regex(/^\d{1,9}[mhd]$/, 'is a length of time such as 30d, 12h or 45m')
  .transform((value) => Number(value.slice(0, -1)) * msOf[value.slice(-1) as keyof typeof msOf]);
const idleLimit = duration.refine(
  (ms) => ms >= shortestIdleMs && ms <= longestIdleMs,
  'lies between 30 minutes and 365 days',
);
const nameList = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const isBudget = (name: string): name is BudgetName => budgetNames.some((known) => known === name);

/** Such as documents=120,uploads=600: how much of each, in the window that it has. */
const budgetList = nameList.transform((parts, context): Budgeted => {
  const pairs = parts.map((part) => part.split('=').map((side) => side.trim()));
  const budgeted: Partial<Record<BudgetName, number>> = {};
  for (const [name = '', most = ''] of pairs) {
    if (isBudget(name) && /^[1-9]\d{0,8}$/.test(most)) budgeted[name] = Number(most);
    else context.addIssue({ code: 'custom', message: `knows ${budgetNames.join(', ')}, each with = and a number` });
  }
  return budgeted;
});
const tellBudget = (name: BudgetName): string =>
  `${name} (${budgetTable[name].most} in ${budgetTable[name].windowS} s)`;

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
  DATABASE_OWNER_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })).describe(
    'The owner of the tables in the same database, as whom migrations run; the role of DATABASE_URL then owns nothing.',
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
  CALENDAR_ORIGINS: withDefault(nameList, '')
    .pipe(
      z.array(
        z.url({
          protocol: /^https?$/,
          error: 'names something that is no origin such as http://untis.school.lan:8080',
        }),
      ),
    )
    .describe(
      'Origins that calendars may be fetched from although their address is not public, separated by commas, such as http://untis.school.lan:8080.',
    ),
  SIGN_ON_ORIGINS: withDefault(nameList, '')
    .pipe(
      z.array(
        z.url({
          protocol: /^https?$/,
          error: 'names something that is no origin such as https://keycloak.school.lan:8443',
        }),
      ),
    )
    .describe(
      "Origins of the school's own sign-in that may be asked although their address is not public, separated by commas, such as https://keycloak.school.lan:8443.",
    ),
  CHAT_MESSAGES_PER_MINUTE: withDefault(z.coerce.number().int().min(1).max(10_000), '30').describe(
    'Messages that one person may send a minute.',
  ),
  BUDGETS: withDefault(budgetList, '').describe(
    `How much of what costs much one person, or one network of people who are not signed in, may ask for, where it is not as usual, such as documents=120,uploads=600: ${budgetNames.map(tellBudget).join(', ')}.`,
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
    'File that names face models of your own; the shipped ones when absent.',
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
  AUDIT_SINK: optional(z.url({ protocol: /^(file|syslogs?|https?)$/ })).describe(
    'Where the audit goes as it is sealed: file:///var/log/muster-audit.jsonl, syslog://host:514 (TCP), syslogs://host:6514 (TLS) or https://… (signed JSON).',
  ),
  AUDIT_SINK_SECRET: optional(z.string().min(16, 'needs at least 16 characters')).describe(
    'Signs what is posted to an https AUDIT_SINK, as Standard Webhooks are.',
  ),
  METRICS_TOKEN: optional(z.string().min(16, 'needs at least 16 characters')).describe(
    'Bearer token with which /metrics answers; without one it answers nobody, since a proxy on this machine asks for everybody.',
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
  IDLE_ADMIN: withDefault(idleLimit, '12h').describe('How long a sign-in of an admin stands without being used.'),
  IDLE_TEACHER: withDefault(idleLimit, '7d').describe('The same of a teacher.'),
  IDLE_STUDENT: withDefault(idleLimit, '30d').describe('The same of a student or guardian.'),
  SECOND_FACTOR_GRACE: withDefault(
    duration.refine((ms) => ms <= longestGraceMs, 'is at most 365 days'),
    '7d',
  ).describe('How long somebody whose role needs a second factor (admins do) may go on without one.'),
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

/** The variables as they were read. */
export type Environment = z.infer<typeof environment>;
