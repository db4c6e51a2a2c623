/** A student withdraws consent; templates and photos are deleted before the answer. */
import { z } from 'zod';
import type { Faces } from '../../src/recognition/faces/index.ts';
import { gatedTool, type Tool } from '../tool.ts';

export function forgetTool(rooms: { faces: Faces }): Tool {
  return gatedTool({
    name: 'forget_face',
    summary: "Withdraw the consent to face recognition and delete the student's photos and templates for good.",
    example: 'forget my face',
    permission: 'faces.manageOwn',
    input: z.object({}),
    planSchema: z.object({}),
    preview: async (context) => {
      const templates = await rooms.faces.countOwn(context.actor.personId);
      const deleted = `This deletes ${yourPhotos(templates)} and what was computed from ${templates === 1 ? 'it' : 'them'} for good, and withdraws your agreement.`;
      const text = templates > 0 ? deleted : 'This withdraws your agreement to face recognition.';
      return { kind: 'confirm', plan: {}, text: `${text} You can still check in by code. Shall I?` };
    },
    run: async (context) => {
      const templates = await rooms.faces.forget(context.actor);
      return {
        text:
          templates === 0
            ? 'Done: your agreement is withdrawn.'
            : `Done: ${yourPhotos(templates)} and all that was computed from ${templates === 1 ? 'it' : 'them'} are deleted, and your agreement is withdrawn.`,
      };
    },
  });
}

const yourPhotos = (photos: number): string => (photos === 1 ? 'your photo' : `your ${photos} photos`);
