/** Signing up, in and out, first set-up, passwords. */
import { z } from 'zod';
import {
  type Accounts,
  type ResetPassword,
  type SetUp,
  type SignUp,
  issuedTokensSchema,
  signUpSchema,
} from '../../accounts/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { emailSchema } from '../../school/people/index.ts';
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
/** One answer for everybody: it tells no stranger who has an account. */
const received = z.object({ message: z.string() });

export function authRoutes({
  access,
  setUp,
  signUp,
  resetPassword,
}: {
  access: Accounts;
  setUp: SetUp;
  signUp: SignUp;
  resetPassword: ResetPassword;
}): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/token',
      refuses: [401],
      tag: 'auth',
      summary: 'Sign in with e-mail and password, or trade a refresh token (OAuth 2 form)',
      body: tokenRequest,
      success: { status: 200, schema: issuedTokensSchema },
      handle: async ({ body, res }) => {
        // RFC 6749, 5.1: tokens are not kept by anything on the way.
        res.set('Cache-Control', 'no-store');
        return body.grant_type === 'password'
          ? access.signIn(body.username, body.password)
          : access.refresh(body.refresh_token);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/face',
      refuses: [401, 403],
      tag: 'auth',
      summary: 'Students sign in with their face (part `photo`), where the institution allows it',
      uploads: { field: 'photo', maxFiles: 1 },
      before: access.requireFaceSignIn,
      body: z.object({ email: emailSchema }),
      success: { status: 200, schema: issuedTokensSchema },
      handle: async ({ body, uploads, res }) => {
        const [photo] = uploads;
        if (!photo) throw new AppError('invalidInput', { field: 'photo', detail: words.photoOneSelfiePlease });
        res.set('Cache-Control', 'no-store');
        return access.signInWithFace(body.email, photo.data);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/sign-up',
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
      method: 'post',
      path: '/api/v2/auth/password/requests',
      tag: 'auth',
      summary: 'Forgotten: mail a link that sets a new password, if there is such an account',
      body: z.strictObject({ email: emailSchema }),
      success: { status: 202, schema: received },
      handle: async ({ body }) => {
        resetPassword.request(body.email);
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
      summary: 'Set a new password with a one-time link; ends all tokens issued before',
      success: done,
      body: z.strictObject({ secret: z.string().min(1).max(100), newPassword: z.string().max(200) }),
      handle: ({ body }) => noContent(resetPassword.reset(body.secret, body.newPassword)),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/people/{personId}/password-link',
      tag: 'auth',
      permission: 'people.manage',
      summary: 'A one-time link that sets a new password, to hand over; good for an hour',
      params: personParams,
      success: { status: 201, schema: z.object({ url: z.string(), expiresAt: z.date() }) },
      handle: (actor, { params }) => resetPassword.makeLinkFor(actor, params.personId),
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
        name: z.string().trim().min(1).max(200),
        password: z.string().max(200),
      }),
      handle: ({ body }) => noContent(setUp.completeSetUp(body)),
    }),
  ];
}
