/** A student enrols the photos of a message as templates of their face. */
import { z } from 'zod';
import { type EnrolResult, type Faces, sentenceFor } from '../../src/recognition/faces/index.ts';
import type { Consents } from '../../src/security/consent/index.ts';
import { count, photosOf } from '../arguments.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function enrolTool(rooms: { faces: Faces; consents: Consents }): Tool {
  return reversibleTool({
    name: 'enrol_face',
    summary: "Enrol the student's face from the one to five photos attached to the message.",
    example: 'send one to five photos of yourself with "enrol my face"',
    permission: 'faces.manageOwn',
    input: z.object({}),
    run: async (context) => {
      if (!(await rooms.consents.isStanding(context.actor.personId))) {
        return {
          text: words.beforeIKeepAPhoto(context.files.length > 0 ? words.thenPleaseSendItAgain : ''),
          offer: { tool: 'agree_to_face_recognition', input: {} },
        };
      }
      const photos = photosOf(context, words.pleaseSendOneToFivePhotos);
      const result = await rooms.faces.enrol(
        context.actor,
        photos.map((photo) => photo.data),
      );
      const lines = result.photos.map(({ photo, faults }) =>
        faults.length === 0
          ? words.photoGood(photo)
          : faults.includes('needsLook')
            ? words.photo({ photo, list: faults.map(sentenceFor).join(' ') })
            : words.photoRefused({ photo, list: faults.map(sentenceFor).join(' ') }),
      );
      return { text: [tellOutcome(result), ...lines].join('\n') };
    },
  });
}

function tellOutcome({ kept, held, total }: EnrolResult): string {
  if (kept === 0) return words.noneOfThesePhotosCould;
  if (held === total) return words.thankYouYouAreToldWhen;
  return words.yourFaceIsEnrolledWithYou(count(total - held, 'photo'));
}
