/** Who signed up and waits to be let in. */
import { z } from 'zod';
import type { People } from '../../src/school/people/index.ts';
import { count } from '../arguments.ts';
import { readTool, type Tool } from '../tool.ts';
import { addressOf } from './address-of.ts';
import { words } from './words/en.ts';

const mostShown = 20;

export function approvalsTool(rooms: { people: People }): Tool {
  return readTool({
    name: 'approvals',
    summary: 'People who signed up and wait for an admin to let them in, those who came first at the top.',
    example: 'who is waiting for approval?',
    permission: 'people.approve',
    input: z.object({}),
    run: async ({ actor }) => {
      const { people, next } = await rooms.people.search(actor, { status: 'pending' }, mostShown, 'arrival');
      const data = people.map(({ name, email, emailStanding, role }) => ({ name, email, emailStanding, role }));
      if (people.length === 0) return { text: words.nobodyWaitsForApproval, data };
      const lines = people.map(
        (one) => `• ${one.name} (${one.role}), ${addressOf(one)}${tellLookAlikes(one.looksLike)}`,
      );
      const head =
        next === null
          ? words.forApproval(count(people.length, words.personWaits, words.peopleWait))
          : words.theFirstWhoWaitForApproval(people.length);
      return { text: [head, ...lines, words.sayForExampleApprove(people[0]!.name)].join('\n'), data };
    },
  });
}

const tellLookAlikes = (looksLike: readonly string[] = []): string =>
  looksLike.length === 0 ? '' : words.looksLikeOthers(looksLike.length);
