/** Who the assistant talks to, and what this person can ask it for. */
import { z } from 'zod';
import { isEverAllowed } from '../../src/security/access/index.ts';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Guardians } from '../../src/school/people/index.ts';
import { readTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const shownClasses = 20;

/** `others` are the tools that help tells of besides this one; it shows those that the person may use. */
export function whoAmITool(rooms: { classes: Classes; guardians: Guardians }, others: () => readonly Tool[]): Tool {
  return readTool({
    name: 'who_am_i',
    summary:
      'Who the person is to Muster, their classes, and what they can ask for. Also the answer to "help" and greetings.',
    example: 'help',
    permission: 'chat.use',
    input: z.object({}),
    run: async ({ actor }) => {
      const [views, wards] =
        actor.role === 'guardian'
          ? [[], await rooms.guardians.listWards(actor)]
          : [await rooms.classes.listOwn(actor), []];
      const usable = others().filter((tool) => isEverAllowed(actor, tool.permission));
      const classes =
        views.length > 0
          ? words.yourClasses({
              list: views
                .slice(0, shownClasses)
                .map((view) => `${view.code} ${view.title}`)
                .join(', '),
              rest: views.length > shownClasses ? words.andMore(views.length - shownClasses) : '',
            })
          : words.youHaveNoClassesYet;
      const students =
        wards.length > 0 ? words.youStandInFor(wards.map(({ name }) => name).join(', ')) : words.noStudentIsLinkedToYou;
      const text = [
        words.youAre({ name: actor.name, role: actor.role, rest: actor.role === 'guardian' ? students : classes }),
        words.youCanSayForExample,
        ...usable.map((tool) => `• ${tool.example}`),
      ].join('\n');
      return { text, data: { name: actor.name, role: actor.role, classes: views.map((view) => view.code) } };
    },
  });
}
