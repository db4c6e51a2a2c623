/** The school's own sign-in, from the button to the ticket that the page trades for tokens. */
import { type Database, type Tx, isUniqueViolation } from '../../db/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import { type AdmitDeps, createAdmit } from './admit.ts';
import { createAttempts } from './attempts.ts';
import * as repo from './attempts.repo.ts';
import { type Identity, type Refusal, SignOnRefused } from './identity.ts';
import { type Provider, type ProvidersDeps, createProviders } from './providers.ts';
import type { OurSide, SamlProvider } from './saml.ts';
import { words } from './words/en.ts';

const ticketLifeMs = 60_000;

/** Where the browser goes next, and the secret that marks it. */
export interface Begun {
  url: string;
  browser: string;
}

/** What a finished sign-in came to: a ticket for the page, or why there is none. */
export type Finished = { ticket: string; returnTo: string } | { refusal: Refusal };

export type SignOn = ReturnType<typeof createSignOn>;

export function createSignOn(
  deps: ProvidersDeps &
    Omit<AdmitDeps, 'providers'> & {
      db: Database;
      log: Log;
      /** Origins of providers that are asked although their address is not public, and without TLS. */
      believedOrigins: readonly string[];
      userAgent: string;
    },
) {
  const providers = createProviders(deps);
  const attempts = createAttempts(deps);
  // Both are loaded when somebody first comes by them: most schools have neither, or one.
  const loadOidc = async () => {
    const { createProviderFetch } = await import('./provider-fetch.ts');
    return (await import('./oidc.ts')).createOidc({ ...deps, ...createProviderFetch(deps) });
  };
  const loadSaml = async () => (await import('./saml.ts')).createSaml(deps);
  const { admit } = createAdmit({ ...deps, providers });
  const find = (id: string): Promise<Provider> => providers.find(deps.db.autocommit, id);
  const oursOf = (id: string): OurSide => ({
    entityId: providers.addressOf(id, 'metadata'),
    acsUrl: providers.addressOf(id, 'acs'),
  });

  /**
   * Begins a sign-in at the provider.
   * @throws AppError `notFound` without such a provider; `invalidInput` for an address to return to that is not the page's;
   * `providerUnavailable`.
   */
  async function begin(
    providerId: string,
    { returnTo, invitation, cookie }: { returnTo: string; invitation?: string; cookie: string | undefined },
  ): Promise<Begun> {
    const provider = await find(providerId);
    requireOfPage(returnTo);
    const [state, browser] = [newSecret(), attempts.browserOf(cookie)];
    const common = { returnTo, ...(invitation === undefined ? {} : { invitation }) };
    try {
      if (provider.kind === 'saml') {
        const { url, requestId } = await (await loadSaml()).begin(provider, oursOf(providerId), state);
        await attempts.keep(providerId, state, hashSecret(browser), { step: 'saml', ...common, requestId });
        return { url, browser };
      }
      const redirectUri = providers.addressOf(providerId, 'callback');
      const { url, nonce, verifier } = await (await loadOidc()).begin(provider, { redirectUri, state });
      await attempts.keep(providerId, state, hashSecret(browser), { step: 'oidc', ...common, nonce, verifier });
      return { url, browser };
    } catch (error) {
      if (!(error instanceof SignOnRefused)) throw error;
      deps.log.warn({ err: error.cause, provider: providerId }, words.aSignInWasRefused);
      throw new AppError('providerUnavailable', { cause: error });
    }
  }

  /** The provider sends the browser back (OpenID Connect). @param query what it added to our address. */
  const finishOidc = (providerId: string, query: URLSearchParams, cookie: string | undefined): Promise<Finished> =>
    settle(providerId, async () => {
      const provider = await find(providerId);
      const state = query.get('state') ?? '';
      const begun = await attempts.takeInBrowser(providerId, state, 'oidc', cookie);
      if (provider.kind !== 'oidc') throw new SignOnRefused('expired');
      const currentUrl = new URL(providers.addressOf(providerId, 'callback'));
      currentUrl.search = query.toString();
      const identity = await (await loadOidc()).finish(provider, currentUrl, { ...begun, state });
      return letIn(provider, identity, begun);
    });

  /**
   * The provider's page posts its answer (SAML). Browsers keep our cookie from what another site posts, so what it proved
   * is kept for a minute, and the browser is sent to us once more. @returns the secret with which it comes.
   */
  async function takeSaml(
    providerId: string,
    { response, state }: { response: string; state: string },
  ): Promise<{ proof: string } | { refusal: Refusal }> {
    return refusing(providerId, async () => {
      const provider = await find(providerId);
      const { underWay, browserHash } = await attempts.take(providerId, state, 'saml');
      const ours = oursOf(providerId);
      const { returnTo, invitation } = underWay;
      const proved = await (await loadSaml()).finish(requireSaml(provider), ours, response, underWay.requestId);
      const idHash = hashSecret(proved.assertionId);
      if (!(await repo.takeAssertion(deps.db.autocommit, { providerId, idHash, expiresAt: proved.endsAt })))
        throw new SignOnRefused('notAccepted', new Error('taken before'));
      const proof = newSecret();
      await attempts.keep(providerId, proof, browserHash, {
        step: 'proven',
        returnTo,
        ...(invitation === undefined ? {} : { invitation }),
        identity: proved.identity,
      });
      return { proof };
    });
  }

  /** The browser comes with what its provider had proved. */
  const finishSaml = (providerId: string, proof: string, cookie: string | undefined): Promise<Finished> =>
    settle(providerId, async () => {
      const provider = await find(providerId);
      const proven = await attempts.takeInBrowser(providerId, proof, 'proven', cookie);
      return letIn(provider, proven.identity, proven);
    });

  const settle = (providerId: string, work: () => Promise<{ ticket: string; returnTo: string }>): Promise<Finished> =>
    refusing(providerId, work);

  async function refusing<Result>(
    providerId: string,
    work: () => Promise<Result>,
  ): Promise<Result | { refusal: Refusal }> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SignOnRefused)) throw error;
      deps.log.warn({ err: error.cause, provider: providerId, refusal: error.refusal }, words.aSignInWasRefused);
      return { refusal: error.refusal };
    }
  }

  async function letIn(
    provider: Provider,
    identity: Identity,
    { returnTo, invitation }: { returnTo: string; invitation?: string | undefined },
  ): Promise<{ ticket: string; returnTo: string }> {
    const ticket = newSecret();
    const write = async (tx: Tx): Promise<void> => {
      const personId = await admit(tx, provider, identity, invitation);
      const createdAt = deps.clock.now();
      await repo.insertTicket(tx, {
        id: newId(),
        providerId: provider.id,
        personId,
        tokenHash: hashSecret(ticket),
        createdAt,
        expiresAt: new Date(createdAt.getTime() + ticketLifeMs),
      });
    };
    try {
      await deps.db.transaction(write);
    } catch (error) {
      // Somebody was made with the same address at the same moment: whoever tries again finds them.
      throw isUniqueViolation(error) ? new SignOnRefused('expired', error) : error;
    }
    return { ticket, returnTo };
  }

  /** Uses a ticket up. @returns whose it is; undefined when it is unknown, used or older than a minute. */
  const redeem = (tx: Tx, ticket: string): ReturnType<typeof repo.useTicket> =>
    repo.useTicket(tx, hashSecret(ticket), deps.clock.now());

  /** Where signing out leads after it is done here: to the provider, which brings people back, else to the page. */
  async function signOutUrl(providerId: string): Promise<string> {
    const back = `${deps.baseUrl()}/app`;
    try {
      const provider = await find(providerId);
      if (provider.kind === 'saml') return provider.settings.signOutUrl ?? back;
      return (await (await loadOidc()).signOutUrl(provider, back)) ?? back;
    } catch (error) {
      // They are signed out here already; a provider that cannot be reached keeps nobody from the page.
      if (error instanceof SignOnRefused || (error instanceof AppError && error.code === 'notFound')) return back;
      throw error;
    }
  }

  /** What is entered at a SAML provider. @throws AppError `notFound` also for one of another kind. */
  async function metadata(providerId: string): Promise<string> {
    const provider = await find(providerId);
    if (provider.kind !== 'saml') throw new AppError('notFound');
    return (await loadSaml()).metadata(provider, oursOf(providerId));
  }

  /** Removes what has ended. */
  const purge = (now: Date): Promise<number> => repo.deleteEnded(deps.db.autocommit, now);

  return { providers, begin, finishOidc, takeSaml, finishSaml, redeem, signOutUrl, metadata, purge };
}

function requireSaml(provider: Provider): SamlProvider {
  if (provider.kind !== 'saml') throw new SignOnRefused('expired');
  return provider;
}

/** @throws AppError `invalidInput` for anything but the page itself: nobody is led elsewhere by our address. */
function requireOfPage(returnTo: string): void {
  if (!/^\/app(\?[\w.~!$&'()*+,;=:@/?%-]*)?$/.test(returnTo))
    throw new AppError('invalidInput', { field: 'returnTo', detail: words.returnToIsElsewhere });
}
