/** An admin invites a class: everybody on the roster gets a mail with a code to link their chat account. */
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
      'Mail every student of a class a code to link their Slack or Teams account. Shown first and confirmed by the person.',
    example: 'invite CS101',
    permission: 'people.manage',
    input: z.object({ class: classArgument }),
    planSchema: z.object({ classId: z.uuid(), code: z.string() }),
    preview: async ({ actor }, args) => {
      const view = await rooms.classes.resolve(actor, args.class);
      const { invited, alreadyLinked, withoutAddress } = await rooms.invitations.preview(
        actor,
        { classId: view.id },
        false,
      );
      const unreachable = withoutAddress > 0 ? words.ofItHaveNoAddress(count(withoutAddress, 'student')) : '';
      const linked =
        alreadyLinked > 0
          ? words.ofItLinkedAlreadyAndLeft({
              alreadyLinked: count(alreadyLinked, 'student'),
              rest: alreadyLinked === 1 ? 'is' : 'are',
            })
          : '';
      if (invited === 0)
        return {
          kind: 'answer',
          result: { text: words.nobodyIsLeftToInvite({ code: view.code, linked: linked + unreachable }) },
        };
      return {
        kind: 'confirm',
        text: words.shallIMailOfACode({
          invited: count(invited, 'student'),
          code: view.code,
          linked: linked + unreachable,
        }),
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
