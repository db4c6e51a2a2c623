/** botbuilder, and nothing else of ours that knows it: who may deliver to us, and how we speak to Teams. */
import { CloudAdapter, ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory, type Activity, type ConversationReference, type TurnContext } from 'botbuilder';
import { OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata.js';
import jwt from 'jsonwebtoken';
import { AppCredentials, AuthenticationError, ServiceClientCredentialsFactory, type ServiceClientCredentials } from 'botframework-connector';
import { z } from 'zod';
import type { TeamsSettings } from '../../src/config.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Reference } from './heard.ts';

export type Outgoing = Partial<Activity>;
export type TeamsAdapter = ReturnType<typeof createTeamsAdapter>;

const audience = 'https://api.botframework.com';
const channelIssuers = [audience, 'https://api.botframework.us'];
const publicKeysUrl = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const tokenFaults = new Set(['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError']);
const tokenSchema = z.object({ access_token: z.string(), expires_in: z.coerce.number() });

/** Verification is botbuilder's; it is only asked for by its own name, since `process` would print errors and answer their text. */
class VerifyingAdapter extends CloudAdapter {
  verify(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<unknown> {
    return this.processActivity(authorization, activity, logic);
  }
}

export function createTeamsAdapter(settings: TeamsSettings) {
  const appId = settings.appId ?? '';
  const keys = new OpenIdMetadata(settings.openIdMetadataUrl ?? publicKeysUrl);
  const configuration = configurationOf(settings);
  const credentials = settings.appId && settings.loginUrl ? new LoginFactory(settings, settings.loginUrl) : new ConfigurationServiceClientCredentialFactory(configuration);
  const adapter = new VerifyingAdapter(new ConfigurationBotFrameworkAuthentication(configuration, credentials));

  /**
   * Runs `logic` when the request is really from Teams.
   * @returns false when it is not: no token, expired, for another bot or service, or signed by a key without the endorsement.
   */
  async function verify(authorization: string, activity: object, logic: () => Promise<void>): Promise<boolean> {
    try {
      await adapter.verify(authorization, activity as Activity, async () => {
        if (settings.appId !== undefined) await requireTeamsKey(authorization);
        await logic();
      });
      return true;
    } catch (error) {
      // A forged signature comes as the token library's own error; anything else, such as keys that cannot be fetched, is not the sender's fault.
      if (error instanceof AuthenticationError || tokenFaults.has((error as Error).name)) return false;
      throw error;
    }
  }

  /**
   * botbuilder also takes tokens that the emulator could have made, and keys that are endorsed for nothing. Teams signs as the
   * Bot Framework, with a key endorsed for Teams, and nobody else is let in here.
   */
  async function requireTeamsKey(authorization: string): Promise<void> {
    const decoded = jwt.decode(authorization.replace(/^Bearer /i, ''), { complete: true });
    const issuer = typeof decoded?.payload === 'object' ? decoded.payload.iss : undefined;
    const key = decoded?.header.kid === undefined ? null : await keys.getKey(decoded.header.kid);
    const isTeams = issuer !== undefined && channelIssuers.includes(issuer) && key?.endorsements?.includes('msteams') === true;
    if (!isTeams) throw new AuthenticationError('not signed for Teams', 401);
  }

  /** Speaks in a conversation; the connector tries again by itself for a while. @throws AppError `busy` when Teams is still away. */
  async function speak<T>(reference: Reference, logic: (context: TurnContext) => Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    await mapped(() => adapter.continueConversationAsync(appId, toBotbuilder(reference), async (context) => {
      result = { value: await logic(context) };
    }));
    if (!result) throw new AppError('internal', { detail: 'Teams never continued the conversation' });
    return result.value;
  }

  /** The private chat with somebody whom we met elsewhere; Teams hands back the same one each time. */
  async function openPrivate({ reference, tenantId }: { reference: Reference; tenantId: string }): Promise<Reference> {
    let id: string | undefined;
    const { bot, user, serviceUrl, channelId } = reference;
    await mapped(() => adapter.createConversationAsync(appId, channelId, serviceUrl, audience, {
      isGroup: false, bot: { id: bot.id, name: bot.name ?? '' }, members: [{ id: user.id, name: '' }], tenantId, channelData: { tenant: { id: tenantId } },
    }, (context) => {
      id = context.activity.conversation.id;
      return Promise.resolve();
    }));
    if (id === undefined) throw new AppError('internal', { detail: 'Teams opened no conversation' });
    return { ...reference, conversation: { id, conversationType: 'personal', tenantId } };
  }

  /** The bot's own token, for pasted images. */
  async function readToken(): Promise<string> {
    if (!settings.appId) return '';
    const own = await credentials.createCredentials(settings.appId, audience, microsoftLogin(settings), true);
    return (own as unknown as { getToken: () => Promise<string> }).getToken();
  }

  return { verify, speak, openPrivate, readToken, isAnonymous: settings.appId === undefined };
}

const toBotbuilder = ({ serviceUrl, channelId, bot, user, conversation }: Reference): Partial<ConversationReference> =>
  ({ serviceUrl, channelId, bot: { name: '', ...bot }, user: { name: '', ...user }, conversation: { name: '', isGroup: false, conversationType: 'personal', ...conversation } }) as Partial<ConversationReference>;

const microsoftLogin = ({ tenantId }: TeamsSettings): string => `https://login.microsoftonline.com/${tenantId ?? 'botframework.com'}`;

function configurationOf(settings: TeamsSettings): Record<string, string> {
  const own = settings.openIdMetadataUrl === undefined ? {} : {
    ToBotFromChannelOpenIdMetadataUrl: settings.openIdMetadataUrl, ToBotFromEmulatorOpenIdMetadataUrl: settings.openIdMetadataUrl, ToBotFromChannelTokenIssuer: audience,
    ToChannelFromBotLoginUrl: microsoftLogin(settings), ToChannelFromBotOAuthScope: audience,
    OAuthUrl: audience, CallerId: 'urn:botframework:azure',
  };
  return {
    MicrosoftAppType: settings.appId ? settings.appType : 'MultiTenant', ...(settings.appId ? { MicrosoftAppId: settings.appId } : {}), ...(settings.appPassword ? { MicrosoftAppPassword: settings.appPassword } : {}),
    ...(settings.tenantId ? { MicrosoftAppTenantId: settings.tenantId } : {}), ...own,
  };
}

/** Other clouds: MSAL knows Microsoft's own hosts only, so the OAuth 2 client credentials grant is asked for directly. */
class LoginCredentials extends AppCredentials {
  readonly #settings: TeamsSettings;
  readonly #loginUrl: string;

  constructor(settings: TeamsSettings, loginUrl: string) {
    super(settings.appId ?? '', settings.tenantId, audience);
    this.#settings = settings;
    this.#loginUrl = loginUrl;
  }

  protected override async refreshToken(): Promise<never> {
    const response = await fetch(`${this.#loginUrl.replace(/\/$/, '')}/${this.#settings.tenantId ?? 'botframework.com'}/oauth2/v2.0/token`, {
      method: 'POST', signal: AbortSignal.timeout(20_000),
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: this.appId, client_secret: this.#settings.appPassword ?? '', scope: `${audience}/.default` }),
    });
    if (!response.ok) throw new Error(`TEAMS_LOGIN_URL answered ${response.status} to the bot`);
    const token = tokenSchema.parse(await response.json());
    return { accessToken: token.access_token, expiresOn: new Date(Date.now() + token.expires_in * 1000) } as never;
  }
}

class LoginFactory extends ServiceClientCredentialsFactory {
  readonly #settings: TeamsSettings;
  readonly #credentials: LoginCredentials;

  constructor(settings: TeamsSettings, loginUrl: string) {
    super();
    this.#settings = settings;
    this.#credentials = new LoginCredentials(settings, loginUrl);
  }

  isValidAppId = (appId: string): Promise<boolean> => Promise.resolve(appId === this.#settings.appId);
  isAuthenticationDisabled = (): Promise<boolean> => Promise.resolve(false);
  createCredentials = (): Promise<ServiceClientCredentials> => Promise.resolve(this.#credentials as unknown as ServiceClientCredentials);
}

async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { statusCode, response } = error as { statusCode?: number; response?: { headers?: { get?: (name: string) => string | undefined } } };
    if (statusCode === 429 || (statusCode !== undefined && statusCode >= 500)) {
      throw new AppError('busy', { retryAfterS: Number(response?.headers?.get?.('retry-after') ?? 5) || 5, cause: error });
    }
    // Blocked, uninstalled, gone: saying it again will not help.
    if (statusCode !== undefined && statusCode >= 400) throw new AppError('conflict', { detail: `Teams refuses the answer (${statusCode})` });
    throw error;
  }
}
