/** A student joins a class by the code that its teacher gave out. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  code: z.string().trim().min(1).max(20).describe('The join code as the person wrote it: six letters and digits.'),
});

export function joinClassTool(rooms: { classes: Classes }): Tool {
  return reversibleTool({
    name: 'join_class',
    summary:
      'Put the student on the roster of the class that has this join code. Not the six-digit code of a check-in.',
    example: 'join 7KQ3MX',
    permission: 'classes.join',
    input,
    run: async ({ actor }, { code }) => {
      const { class: view, isNew } = await rooms.classes.join(actor, { code });
      if (!isNew) return { text: words.youAreInAlready({ code: view.code, title: view.title }) };
      return { text: words.youAreInNowToLeave({ code: view.code, title: view.title }) };
    },
  });
}
