/** How a chat account is linked: a code on the page, which only its person reads; in chat, who one is there. */
import { z } from 'zod';
import type { LinkedAccounts } from '../../src/accounts/index.ts';
import { formatTime } from '../arguments.ts';
import { reversibleTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

export function linkAccountTool(rooms: { accounts: LinkedAccounts }): Tool {
  // Not a reading: its words are shown as they are, and no provider's model gets to see the code.
  return reversibleTool({
    name: 'link_account',
    summary: "How to link the person's Slack or Teams account to them. On the web page it makes a fresh code.",
    example: 'link my Slack account',
    permission: 'account.use',
    input: z.object({}),
    run: async ({ actor, channel, timeZone }) => {
      if (channel !== 'web') return { text: words.thisAccountIsLinkedToYou(actor.name) };
      const { code, expiresAt } = await rooms.accounts.issueCode(actor);
      return {
        text: words.openADirectMessageWithMuster({ code, expiresAt: formatTime(expiresAt, timeZone) }),
      };
    },
  });
}
