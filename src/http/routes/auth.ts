/** Signing up, in and out, first set-up, passwords. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import {
  type Accounts,
  type ClientDetails,
  type IssuedTokens,
  type Marked,
  type PasswordLinks,
  type SetUp,
  type SignUp,
  buttonSchema,
  issuedTokensSchema,
  type UsedPasskey,
  usedPasskeySchema,
  signUpSchema,
} from '../../accounts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { emailSchema } from '../../school/people/index.ts';
import { clientOf } from '../client-of.ts';
import type { RefreshCookie } from '../refresh-cookie.ts';
import type { DeviceCookie } from '../device-cookie.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { done, noContent, personParams } from '../shapes.ts';
import { words } from '../words/en.ts';

const keptIn = {
  refresh_token_in: z
    .literal('cookie')
    .optional()
    .describe('For pages of this origin: the refresh token comes in a cookie that scripts cannot read.'),
};
const tokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('password'),
    username: z.string().min(1).max(254),
    password: z.string().min(1).max(200),
    ...keptIn,
  }),
  z.object({
    grant_type: z.literal('urn:muster:second-factor'),
    ticket: z.string().min(1).max(100).describe('Of the refusal `secondFactorRequired`.'),
    code: z.string().min(1).max(40).describe('Of the authenticator app, or one to recover with.'),
    ...keptIn,
  }),
  z.object({
    grant_type: z.literal('urn:muster:passkey'),
    passkey: z.string().min(1).max(60_000).describe('What the browser answered, as JSON.'),
    ...keptIn,
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    refresh_token: z.string().min(1).max(200).optional().describe("Absent: the one in the page's cookie."),
  }),
  z.object({
    grant_type: z
      .literal('urn:muster:grant-type:sign-on-ticket')
      .describe("After a sign-in at the school's own provider."),
    ticket: z.string().min(1).max(100),
    ...keptIn,
  }),
]);
type SignIn = Exclude<z.infer<typeof tokenRequest>, { grant_type: 'refresh_token' }>;

/** A form carries it as JSON. @throws AppError `invalidInput`. */
function readPasskey(json: string): UsedPasskey {
  try {
    return usedPasskeySchema.parse(JSON.parse(json));
  } catch (cause) {
    throw new AppError('invalidInput', { field: 'passkey', detail: words.passkeyIsNoAnswerOfABrowser, cause });
  }
}

export type WaysIn = z.infer<typeof waysInSchema>;
const waysInSchema = z.strictObject({
  institution: z.string(),
  signUp: z.enum(['closed', 'approval', 'open']).describe('How students sign up; teachers always wait for an admin.'),
  signOn: z.array(buttonSchema).describe("The school's own sign-in: a button each, and whose addresses lead there."),
  isEnforced: z.boolean().describe('Whether people have to use it, but for one admin.'),
  canMail: z.boolean().describe('Whether a link for a new password can be mailed.'),
});
const seenLinkSchema = z.strictObject({
  purpose: z.enum(['welcome', 'reset-password']),
  name: z.string(),
  login: z.string().describe('What they sign in with: their address, else their number.'),
  institution: z.string(),
  expiresAt: z.date(),
});
/** One answer for everybody: it tells no stranger who has an account. */
const received = z.object({ message: z.string() });

