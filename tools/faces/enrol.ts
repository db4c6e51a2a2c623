/** A student enrols the photos of a message as templates of their face. */
import { z } from 'zod';
import type { Faces } from '../../src/faces/faces.ts';
import { sentenceFor } from '../../src/faces/feedback.ts';
import type { Consents } from '../../src/privacy/consent.ts';
import { count, photosOf } from '../arguments.ts';
import { reversibleTool, type Tool } from '../tool.ts';

export function enrolTool(rooms: { faces: Faces; consents: Consents }): Tool {
  return reversibleTool({
    name: 'enrol_face',
    summary: "Enrol the student's face from the one to five photos attached to the message.",
    example: 'send one to five photos of yourself with "enrol my face"',
    permission: 'faces.manageOwn',
    input: z.object({}),
    run: async (context) => {
      if (!(await rooms.consents.isStanding(context.actor.personId))) {
        return { text: `Before I keep a photo of you, you have to agree.${context.files.length > 0 ? ' Then please send it again.' : ''}`, offer: { tool: 'agree_to_face_recognition', input: {} } };
      }
      const photos = photosOf(context, 'Please send one to five photos of yourself with it.');
      const result = await rooms.faces.enrol(context.actor, photos.map((photo) => photo.data));
      const lines = result.photos.map(({ photo, faults }) => (faults.length === 0 ? `✓ Photo ${photo}: good.` : `✗ Photo ${photo}: ${faults.map(sentenceFor).join(' ')}`));
      const head = result.kept > 0
        ? `Your face is enrolled with ${count(result.total, 'photo')}. You can check in with a selfie now.`
        : 'None of these photos could be kept. Please try again.';
      return { text: [head, ...lines].join('\n') };
    },
  });
}
