/** A student withdraws consent; templates and photos are deleted before the answer. */
import { z } from 'zod';
import type { Faces } from '../../src/recognition/faces/index.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

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
      const deleted = words.thisDeletesAndWhatWasComputed({
        templates: yourPhotos(templates),
        rest: templates === 1 ? 'it' : 'them',
      });
      const text = templates > 0 ? deleted : words.thisWithdrawsYourAgreementToFace;
      return { kind: 'confirm', plan: {}, text: words.youCanStillCheck(text) };
    },
    run: async (context) => {
      const templates = await rooms.faces.forget(context.actor);
      return {
        text:
          templates === 0
            ? words.doneYourAgreementIsWithdrawn
            : words.doneAndAllThatWasComputed({
                templates: yourPhotos(templates),
                rest: templates === 1 ? 'it' : 'them',
              }),
      };
    },
  });
}

const yourPhotos = (photos: number): string => (photos === 1 ? words.yourPhoto : words.yourPhotos(photos));
