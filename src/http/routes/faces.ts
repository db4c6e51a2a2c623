/** Consent, enrolment, and being forgotten. */
import { z } from 'zod';
import type { Faces } from '../../faces/faces.ts';
import { sentenceFor } from '../../faces/feedback.ts';
import { AppError } from '../../kernel/errors.ts';
import { consentText, type Consents } from '../../privacy/consent.ts';
import { signedInRoute, type Route } from '../route.ts';

const consentBody = z.object({ textVersion: z.string().describe('The version that was shown; see GET.') });
const enrolled = z.object({
  kept: z.number().int(), total: z.number().int(),
  photos: z.array(z.object({ photo: z.number().int(), faults: z.array(z.string()), sentences: z.array(z.string()) })),
});

export function faceRoutes({ faces, consents }: { faces: Faces; consents: Consents }): Route[] {
  return [
    signedInRoute({
      method: 'get', path: '/api/v2/me/face-consent', tag: 'faces', permission: 'faces.manageOwn', summary: 'The consent text, and whether I agreed',
      success: { status: 200, schema: z.object({ version: z.string(), text: z.string(), isGranted: z.boolean() }) },
      handle: async (actor) => ({ version: consentText.version, text: consentText.text, isGranted: await consents.isStanding(actor.personId) }),
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/me/face-consent', tag: 'faces', permission: 'faces.manageOwn', summary: 'Agree to face recognition', body: consentBody, success: { status: 204 },
      handle: async (actor, { body }) => {
        if (body.textVersion !== consentText.version) throw new AppError('conflict', { field: 'textVersion', detail: `The present text is version ${consentText.version}; please show that one.` });
        await consents.grant(actor, 'api');
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post', path: '/api/v2/me/faces', tag: 'faces', permission: 'faces.manageOwn', summary: 'Enrol one to five photos of myself (parts `photos`)', uploads: { field: 'photos', maxFiles: 5 }, success: { status: 200, schema: enrolled },
      handle: async (actor, { uploads }) => {
        const result = await faces.enrol(actor, uploads.map((upload) => upload.data));
        return { ...result, photos: result.photos.map(({ photo, faults }) => ({ photo, faults, sentences: faults.map(sentenceFor) })) };
      },
    }),
    signedInRoute({
      method: 'delete', path: '/api/v2/me/faces', tag: 'faces', permission: 'faces.manageOwn', summary: 'Withdraw consent; photos and templates are gone when this answers', success: { status: 204 },
      handle: async (actor) => {
        await faces.forget(actor);
        return undefined;
      },
    }),
  ];
}
