/** Signing in at the school's own provider: the browser's way there and back. Nothing secret is in an address for long. */
import { urlencoded, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Refusal, SignOn } from '../../accounts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { cookieOf } from '../cookies.ts';
import { publicRoute, type Route } from '../route.ts';

/** Marks the browser that began a sign-in: another one cannot end it. */
const cookieName = 'muster_sign_on';
const cookieLifeMs = 10 * 60_000;

const providerParams = z.object({ providerId: z.uuid() });
const page = '/app';
const returnTo = z
  .string()
  .max(500)
  .default(page)
  .describe('Where on the page to come back to: its address without host, such as /app.');
const text = (max: number) => z.string().max(max).optional();
/** What comes back from providers is told as it is: what is wrong with it is a refusal, in words, on the page. */
const callbackQuery = z.object({ state: text(500), code: text(4000), error: text(200), iss: text(1000) });
const samlForm = z.object({ SAMLResponse: z.string().max(500_000), RelayState: z.string().max(500).default('') });

export function signOnRoutes({ signOn, isTls }: { signOn: SignOn; isTls: boolean }): Route[] {
  const mark = (res: Response, browser: string): void =>
    void res.cookie(cookieName, browser, {
      httpOnly: true,
      sameSite: 'lax',
      secure: isTls,
      path: '/api/v2/sign-on',
      maxAge: cookieLifeMs,
    });

  const marked = (req: Request): string | undefined => cookieOf(req, cookieName);

  /** To the page, with what it reads behind the #: that part is sent to no server. */
  function lead(res: Response, to: string): undefined {
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).location(to).status(303).end();
    return undefined;
  }

  const tell = (res: Response, refusal: Refusal): undefined => lead(res, `${page}#refused=${refusal}`);

  function finish(
    res: Response,
    providerId: string,
    finished: { ticket: string; returnTo: string } | { refusal: Refusal },
  ): undefined {
    if ('refusal' in finished) return tell(res, finished.refusal);
    return lead(res, `${finished.returnTo}#ticket=${finished.ticket}.${providerId}`);
  }

  return [
    publicRoute({
      method: 'post',
      path: '/api/v2/sign-on/providers/{providerId}/start',
      tag: 'sign-on',
      summary: 'Begin a sign-in at the provider, with an invitation if one is to be used; answers where to go',
      params: providerParams,
      body: z.strictObject({
        returnTo,
        invitation: z.string().min(1).max(100).optional().describe('The secret of an invitation.'),
      }),
      success: { status: 200, schema: z.strictObject({ url: z.string() }) },
      handle: async ({ params, body, req, res }) => {
        const { invitation, ...rest } = body;
        const { url, browser } = await signOn.begin(params.providerId, {
          ...{ ...rest, cookie: marked(req) },
          ...(invitation === undefined ? {} : { invitation }),
        });
        mark(res, browser);
        res.set('Cache-Control', 'no-store');
        return { url };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/sign-on/providers/{providerId}/start',
      tag: 'sign-on',
      summary: 'The same for a link or a tile: leads to the provider',
      params: providerParams,
      query: z.object({ returnTo }),
      success: { status: 303 },
      handle: async ({ params, query, req, res }) => {
        try {
          const { url, browser } = await signOn.begin(params.providerId, { ...query, cookie: marked(req) });
          mark(res, browser);
          return lead(res, url);
        } catch (error) {
          if (error instanceof AppError && error.code === 'providerUnavailable') return tell(res, 'unreachable');
          throw error;
        }
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/sign-on/providers/{providerId}/callback',
      tag: 'sign-on',
      summary: 'Where an OpenID Connect provider sends the browser back; leads to the page with a ticket or a refusal',
      params: providerParams,
      query: callbackQuery,
      success: { status: 303 },
      handle: async ({ params, req, res }) => {
        const query = new URL(req.originalUrl, 'http://localhost').searchParams;
        return finish(res, params.providerId, await signOn.finishOidc(params.providerId, query, marked(req)));
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/sign-on/providers/{providerId}/acs',
      tag: 'sign-on',
      summary: 'Where a SAML provider posts its answer; leads to `finish`, where the browser shows that it began',
      params: providerParams,
      bodyParser: urlencoded({ extended: false, limit: '600kb' }),
      body: samlForm,
      bodyType: 'application/x-www-form-urlencoded',
      success: { status: 303 },
      handle: async ({ params: { providerId }, body, res }) => {
        const taken = await signOn.takeSaml(providerId, { response: body.SAMLResponse, state: body.RelayState });
        if ('refusal' in taken) return tell(res, taken.refusal);
        return lead(res, `/api/v2/sign-on/providers/${providerId}/finish?proof=${taken.proof}`);
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/sign-on/providers/{providerId}/finish',
      tag: 'sign-on',
      summary: 'Ends a SAML sign-in; leads to the page with a ticket or a refusal',
      params: providerParams,
      query: z.object({ proof: z.string().max(100) }),
      success: { status: 303 },
      handle: async ({ params: { providerId }, query, req, res }) =>
        finish(res, providerId, await signOn.finishSaml(providerId, query.proof, marked(req))),
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/sign-on/providers/{providerId}/metadata',
      tag: 'sign-on',
      summary: 'What is entered at a SAML provider; its address is our entity id',
      params: providerParams,
      success: { status: 200, contentType: 'application/samlmetadata+xml' },
      handle: async ({ params, res }) => {
        res.type('application/samlmetadata+xml').send(await signOn.metadata(params.providerId));
        return undefined;
      },
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/sign-on/providers/{providerId}/sign-out',
      tag: 'sign-on',
      summary: 'Where a browser goes after signing out here: leads to signing out there, and back to the page',
      params: providerParams,
      success: { status: 303 },
      handle: async ({ params, res }) => lead(res, await signOn.signOutUrl(params.providerId)),
    }),
  ];
}
