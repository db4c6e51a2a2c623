/** Attendly's face data: photos that are enrolled, listed and deleted. */
import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { type Faces, sentenceFor } from '../../../recognition/faces/index.ts';
import type { Actor } from '../../../security/access/index.ts';
import { compatChannel, optional, photoOf, photosOf, signedIn, type CompatApi } from '../compat.ts';
import { imagesBody } from './shapes.ts';
import { words } from '../words/en.ts';

const faceImages = { least: 2, most: 5 };

export interface FaceModules {
  faces: Faces;
  /** The operator states that these clients show the consent text. */
  uploadsAreConsent: boolean;
}

export function faceRoutes({ faces, uploadsAreConsent }: FaceModules): CompatApi['routes'] {
  async function enrol(actor: Actor, images: readonly Buffer[]) {
    const { held } = await faces.enrolTogether(actor, images, uploadsAreConsent ? compatChannel : undefined);
    return {
      message: held > 0 ? sentenceFor('needsLook') : words.theFaceIsKnownNow,
      face_data: await faceData(actor),
    };
  }

  const faceData = async (actor: Actor) =>
    (await faces.listOwn(actor)).map(({ number: id, createdAt, isUsable }) => ({
      id,
      created_at: createdAt,
      is_active: isUsable,
    }));

  return [
    signedIn({
      method: 'post',
      path: '/api/face-data/upload',
      status: 201,
      permission: 'faces.manageOwn',
      photos: { field: 'image', maxFiles: 1 },
      body: z.object({ image: optional(z.string()) }),
      example: {
        message: words.theFaceIsKnownNow,
        face_data: [{ id: 21, created_at: '2026-11-18T09:00:00.000Z', is_active: true }],
      },
      handle: async (actor, { body, uploads }) => enrol(actor, [photoOf(uploads, 'image', body.image)]),
    }),
    signedIn({
      method: 'post',
      path: '/api/face-data/multiple-upload',
      status: 201,
      permission: 'faces.manageOwn',
      photos: { field: 'images', maxFiles: faceImages.most },
      body: imagesBody,
      example: {
        message: words.theFaceIsKnownNow,
        face_data: [{ id: 21, created_at: '2026-11-18T09:00:00.000Z', is_active: true }],
      },
      handle: async (actor, { body, uploads }) => {
        const images = photosOf(uploads, 'images', body.images);
        if (images.length < faceImages.least || images.length > faceImages.most)
          throw new AppError('invalidInput', {
            field: 'images',
            detail: words.imagesPleaseSendTo({ least: faceImages.least, most: faceImages.most }),
          });
        return enrol(actor, images);
      },
    }),
    signedIn({
      method: 'get',
      path: '/api/face-data/my-data',
      permission: 'faces.manageOwn',
      example: { face_data: [{ id: 21, created_at: '2026-11-18T09:00:00.000Z', is_active: true }] },
      handle: async (actor) => ({ face_data: await faceData(actor) }),
    }),
    signedIn({
      method: 'delete',
      path: '/api/face-data/delete',
      permission: 'faces.manageOwn',
      example: { message: words.photosAndWhatWasComputedFrom, deleted: 1 },
      handle: async (actor) => ({
        message: words.photosAndWhatWasComputedFrom,
        deleted: await faces.forget(actor),
      }),
    }),
  ];
}
