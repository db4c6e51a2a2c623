/** A student withdraws from the focus index: what was kept of them is deleted at once. */
import { z } from 'zod';
import type { Focus } from '../../src/focus/index.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

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
      text: words.thisWithdrawsYourAgreementAndDeletes,
    }),
    run: async ({ actor }) => {
      await rooms.focus.withdraw(actor);
      return { text: words.yourAgreementIsWithdrawnAndNo };
    },
  });
}
