/** A student withdraws from the focus index: what was kept of them is deleted at once. */
import { z } from 'zod';
import type { Focus } from '../../src/focus/index.ts';
import { gatedTool, type Tool } from '../tool.ts';

export function withdrawFocusTool(rooms: { focus: Focus }): Tool {
  return gatedTool({
    name: 'stop_focus',
    summary:
      'Withdraw from the focus index and delete what was kept of this student, for good. Shown first and confirmed by the person.',
    example: 'stop my focus index',
    permission: 'focus.own',
    input: z.object({}),
    planSchema: z.object({}),
    preview: async () => ({
      kind: 'confirm',
      plan: {},
      text: 'This withdraws your agreement and deletes the focus figures that were kept of you, for good. Shall I?',
    }),
    run: async ({ actor }) => {
      await rooms.focus.withdraw(actor);
      return { text: 'Your agreement is withdrawn, and no focus figures of yours are kept.' };
    },
  });
}
