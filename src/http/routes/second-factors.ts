/** Second factors: passkeys, authenticator app, recovery codes; and proofs before grave acts. */
import { z } from 'zod';
import {
  type Accounts,
  newPasskeySchema,
  passkeyNameSchema,
  type PasskeyLinks,
  proofSchema,
  secondFactorsSchema,
} from '../../accounts/index.ts';
import { drawQr } from '../draw-qr.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { createdId, done, noContent, personParams } from '../shapes.ts';

/** As browsers take it (WebAuthn, `PublicKeyCredentialCreationOptionsJSON` and its like). */
const browserOptions = z.looseObject({ challenge: z.string() });
const passkeyParams = z.object({ passkeyId: z.uuid() });
const newPasskey = { passkey: newPasskeySchema, name: passkeyNameSchema };
const secret = z.string().min(1).max(100);
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()).describe('Shown this once; each works once.') });
const own = { tag: 'auth', permission: 'account.use', isForEnrolling: true } as const;

export function secondFactorRoutes({
  access: { secondFactors, prove, askForPasskey },
  passkeyLinks,
}: {
  access: Accounts;
  passkeyLinks: PasskeyLinks;
}): Route[] {
  return [
    signedInRoute({
      ...own,
      method: 'get',
      path: '/api/v2/me/second-factors',
      summary: 'What I show beside a password, and from when on I need something',
      success: { status: 200, schema: secondFactorsSchema },
      handle: (actor) => secondFactors.read(actor),
    }),
    signedInRoute({
      ...own,
      method: 'post',
      path: '/api/v2/me/passkeys/options',
      summary: 'What a browser needs to make a passkey; good once, for five minutes',
      success: { status: 200, schema: browserOptions },
      handle: async (actor) => ({ ...(await secondFactors.offerPasskey(actor)) }),
    }),
    signedInRoute({
      ...own,
      method: 'post',
      path: '/api/v2/me/passkeys',
      summary: 'Keep the passkey that the browser made',
      body: z.strictObject(newPasskey),
      success: createdId,
      handle: (actor, { body }) => secondFactors.addPasskey(actor, body.passkey, body.name),
    }),
    signedInRoute({
      ...own,
      method: 'patch',
      path: '/api/v2/me/passkeys/{passkeyId}',
      summary: 'Call a passkey otherwise',
      params: passkeyParams,
      body: z.strictObject({ name: passkeyNameSchema }),
      success: done,
      handle: (actor, { params, body }) => noContent(secondFactors.renamePasskey(actor, params.passkeyId, body.name)),
    }),
    signedInRoute({
      ...own,
      method: 'delete',
      path: '/api/v2/me/passkeys/{passkeyId}',
      summary: 'Remove a passkey; asks for a fresh proof',
      params: passkeyParams,
      success: done,
      handle: (actor, { params }) => noContent(secondFactors.removePasskey(actor, params.passkeyId)),
    }),
    signedInRoute({
      ...own,
      method: 'post',
      path: '/api/v2/me/authenticator',
      summary: 'A secret for an authenticator app; it counts once a code of it was sent',
      success: {
        status: 201,
        schema: z.object({
          secret: z.string(),
          uri: z.string(),
          qr: z.string().describe('The address as QR code, SVG.'),
        }),
      },
      handle: async (actor, { res }) => {
        const offered = await secondFactors.offerAuthenticator(actor);
        res.set('Cache-Control', 'no-store');
        return { ...offered, qr: await drawQr(offered.uri) };
      },
    }),
    signedInRoute({
      ...own,
      method: 'post',
      path: '/api/v2/me/authenticator/confirm',
      refuses: [401, 429],
      summary: 'Take the authenticator app into use with its first code; answers new recovery codes',
      body: z.strictObject({ code: z.string().min(1).max(40) }),
      success: { status: 200, schema: recoveryCodes },
      handle: (actor, { body, res }) => {
        res.set('Cache-Control', 'no-store');
        return secondFactors.confirmAuthenticator(actor, body.code);
      },
    }),
    signedInRoute({
      ...own,
      method: 'delete',
      path: '/api/v2/me/authenticator',
      summary: 'Remove the authenticator app; asks for a fresh proof',
      success: done,
      handle: (actor) => noContent(secondFactors.removeAuthenticator(actor)),
    }),
    signedInRoute({
      ...own,
      method: 'post',
      path: '/api/v2/me/recovery-codes',
      summary: 'Ten new recovery codes in place of the old ones',
      success: { status: 200, schema: recoveryCodes },
      handle: (actor, { res }) => {
        res.set('Cache-Control', 'no-store');
        return secondFactors.renewRecoveryCodes(actor);
      },
    }),
    signedInRoute({
      ...own,
      method: 'post',
      path: '/api/v2/auth/proof',
      refuses: [401, 429],
      summary: 'Show once more who I am: grave acts are open to this device for five minutes',
      body: proofSchema,
      success: { status: 200, schema: z.object({ provenUntil: z.date() }) },
      handle: (actor, { body }) => prove(actor, body),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/passkeys/options',
      refuses: [409],
      tag: 'auth',
      summary: 'What a browser needs to sign in, or give a proof, with a passkey; good once, for five minutes',
      success: { status: 200, schema: browserOptions },
      handle: async () => ({ ...(await askForPasskey()) }),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/passkeys/from-link/options',
      refuses: [403, 409, 410],
      tag: 'auth',
      summary: 'What a browser needs to make a passkey instead of choosing a password',
      body: z.strictObject({ secret }),
      success: { status: 200, schema: browserOptions },
      handle: async ({ body }) => ({ ...(await passkeyLinks.offer(body.secret)) }),
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/passkeys/from-link',
      refuses: [403, 409, 410],
      tag: 'auth',
      summary: 'Make a passkey with a one-time link, of an invitation too; ends all tokens issued before',
      body: z.strictObject({ secret, ...newPasskey }),
      success: done,
      handle: ({ body }) => noContent(passkeyLinks.choose(body.secret, body.passkey, body.name)),
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/people/{personId}/second-factors',
      mayWait: true,
      tag: 'auth',
      permission: 'people.manage',
      summary: 'Take away the second factors of somebody who lost them; asks for a fresh proof',
      params: personParams,
      success: done,
      handle: (actor, { params }) => noContent(secondFactors.resetOf(actor, params.personId)),
    }),
  ];
}