export function authRoutes({
  access,
  setUp,
  signUp,
  passwordLinks,
  deviceCookie,
  waysIn,
  refreshCookie,
}: {
  access: Accounts;
  setUp: SetUp;
  signUp: SignUp;
  passwordLinks: PasswordLinks;
  deviceCookie: DeviceCookie;
  waysIn: () => Promise<WaysIn>;
  refreshCookie: RefreshCookie;
}): Route[] {
  /** The body of a token answer; our own page has the refresh token put into its cookie instead. */
  function answerTokens({ refreshLifeMs, ...tokens }: IssuedTokens, res: Response, isForPage: boolean) {
    if (!isForPage) return tokens;
    const { refresh_token, ...rest } = tokens;
    refreshCookie.keep(res, refresh_token, refreshLifeMs);
    return rest;
  }

  async function signIn(body: SignIn, req: Request, res: Response) {
    const isForPage = body.refresh_token_in === 'cookie';
    if (isForPage) refreshCookie.requireOwnPage(req);
    const { deviceMark, ...tokens } = await enter(body, clientOf(req));
    deviceCookie.keep(req, res, deviceMark);
    return answerTokens(tokens, res, isForPage);
  }

  function enter(body: SignIn, client: ClientDetails): Promise<IssuedTokens & Marked> {
    switch (body.grant_type) {
      case 'password':
        return access.signIn(body.username, body.password, client);
      case 'urn:muster:second-factor':
        return access.signInWithCode(body.ticket, body.code, client);
      case 'urn:muster:passkey':
        return access.signInWithPasskey(readPasskey(body.passkey), client);
      case 'urn:muster:grant-type:sign-on-ticket':
        return access.signInWithTicket(body.ticket, client);
    }
  }

  async function refresh(sent: string | undefined, req: Request, res: Response) {
    const isForPage = sent === undefined;
    return answerTokens(await access.refresh(sent ?? refreshCookie.read(req), isForPage), res, isForPage);
  }

  return [
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/token',
      refuses: [401, 403, 429],
      tag: 'auth',
      summary:
        'Sign in with e-mail and password and a second factor, a passkey, or the ticket of a sign-on; or trade a refresh token',
      body: tokenRequest,
      success: { status: 200, schema: issuedTokensSchema },
      handle: async ({ body, req, res }) => {
        // RFC 6749, 5.1: tokens are not kept by anything on the way.
        res.set('Cache-Control', 'no-store');
        return body.grant_type === 'refresh_token' ? refresh(body.refresh_token, req, res) : signIn(body, req, res);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/face',
      refuses: [401, 403, 429],
      tag: 'auth',
      summary: 'Students sign in with their face (part `photo`), where the institution allows it',
      uploads: { field: 'photo', maxFiles: 1 },
      before: access.requireFaceSignIn,
      body: z.object({ email: emailSchema }),
      success: { status: 200, schema: issuedTokensSchema },
      handle: async ({ body, uploads, req, res }) => {
        const [photo] = uploads;
        if (!photo) throw new AppError('invalidInput', { field: 'photo', detail: words.photoOneSelfiePlease });
        res.set('Cache-Control', 'no-store');
        const signedIn = await access.signInWithFace(body.email, photo.data, clientOf(req));
        deviceCookie.keep(req, res, signedIn.deviceMark);
        return answerTokens(signedIn, res, false);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/sign-up',
      spends: 'signUps',
      tag: 'auth',
      summary: 'Ask for an account; teachers wait for an admin, students as the institution says',
      body: signUpSchema,
      success: { status: 202, schema: received },
      handle: async ({ body }) => {
        await signUp.signUp(body);
        return {
          message: words.thankYouIfThisAddress,
        };
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/auth/sign-out',
      isForEnrolling: true,
      tag: 'auth',
      permission: 'account.use',
      summary: 'End every token of this person, on all devices',
      success: done,
      handle: async (actor, { res }) => {
        await access.signOutEverywhere(actor);
        refreshCookie.forget(res);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/auth/password',
      refuses: [401, 429],
      isForEnrolling: true,
      tag: 'auth',
      permission: 'account.use',
      summary: 'Change the password; ends all tokens issued before',
      success: done,
      body: z.object({ currentPassword: z.string().min(1).max(200), newPassword: z.string().max(200) }),
      handle: (actor, { body }) => noContent(access.changePassword(actor, body)),
    }),
    publicRoute({
      method: 'get',
      path: '/api/v2/auth/ways',
      tag: 'auth',
      summary: 'What the sign-in page offers here',
      success: { status: 200, schema: waysInSchema },
      handle: () => waysIn(),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/password/links',
      refuses: [410],
      tag: 'auth',
      summary: 'Whose a one-time link is and what for; it stays good',
      body: z.strictObject({ secret: z.string().min(1).max(100) }),
      success: { status: 200, schema: seenLinkSchema },
      handle: ({ body, res }) => {
        res.set('Cache-Control', 'no-store');
        return passwordLinks.look(body.secret);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/password/requests',
      spends: 'passwordMails',
      tag: 'auth',
      summary: 'Forgotten: mail a link that sets a new password, if there is such an account',
      body: z.strictObject({ email: emailSchema }),
      success: { status: 202, schema: received },
      handle: async ({ body }) => {
        passwordLinks.request(body.email);
        return {
          message: words.ifThereIsAnAccount,
        };
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/password/reset',
      refuses: [410],
      tag: 'auth',
      summary: 'Choose a password with a one-time link, of an invitation too; ends all tokens issued before',
      success: done,
      body: z.strictObject({ secret: z.string().min(1).max(100), newPassword: z.string().max(200) }),
      handle: ({ body }) => noContent(passwordLinks.choose(body.secret, body.newPassword)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/{personId}/password-link',
      mayWait: true,
      tag: 'auth',
      permission: 'people.manage',
      summary: 'A one-time link that sets a new password, to hand over; good for an hour',
      params: personParams,
      success: { status: 201, schema: z.object({ url: z.string(), expiresAt: z.date() }) },
      handle: (actor, { params }) => passwordLinks.makeLinkFor(actor, params.personId),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/setup',
      refuses: [410],
      tag: 'auth',
      summary: 'Make the first admin with the one-time link printed at first start',
      success: done,
      body: z.object({
        secret: z.string().min(1).max(100),
        email: z.email().max(254),
        name: shownLine(200),
        password: z.string().max(200),
      }),
      handle: ({ body }) => noContent(setUp.completeSetUp(body)),
    }),
  ];
}
