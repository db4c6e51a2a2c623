/**
 * OpenID Connect: authorization code with PKCE, state and nonce. Issuer, audience, times, nonce and signature of the ID
 * token are checked by openid-client (OpenID-certified, MIT), by our clock.
 */
import * as client from 'openid-client';
import { newSecret } from '../../kernel/ids.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Identity, SignOnRefused, textOf } from './identity.ts';
import { ProviderUnreachable, type ProviderFetch } from './provider-fetch.ts';
import type { Provider } from './providers.ts';

export type OidcProvider = Extract<Provider, { kind: 'oidc' }>;

const timeoutS = 10;

export function createOidc(deps: { clock: Clock; fetchProvider: ProviderFetch; isBelieved: (url: URL) => boolean }) {
  /** Where the browser goes, and what its coming back is held against. @throws SignOnRefused. */
  async function begin(
    provider: OidcProvider,
    { redirectUri, state }: { redirectUri: string; state: string },
  ): Promise<{ url: string; nonce: string; verifier: string }> {
    const config = await discover(provider);
    const [nonce, verifier] = [newSecret(), client.randomPKCECodeVerifier()];
    const { settings } = provider;
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: [...new Set(['openid', 'email', 'profile', ...('scopes' in settings ? settings.scopes : [])])].join(' '),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...(settings.dialect === 'google' ? { hd: settings.hostedDomain } : {}),
    });
    return { url: url.href, nonce, verifier };
  }

  /** Who came back. @param currentUrl ours, with what the provider added. @throws SignOnRefused. */
  async function finish(
    provider: OidcProvider,
    currentUrl: URL,
    expected: { state: string; nonce: string; verifier: string },
  ): Promise<Identity> {
    const config = await discover(provider);
    try {
      const tokens = await client.authorizationCodeGrant(config, currentUrl, {
        expectedState: expected.state,
        expectedNonce: expected.nonce,
        pkceCodeVerifier: expected.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new SignOnRefused('notAccepted');
      const told = isComplete(claims, config, provider)
        ? claims
        : { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
      return toIdentity(provider, told);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /** Where signing out here leads, if the provider has such a page. @throws SignOnRefused. */
  async function signOutUrl(provider: OidcProvider, back: string): Promise<string | undefined> {
    const config = await discover(provider);
    if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
    return client.buildEndSessionUrl(config, { post_logout_redirect_uri: back }).href;
  }

  async function discover(provider: OidcProvider): Promise<client.Configuration> {
    const server = new URL(issuerOf(provider));
    const { settings, clientSecret } = provider;
    try {
      const config = await client.discovery(
        server,
        settings.clientId,
        {
          [client.clockSkew]: Math.round((deps.clock.now().getTime() - Date.now()) / 1000),
          [client.clockTolerance]: 30,
        },
        typeof clientSecret === 'string' ? authenticateWith(clientSecret) : client.None(),
        {
          timeout: timeoutS,
          [client.customFetch]: (url, options) => deps.fetchProvider(url, options),
          ...(deps.isBelieved(server) ? { execute: [client.allowInsecureRequests] } : {}),
        },
      );
      // Also where the token came over TLS from the provider itself: what it signed is then told from what it relayed.
      client.enableNonRepudiationChecks(config);
      return config;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  return { begin, finish, signOutUrl };
}

function issuerOf({ settings }: OidcProvider): string {
  if (settings.dialect !== 'entra') return settings.issuer;
  const [tenantId, ...others] = settings.tenantIds;
  // The issuer of several is a template, `…/{tenantid}/v2.0`, filled in with the tenant that the token names.
  return `${settings.authority.replace(/\/$/, '')}/${others.length > 0 ? 'organizations' : tenantId}/v2.0`;
}

/** As the provider takes it: in the body where it says so, otherwise as OAuth has it by default. */
const authenticateWith =
  (secret: string): client.ClientAuth =>
  (server, metadata, body, headers) => {
    const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true;
    return (inBody ? client.ClientSecretPost : client.ClientSecretBasic)(secret)(server, metadata, body, headers);
  };

/** Some providers put only the subject into the ID token, and tell the rest when they are asked. */
const isComplete = (claims: client.IDToken, config: client.Configuration, { settings }: OidcProvider): boolean =>
  settings.dialect === 'entra' ||
  config.serverMetadata().userinfo_endpoint === undefined ||
  (claims['email'] !== undefined && claims['name'] !== undefined);

function toIdentity(
  { settings, admission }: OidcProvider,
  claims: Record<string, unknown> & { sub: string },
): Identity {
  const told = {
    name: textOf(claims['name']),
    givenName: textOf(claims['given_name']),
    familyName: textOf(claims['family_name']),
    claims,
  };
  if (settings.dialect === 'entra') {
    const [tid, oid] = [textOf(claims['tid']), textOf(claims['oid'])];
    if (tid === null || oid === null || !settings.tenantIds.includes(tid))
      throw new SignOnRefused('notAccepted', new Error('another tenant'));
    const address = textOf(claims['email']) ?? textOf(claims['preferred_username']);
    return { ...told, subject: `${tid}:${oid}`, address, isAddressProven: admission.vouchesForAddresses };
  }
  if (settings.dialect === 'google' && claims['hd'] !== settings.hostedDomain)
    throw new SignOnRefused('notAccepted', new Error('another hosted domain'));
  const isAddressProven = claims['email_verified'] === true;
  return { ...told, subject: claims.sub, address: textOf(claims['email']), isAddressProven };
}

function refusalOf(error: unknown): SignOnRefused {
  if (error instanceof SignOnRefused) return error;
  if (error instanceof ProviderUnreachable) return new SignOnRefused('unreachable', error);
  if (error instanceof client.AuthorizationResponseError && error.error === 'access_denied')
    return new SignOnRefused('cancelled', error);
  return new SignOnRefused('notAccepted', error);
}
