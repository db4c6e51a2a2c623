/**
 * Who is signed in: the access token lives in memory only, and the refresh token in a cookie that all tabs share and no
 * script can read.
 */
import { Problem, request } from '../api/problem.ts';
import { usePasskey } from './passkeys.ts';

interface TokenAnswer {
  access_token: string;
}

export interface Me {
  id: string;
  name: string;
  givenName?: string | null;
  email: string | null;
  role: 'student' | 'teacher' | 'admin' | 'guardian';
  externalId: string | null;
  /** From when on they can do nothing without a second factor; null when they need none, or have one. */
  secondFactorDueAt?: string | null;
}

export type Session = ReturnType<typeof createSession>;

/** Only says that somebody is signed in here, so that whoever is not is not asked for in vain. */
const markKey = 'muster.isSignedIn';
/** Where the page kept its token before there was the cookie. */
const formerKey = 'muster.refresh';

/** `onEnded` is called when the service no longer knows this sign-in. */
export function createSession(onEnded: () => void) {
  sessionStorage.removeItem(formerKey);
  let accessToken: string | undefined;
  /** Refresh tokens work once: requests that fail together must share one refresh. */
  let refreshing: Promise<void> | undefined;

  async function take(form: Record<string, string>): Promise<void> {
    const response = await request('/api/v2/auth/token', { method: 'POST', body: new URLSearchParams(form) });
    accessToken = ((await response.json()) as TokenAnswer).access_token;
    localStorage.setItem(markKey, '1');
  }

  const signIn = (email: string, password: string): Promise<void> =>
    take({ grant_type: 'password', username: email, password, refresh_token_in: 'cookie' });

  const signInWithCode = (ticket: string, code: string): Promise<void> =>
    take({ grant_type: 'urn:muster:second-factor', ticket, code, refresh_token_in: 'cookie' });

  async function signInWithPasskey(): Promise<void> {
    const passkey = JSON.stringify(await usePasskey());
    await take({ grant_type: 'urn:muster:passkey', passkey, refresh_token_in: 'cookie' });
  }

  /** With what a sign-in at the school's own provider came to. */
  const signInWithTicket = (ticket: string): Promise<void> =>
    take({ grant_type: 'urn:muster:grant-type:sign-on-ticket', ticket, refresh_token_in: 'cookie' });

  function forget(): void {
    accessToken = undefined;
    localStorage.removeItem(markKey);
  }

  /** @throws Problem; the sign-in is forgotten only when the service itself refused it. */
  async function refresh(): Promise<void> {
    try {
      await take({ grant_type: 'refresh_token' });
    } catch (error) {
      if (error instanceof Problem && [400, 401, 403].includes(error.status)) {
        forget();
        onEnded();
      }
      throw error;
    }
  }

  async function renew(usedToken: string | undefined): Promise<void> {
    // Another request may have renewed it while this one was on its way.
    if (accessToken !== undefined && accessToken !== usedToken) return;
    refreshing ??= refresh().finally(() => (refreshing = undefined));
    await refreshing;
  }

  const authorised = (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${accessToken ?? ''}`);
    return request(path, { ...init, headers });
  };

  /** A request in the person's name; a token that ran out is renewed once, unseen. @throws Problem */
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    if (accessToken === undefined) await renew(undefined);
    const usedToken = accessToken;
    try {
      return await authorised(path, init);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      await renew(usedToken);
      return authorised(path, init);
    }
  }

  async function readMe(): Promise<Me> {
    return (await (await call('/api/v2/me')).json()) as Me;
  }

  /** Ends the sign-in here in any case, in all tabs. @returns whether the service knows of it. */
  async function signOut(where: 'here' | 'everywhere'): Promise<boolean> {
    try {
      await call(where === 'here' ? '/api/v2/auth/sign-out/here' : '/api/v2/auth/sign-out', {
        method: 'POST',
        signal: AbortSignal.timeout(10_000),
      });
      return true;
    } catch (error) {
      // It had ended before.
      return error instanceof Problem && error.status === 401;
    } finally {
      forget();
    }
  }

  return {
    signIn,
    signInWithTicket,
    signInWithCode,
    signInWithPasskey,
    call,
    readMe,
    signOut,
    isRemembered: () => localStorage.getItem(markKey) !== null,
  };
}
