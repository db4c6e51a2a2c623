/** Signing in and out, first set-up, passwords. */
import { z } from 'zod';
import type { Access } from '../../access/access.ts';
import type { SetUp } from '../../access/set-up.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';

const tokenRequest = z.discriminatedUnion('grant_type', [
  z.object({ grant_type: z.literal('password'), username: z.string().min(1).max(254), password: z.string().min(1).max(200) }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string().min(1).max(200) }),
]);
const tokens = z.object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.number().int(), refresh_token: z.string() });

export function authRoutes({ access, setUp }: { access: Access; setUp: SetUp }): Route[] {
  return [
    publicRoute({
      method: 'post', path: '/api/v2/auth/token', tag: 'auth', summary: 'Sign in with e-mail and password, or trade a refresh token (OAuth 2 form)',
      body: tokenRequest, success: { status: 200, schema: tokens },
      handle: async ({ body, res }) => {
        // RFC 6749, 5.1: tokens are not kept by anything on the way.
        res.set('Cache-Control', 'no-store');
        return { ...(body.grant_type === 'password' ? await access.signIn(body.username, body.password) : await access.refresh(body.refresh_token)) };
      },
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/auth/sign-out', tag: 'auth', permission: 'account.use', summary: 'End every token of this person, on all devices', success: { status: 204 },
      handle: async (actor) => {
        await access.signOutEverywhere(actor);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/auth/password', tag: 'auth', permission: 'account.use', summary: 'Change the password; ends all tokens issued before', success: { status: 204 },
      body: z.object({ currentPassword: z.string().min(1).max(200), newPassword: z.string().max(200) }),
      handle: async (actor, { body }) => {
        await access.changePassword(actor, body);
        return undefined;
      },
    }),
    publicRoute({
      method: 'post', path: '/api/v2/auth/setup', tag: 'auth', summary: 'Make the first admin with the one-time link printed at first start', success: { status: 204 },
      body: z.object({ secret: z.string().min(1).max(100), email: z.email().max(254), name: z.string().trim().min(1).max(200), password: z.string().max(200) }),
      handle: async ({ body }) => {
        await setUp.completeSetUp(body);
        return undefined;
      },
    }),
  ];
}
