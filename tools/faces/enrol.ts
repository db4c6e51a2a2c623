/** A student enrols the photos of a message as templates of their face. */
import { z } from 'zod';
import { type EnrolResult, type Faces, sentenceFor } from '../../src/recognition/faces/index.ts';
import type { Consents } from '../../src/security/consent/index.ts';
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
        return {
          text: `Before I keep a photo of you, you have to agree.${context.files.length > 0 ? ' Then please send it again.' : ''}`,
          offer: { tool: 'agree_to_face_recognition', input: {} },
        };
      }
      const photos = photosOf(context, 'Please send one to five photos of yourself with it.');
      const result = await rooms.faces.enrol(
        context.actor,
        photos.map((photo) => photo.data),
      );
      const lines = result.photos.map(({ photo, faults }) =>
        faults.length === 0
          ? `✓ Photo ${photo}: good.`
          : faults.includes('needsLook')
            ? `? Photo ${photo}: ${faults.map(sentenceFor).join(' ')}`
            : `✗ Photo ${photo}: ${faults.map(sentenceFor).join(' ')}`,
      );
      return { text: [tellOutcome(result), ...lines].join('\n') };
    },
  });
}

function tellOutcome({ kept, held, total }: EnrolResult): string {
  if (kept === 0) return 'None of these photos could be kept. Please try again.';
  if (held === total) return 'Thank you. You are told when the office has looked; until then please check in by code.';
  return `Your face is enrolled with ${count(total - held, 'photo')}. You can check in with a selfie now.`;
}
