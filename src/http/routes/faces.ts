/** Consent, enrolment, being forgotten; for the office the photos it has to look at, and how recognition stands. */
import { z } from 'zod';
import {
  type Faces,
  heldDecisions,
  heldPhotoSchema,
  recognitionStateSchema,
  sentenceFor,
} from '../../recognition/faces/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Consents, consentStateSchema, consentText } from '../../security/consent/index.ts';
import { signedInRoute, type Route } from '../route.ts';
import { done, noContent } from '../shapes.ts';
import { words } from '../words/en.ts';

const consentBody = z.object({ textVersion: z.string().describe('The version that was shown; see GET.') });
const enrolled = z.object({
  kept: z.number().int().describe('Of the photos sent.'),
  held: z.number().int().describe('Of those kept, how many the office has to look at before they are used.'),
  total: z.number().int(),
  photos: z.array(z.object({ photo: z.number().int(), faults: z.array(z.string()), sentences: z.array(z.string()) })),
});

const reviewParams = z.object({ reviewId: z.uuid() });

export function faceRoutes({ faces, consents }: { faces: Faces; consents: Consents }): Route[] {
  return [
    signedInRoute({
      method: 'get',
      path: '/api/v2/me/face-consent',
      tag: 'faces',
      permission: 'faces.manageOwn',
      summary: 'The consent text, and whether I agreed to it',
      success: { status: 200, schema: consentStateSchema },
      handle: (actor) => consents.readState(actor.personId),
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/face-consent',
      tag: 'faces',
      permission: 'faces.manageOwn',
      summary: 'Agree to face recognition; takes the place of an agreement to an earlier text',
      body: consentBody,
      success: { status: 204 },
      handle: async (actor, { body }) => {
        if (body.textVersion !== consentText.version)
          throw new AppError('conflict', {
            field: 'textVersion',
            detail: words.thePresentTextIsVersionPlease(consentText.version),
          });
        await consents.grant(actor, 'api');
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/me/faces',
      tag: 'faces',
      permission: 'faces.manageOwn',
      summary: 'Enrol one to five photos of myself (parts `photos`)',
      uploads: { field: 'photos', maxFiles: 5 },
      success: { status: 200, schema: enrolled },
      handle: async (actor, { uploads }) => {
        const result = await faces.enrol(
          actor,
          uploads.map((upload) => upload.data),
        );
        return {
          ...result,
          photos: result.photos.map(({ photo, faults }) => ({ photo, faults, sentences: faults.map(sentenceFor) })),
        };
      },
    }),
    signedInRoute({
      method: 'delete',
      path: '/api/v2/me/faces',
      tag: 'faces',
      permission: 'faces.manageOwn',
      summary: 'Withdraw consent; photos and templates are gone when this answers',
      success: { status: 204 },
      handle: async (actor) => {
        await faces.forget(actor);
        return undefined;
      },
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/face-reviews',
      tag: 'faces',
      permission: 'faces.review',
      summary: 'Photos that may show somebody else, oldest first; they are compared with nobody',
      success: { status: 200, schema: z.array(heldPhotoSchema) },
      handle: (actor) => faces.listHeld(actor),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/face-reviews/{reviewId}/photo',
      refuses: [404],
      tag: 'faces',
      permission: 'faces.review',
      summary:
        "The photo that waits, or the one of the other's (or the student's own) that is most like it; who looked is recorded",
      params: reviewParams,
      query: z.object({ whose: z.enum(['own', 'other']).default('own') }),
      success: { status: 200, contentType: 'image/jpeg' },
      handle: async (actor, { params, query, res }) => {
        res
          .status(200)
          .set('Cache-Control', words.privateNoStore)
          .type('image/jpeg')
          .send(await faces.readHeld(actor, params.reviewId, query.whose));
        return undefined;
      },
    }),
    signedInRoute({
      method: 'post',
      path: '/api/v2/face-reviews/{reviewId}',
      tag: 'faces',
      permission: 'faces.review',
      summary:
        'Decide about it: it is theirs and used, or not and deleted; or it is, and what the other has of this face is deleted',
      params: reviewParams,
      body: z.strictObject({ decision: z.enum(heldDecisions) }),
      success: done,
      handle: (actor, { params, body }) => noContent(faces.settleHeld(actor, params.reviewId, body.decision)),
    }),
    signedInRoute({
      method: 'get',
      path: '/api/v2/institution/recognition',
      tag: 'faces',
      permission: 'institution.manage',
      summary: 'Which face models are in use, what was measured of them, and how many templates they can use',
      success: { status: 200, schema: recognitionStateSchema },
      handle: (actor) => faces.readState(actor),
    }),
  ];
}
