/** Addresses: asking for another, and proving one with the link that was mailed there. */
import { z } from 'zod';
import type { AddressProofs } from '../../accounts/index.ts';
import { emailSchema } from '../../school/people/index.ts';
import { publicRoute, signedInRoute, type Route } from '../route.ts';
import { done, noContent } from '../shapes.ts';
import { words } from '../words/en.ts';

const secret = z.string().min(1).max(100);
const seenProofSchema = z.strictObject({
  name: z.string(),
  email: z.string(),
  institution: z.string(),
  expiresAt: z.date(),
});

export function addressRoutes(proofs: AddressProofs): Route[] {
  return [
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/address',
      refuses: [409, 429],
      tag: 'auth',
      permission: 'account.use',
      summary: 'Ask for another address; it counts once the link that is mailed there is opened',
      body: z.strictObject({ email: emailSchema, currentPassword: z.string().min(1).max(200) }),
      success: { status: 202, schema: z.object({ message: z.string() }) },
      handle: async (actor, { body }) => {
        await proofs.askOwn(actor, body);
        return { message: words.aLinkWasMailedThere };
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/address/links',
      refuses: [410],
      tag: 'auth',
      summary: 'Which address a mailed link proves and for whom; it stays good',
      body: z.strictObject({ secret }),
      success: { status: 200, schema: seenProofSchema },
      handle: ({ body, res }) => {
        res.set('Cache-Control', 'no-store');
        return proofs.look(body.secret);
      },
    }),
    publicRoute({
      method: 'post',
      path: '/api/v2/auth/address/proofs',
      refuses: [401, 409, 410],
      tag: 'auth',
      summary: "Prove an address with the link that was mailed there and the account's password",
      body: z.strictObject({ secret, password: z.string().min(1).max(200) }),
      success: done,
      handle: ({ body }) => noContent(proofs.prove(body.secret, body.password)),
    }),
  ];
}
