/**
 * The page's refresh token: in a cookie that no script reads, that only our own page may use, and that goes nowhere but
 * to the doors of signing in.
 */
import type { Request, Response } from 'express';
import { AppError } from '../kernel/errors.ts';
import { cookieOf } from './cookies.ts';
import { words } from './words/en.ts';

/** Nothing else reads it, so it is not sent with every request. */
const path = '/api/v2/auth';

export type RefreshCookie = ReturnType<typeof createRefreshCookie>;

/** `publicUrl` is where people reach the service, when it says so; by TLS the cookie goes by TLS only. */
export function createRefreshCookie({ publicUrl }: { publicUrl: string | undefined }) {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  const secure = publicOrigin?.startsWith('https:') ?? false;
  // Browsers take a cookie of this beginning by TLS only. (`__Host-` would ask for the path `/`.)
  const name = secure ? '__Secure-muster-refresh' : 'muster-refresh';
  const attributes = { httpOnly: true, sameSite: 'strict', secure, path } as const;

  /**
   * Browsers say which page a request comes from, and no page can make them say otherwise.
   * @throws AppError `forbidden` unless it is ours.
   */
  function requireOwnPage(req: Request): void {
    if (!isOwnPage(req)) throw new AppError('forbidden', { detail: words.onlyThePageMayUseItsCookie });
  }

  function isOwnPage(req: Request): boolean {
    const site = req.get('sec-fetch-site');
    if (site !== undefined) return site === 'same-origin';
    const origin = req.get('origin');
    if (origin === undefined || !URL.canParse(origin)) return false;
    return origin === publicOrigin || new URL(origin).host === req.get('host');
  }

  /** The token of the page's cookie. @throws AppError `forbidden` to other pages; `unauthenticated` without one. */
  function read(req: Request): string {
    requireOwnPage(req);
    const token = cookieOf(req, name);
    if (!token) throw new AppError('unauthenticated');
    return token;
  }

  const keep = (res: Response, token: string, lifeMs: number): void =>
    void res.cookie(name, token, { ...attributes, maxAge: lifeMs });

  const forget = (res: Response): void => void res.clearCookie(name, attributes);

  return { requireOwnPage, read, keep, forget };
}
