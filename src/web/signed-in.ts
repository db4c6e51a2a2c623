/** Who is signed in: the access token lives in memory only, the refresh token until the browser's tab ends. */
import { Problem, request } from './api.ts';

interface TokenAnswer {
  access_token: string;
  refresh_token: string;
}

export interface Me {
  id: string;
  name: string;
  email: string | null;
  role: 'student' | 'teacher' | 'admin' | 'guardian';
  externalId: string | null;
}

export type Session = ReturnType<typeof createSession>;

const storageKey = 'muster.refresh';

/** `onEnded` is called when the service no longer knows this sign-in. */
export function createSession(onEnded: () => void) {
  let accessToken: string | undefined;
  /** Refresh tokens work once: requests that fail together must share one refresh. */
  let refreshing: Promise<void> | undefined;

  async function take(form: Record<string, string>): Promise<void> {
    const response = await request('/api/v2/auth/token', { method: 'POST', body: new URLSearchParams(form) });
    const tokens = (await response.json()) as TokenAnswer;
    accessToken = tokens.access_token;
    sessionStorage.setItem(storageKey, tokens.refresh_token);
  }

  const signIn = (email: string, password: string): Promise<void> =>
    take({ grant_type: 'password', username: email, password });

  /** With what a sign-in at the school's own provider came to. */
  const signInWithTicket = (ticket: string): Promise<void> =>
    take({ grant_type: 'urn:muster:grant-type:sign-on-ticket', ticket });

  function forget(): void {
    accessToken = undefined;
    sessionStorage.removeItem(storageKey);
  }

  /** @throws Problem; the sign-in is forgotten only when the service itself refused it. */
  async function refresh(): Promise<void> {
    const refreshToken = sessionStorage.getItem(storageKey);
    try {
      if (refreshToken === null) throw new Problem('Please sign in.', { status: 401, code: 'unauthenticated' });
      await take({ grant_type: 'refresh_token', refresh_token: refreshToken });
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

  /** Ends the sign-in here in any case. @returns whether it was ended on the other devices too. */
  async function signOut(): Promise<boolean> {
    try {
      await call('/api/v2/auth/sign-out', { method: 'POST', signal: AbortSignal.timeout(10_000) });
      return true;
    } catch (error) {
      // A sign-in that had ended before was ended everywhere.
      return error instanceof Problem && error.status === 401;
    } finally {
      forget();
    }
  }

  return {
    signIn,
    signInWithTicket,
    call,
    readMe,
    signOut,
    isRemembered: () => sessionStorage.getItem(storageKey) !== null,
  };
}
