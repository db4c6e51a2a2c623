/** An admin prints a class's letters: one page for each student whom no mail reaches, to choose a password with. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Letters } from '../../src/office/letters/index.ts';
import { classArgument, count } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function printLettersTool(rooms: { classes: Classes; letters: Letters }): Tool {
  return gatedTool({
    name: 'print_letters',
    summary:
      'Letters to print (PDF, one page a student) for those of a class who have no password and no e-mail address, so that they can come in. Shown first and confirmed by the person.',
    example: 'letters for CS101',
    permission: 'people.manage',
    input: z.object({ class: classArgument }),
    planSchema: z.object({ classId: z.uuid(), code: z.string() }),
    preview: async ({ actor }, args) => {
      const { id, code } = await rooms.classes.resolve(actor, args.class);
      const letters = count(await rooms.letters.preview(actor, { classId: id }, false), 'letter');
      return { kind: 'confirm', text: words.shallIPrint({ letters, code }), plan: { classId: id, code } };
    },
    run: async ({ actor }, { classId, code }) => {
      const { letters, fileName, mimeType, data } = await rooms.letters.print(actor, { classId }, false);
      return {
        text: words.hereAreTheLetters({ letters: count(letters, 'letter'), code }),
        files: [{ name: fileName, mimeType, data }],
      };
    },
  });
}
