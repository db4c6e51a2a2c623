/** Staff tell a class something; the words and how many will read them are shown first. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Announcements } from '../../src/school/announcements/index.ts';
import { classArgument, count } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const input = z.object({
  class: classArgument,
  text: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .describe('What the students shall read, word for word as the person said it.'),
});

const planSchema = z.object({ id: z.uuid(), classId: z.uuid(), code: z.string(), title: z.string(), text: z.string() });

export function announceTool(rooms: { announcements: Announcements; classes: Classes }): Tool {
  return gatedTool({
    name: 'announce',
    summary:
      'Send a message to all students of a class, such as another room or what to bring. Shown first and confirmed by the person; it cannot be taken back.',
    example: "tell CS101 that tomorrow's lecture is in hall B",
    permission: 'announcements.make',
    input,
    planSchema,
    preview: async ({ actor }, args) => {
      const view = await rooms.classes.resolve(actor, args.class);
      const roster = await rooms.classes.readRoster(actor, view.id);
      if (roster.length === 0)
        throw new AppError('conflict', {
          field: 'class',
          detail: words.hasNoStudentsYetNothing(view.code),
        });
      const title = words.messageFrom(actor.name).slice(0, 120);
      const text = args.text.replace(/^./u, (letter) => letter.toUpperCase());
      const plan = { id: newId(), classId: view.id, code: view.code, title, text };
      return {
        kind: 'confirm',
        plan,
        text: words.toOfOnceSentItCannot({ count: count(roster.length, 'student'), code: view.code, title, text }),
      };
    },
    run: async ({ actor }, { id, classId, code, title, text }) => {
      const { told } = await rooms.announcements.announce(actor, classId, { title, text }, id);
      return { text: words.sentToOf({ told: count(told, 'student'), code }) };
    },
  });
}
