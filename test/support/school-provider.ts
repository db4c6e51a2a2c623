/** The school's own provider for tests: oidc-provider, a certified one, on loopback, whose sign-in page asks nothing. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface Account {
  sub: string;
  [claim: string]: unknown;
}

const clientId = 'muster';
const clientSecret = 'a-secret-of-the-school';

export type SchoolProvider = Awaited<ReturnType<typeof startSchoolProvider>>;

/** @param redirectUris filled in later: the service gives each provider an address of its own. */
export async function startSchoolProvider() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  const redirectUris: string[] = [];
  const goodbyeUris: string[] = [];
  let present: string | undefined;
  let provider: Provider | undefined;

  function make(): Provider {
    const made = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: redirectUris,
          post_logout_redirect_uris: goodbyeUris,
        },
      ],
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'given_name', 'family_name', 'groups'],
      },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => Promise.resolve(accounts.get(sub) ?? { sub }),
      }),
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
      loadExistingGrant: async (context) => {
        const grant = new context.oidc.provider.Grant({
          clientId: context.oidc.client!.clientId,
          accountId: context.oidc.session!.accountId!,
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    return made;
  }

  server.on('request', (req, res) => {
    provider ??= make();
    if (!req.url?.startsWith('/interaction/')) return void provider.callback()(req, res);
    const result =
      present === undefined
        ? { error: 'access_denied', error_description: 'nobody signed in' }
        : { login: { accountId: present } };
    provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false }).catch((error: unknown) => {
      res.writeHead(500).end(String(error));
    });
  });

  return {
    issuer,
    clientId,
    clientSecret,
    /** Where it may send people back to; known once it is entered in the service. */
    allow: (redirectUri: string, goodbyeUri: string): void => {
      redirectUris.push(redirectUri);
      goodbyeUris.push(goodbyeUri);
    },
    /** Whoever signs in next is this; nobody: they press Cancel. */
    seat: (account: Account | undefined): void => {
      present = account?.sub;
      if (account) accounts.set(account.sub, account);
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
