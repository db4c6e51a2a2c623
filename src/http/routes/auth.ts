/** Signing up, in and out, first set-up, passwords. */
import { z } from 'zod';
import { shownLine } from '../../kernel/shown-text.ts';
import {
  type Accounts,
  type PasswordLinks,
  type SetUp,
  type SignUp,
  issuedTokensSchema,
  signUpSchema,
} from '../../accounts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { emailSchema } from '../../school/people/index.ts';
import type { DeviceCookie } from '../device-cookie.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { done, noContent, personParams } from '../shapes.ts';
import { words } from '../words/en.ts';

const tokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('password'),
    username: z.string().min(1).max(254),
    password: z.string().min(1).max(200),
  }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string().min(1).max(200) }),
]);
export type WaysIn = z.infer<typeof waysInSchema>;
const waysInSchema = z.strictObject({
  institution: z.string(),
  signUp: z.enum(['closed', 'approval', 'open']).describe('How students sign up; teachers always wait for an admin.'),
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
}: {
  access: Accounts;
  setUp: SetUp;
  signUp: SignUp;
  passwordLinks: PasswordLinks;
  deviceCookie: DeviceCookie;
  waysIn: () => Promise<WaysIn>;
}): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/token',
      refuses: [401, 429],
      tag: 'auth',
      summary: 'Sign in with e-mail and password, or trade a refresh token (OAuth 2 form)',
      body: tokenRequest,
      success: { status: 200, schema: issuedTokensSchema },
      handle: async ({ body, req, res }) => {
        // RFC 6749, 5.1: tokens are not kept by anything on the way.
        res.set('Cache-Control', 'no-store');
        if (body.grant_type === 'refresh_token') return access.refresh(body.refresh_token);
        const signedIn = await access.signIn(body.username, body.password, deviceCookie.originOf(req));
        deviceCookie.keep(req, res, signedIn.deviceMark);
        return signedIn;
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
        const signedIn = await access.signInWithFace(body.email, photo.data, deviceCookie.originOf(req));
        deviceCookie.keep(req, res, signedIn.deviceMark);
        return signedIn;
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
      tag: 'auth',
      permission: 'account.use',
      summary: 'End every token of this person, on all devices',
      success: done,
      handle: (actor) => noContent(access.signOutEverywhere(actor)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/auth/password',
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
