/** botbuilder, and nothing else of ours that knows it: who may deliver to us, and how we speak to Teams. */
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type Activity,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import {
  AppCredentials,
  AuthenticationError,
  ServiceClientCredentialsFactory,
  type ServiceClientCredentials,
} from 'botframework-connector';
import { z } from 'zod';
import type { TeamsSettings } from './teams-settings.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { connection } from './connection.ts';
import type { Reference } from './teams-event.ts';
import { createTokenCheck, isTokenFault } from './token-check.ts';

export type Outgoing = Partial<Activity>;
export type TeamsAdapter = ReturnType<typeof createTeamsAdapter>;

/** Who signs what is delivered, and whom our own tokens are for. */
const audience = 'https://api.botframework.com';
const governmentIssuer = 'https://api.botframework.us';
const publishedKeys = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const tokenSchema = z.object({ access_token: z.string(), expires_in: z.coerce.number() });

/**
 * Verification is botbuilder's; it is only asked for by its own name, since `process` would print errors and answer
 * their text.
 */
class VerifyingAdapter extends CloudAdapter {
  verify(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<unknown> {
    return this.processActivity(authorization, activity, logic);
  }
}

export function createTeamsAdapter(settings: TeamsSettings) {
  const appId = settings.appId ?? '';
  const configuration = configurationOf(settings);
  const credentials =
    settings.appId && settings.loginUrl
      ? new LoginFactory(settings, settings.loginUrl)
      : new ConfigurationServiceClientCredentialFactory(configuration);
  const adapter = new VerifyingAdapter(
    new ConfigurationBotFrameworkAuthentication(configuration, credentials, undefined, undefined, {
      httpClient: connection,
    }),
  );
  const isFromTeams = createTokenCheck({
    issuers: [audience, governmentIssuer],
    keysUrl: settings.openIdMetadataUrl ?? publishedKeys,
  });

  /**
   * Runs `logic` when the request is really from Teams.
   * @returns false when it is not: no token, expired, for another bot or service, or signed by a key without the
   * endorsement.
   */
  async function verify(
    authorization: string,
    activity: { readonly channelId: string },
    logic: () => Promise<void>,
  ): Promise<boolean> {
    if (settings.appId !== undefined && !(await isFromTeams(authorization, activity.channelId))) return false;
    try {
      await adapter.verify(authorization, activity as unknown as Activity, logic);
      return true;
    } catch (error) {
      if ((error instanceof AuthenticationError && error.statusCode < 500) || isTokenFault(error)) return false;
      throw error;
    }
  }

  /**
   * Speaks in a conversation. @throws AppError `busy` when Teams asks to come back later, `gone` when it takes nothing
   * for that chat.
   */
  async function speak<T>(reference: Reference, logic: (context: TurnContext) => Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    await adapter.continueConversationAsync(appId, toBotbuilder(reference), async (context) => {
      result = { value: await logic(context) };
    });
    if (!result) throw new AppError('internal', { detail: 'Teams never continued the conversation' });
    return result.value;
  }

  /** The private chat with somebody whom we met elsewhere; Teams hands back the same one each time. */
  async function openPrivate({ reference, tenantId }: { reference: Reference; tenantId: string }): Promise<Reference> {
    let id: string | undefined;
    const { bot, user, serviceUrl, channelId } = reference;
    await adapter.createConversationAsync(
      appId,
      channelId,
      serviceUrl,
      audience,
      {
        isGroup: false,
        bot: { id: bot.id, name: bot.name ?? '' },
        members: [{ id: user.id, name: '' }],
        tenantId,
        channelData: { tenant: { id: tenantId } },
      },
      (context) => {
        id = context.activity.conversation.id;
        return Promise.resolve();
      },
    );
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
  ({
    serviceUrl,
    channelId,
    bot: { name: '', ...bot },
    user: { name: '', ...user },
    conversation: { name: '', isGroup: false, conversationType: 'personal', ...conversation },
  }) as Partial<ConversationReference>;

const microsoftLogin = ({ tenantId }: TeamsSettings): string =>
  `https://login.microsoftonline.com/${tenantId ?? 'botframework.com'}`;

function configurationOf(settings: TeamsSettings): Record<string, string> {
  const own =
    settings.openIdMetadataUrl === undefined
      ? {}
      : {
          ToBotFromChannelOpenIdMetadataUrl: settings.openIdMetadataUrl,
          ToBotFromEmulatorOpenIdMetadataUrl: settings.openIdMetadataUrl,
          ToBotFromChannelTokenIssuer: audience,
          ToChannelFromBotLoginUrl: microsoftLogin(settings),
          ToChannelFromBotOAuthScope: audience,
          OAuthUrl: audience,
          CallerId: 'urn:botframework:azure',
        };
  return {
    MicrosoftAppType: settings.appId ? settings.appType : 'MultiTenant',
    ...(settings.appId ? { MicrosoftAppId: settings.appId } : {}),
    ...(settings.appPassword ? { MicrosoftAppPassword: settings.appPassword } : {}),
    ...(settings.tenantId ? { MicrosoftAppTenantId: settings.tenantId } : {}),
    ...own,
  };
}

/**
 * Other clouds: MSAL knows Microsoft's own hosts only, so the OAuth 2 client credentials grant is asked for directly.
 */
class LoginCredentials extends AppCredentials {
  readonly #settings: TeamsSettings;
  readonly #loginUrl: string;

  constructor(settings: TeamsSettings, loginUrl: string) {
    super(settings.appId ?? '', settings.tenantId, audience);
    this.#settings = settings;
    this.#loginUrl = loginUrl;
  }

  protected override async refreshToken(): Promise<never> {
    const response = await fetch(
      `${this.#loginUrl.replace(/\/$/, '')}/${this.#settings.tenantId ?? 'botframework.com'}/oauth2/v2.0/token`,
      {
        method: 'POST',
        signal: AbortSignal.timeout(20_000),
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: this.appId,
          client_secret: this.#settings.appPassword ?? '',
          scope: `${audience}/.default`,
        }),
      },
    );
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
  createCredentials = (): Promise<ServiceClientCredentials> =>
    Promise.resolve(this.#credentials as unknown as ServiceClientCredentials);
}
