/** An admin invites a class: everybody on the roster gets a mail that lets them in. */
import { z } from 'zod';
import type { Classes } from '../../src/school/classes/index.ts';
import type { Invitations } from '../../src/accounts/index.ts';
import { classArgument, count } from '../arguments.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function inviteClassTool(rooms: { classes: Classes; invitations: Invitations }): Tool {
  return gatedTool({
    name: 'invite_class',
    summary:
      'Mail every student of a class who cannot come in yet a link to choose a password, and a code for Slack or Teams where that is connected. Shown first and confirmed by the person.',
    example: 'invite CS101',
    permission: 'people.manage',
    input: z.object({ class: classArgument }),
    planSchema: z.object({ classId: z.uuid(), code: z.string() }),
    preview: async ({ actor }, args) => {
      const view = await rooms.classes.resolve(actor, args.class);
      const { invited, alreadyLinked, alreadyIn, withoutAddress } = await rooms.invitations.preview(
        actor,
        { classId: view.id },
        false,
      );
      const unreachable = withoutAddress > 0 ? words.ofItHaveNoAddress(count(withoutAddress, 'student')) : '';
      const linked = alreadyLinked > 0 ? words.ofItAreLinkedAlready(count(alreadyLinked, 'student')) : '';
      const settled = alreadyIn > 0 ? words.ofItHaveAPassword(count(alreadyIn, 'student')) : '';
      const left = linked + settled + unreachable;
      if (invited === 0)
        return {
          kind: 'answer',
          result: { text: words.nobodyIsLeftToInvite({ code: view.code, left }) },
        };
      return {
        kind: 'confirm',
        text: words.shallIInvite({ invited: count(invited, 'student'), code: view.code, left }),
        plan: { classId: view.id, code: view.code },
      };
    },
    run: async ({ actor }, { classId, code }) => {
      const { invited } = await rooms.invitations.invite(actor, { classId }, false);
      return {
        text: words.forOnTheWay({ invited: count(invited, 'invitation'), code, rest: invited === 1 ? 'is' : 'are' }),
      };
    },
  });
}
