/** A student withdraws consent; templates and photos are deleted before the answer. */
import { z } from 'zod';
import type { Faces } from '../../src/faces/faces.ts';
import { count } from '../arguments.ts';
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
      const what = templates > 0 ? `your ${count(templates, 'photo')} and what was computed from them` : 'your agreement';
      return { kind: 'confirm', plan: {}, text: `This deletes ${what} for good. You can still check in by code. Shall I?` };
    },
    run: async (context) => {
      const templates = await rooms.faces.forget(context.actor);
      return { text: `Done: ${count(templates, 'photo')} and all that was computed from them are deleted, and your agreement is withdrawn.` };
    },
  });
}
