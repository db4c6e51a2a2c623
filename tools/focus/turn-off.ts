/** An admin turns the focus index of a class off; its figures go with it. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Focus } from '../../src/focus/index.ts';
import { classArgument, count } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function turnOffFocusTool(rooms: { focus: Focus; classes: Classes }): Tool {
  return gatedTool({
    name: 'turn_off_focus',
    summary: 'Turn the focus index of a class off and delete its figures. Shown first and confirmed by the person.',
    example: 'turn off focus for CS101',
    permission: 'focus.turnOn',
    input: z.object({ class: classArgument }),
    planSchema: z.object({ classId: z.uuid(), code: z.string() }),
    preview: async ({ actor }, args) => {
      const view = await rooms.classes.resolve(actor, args.class);
      const { isOn, sentence } = await rooms.focus.readState(actor, view.id);
      if (!isOn) return { kind: 'answer', result: { text: sentence } };
      return {
        kind: 'confirm',
        text: words.shallITurnTheFocusIndexOff(view.code),
        plan: { classId: view.id, code: view.code },
      };
    },
    run: async ({ actor }, { classId, code }) => {
      const deleted = await rooms.focus.turnOff(actor, classId);
      return { text: words.theFocusIndexOfIsOff({ code, deleted: count(deleted, 'photo') }) };
    },
  });
}
