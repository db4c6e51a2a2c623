/** The person takes their chat account back: from then on it is a stranger's. */
import { z } from 'zod';
import type { LinkedAccounts } from '../../src/accounts/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { gatedTool, type Tool } from '../tool.ts';
import { words } from './words/en.ts';

const names: Readonly<Record<string, string>> = { slack: 'Slack', teams: 'Teams' };

export function unlinkAccountTool(rooms: { accounts: LinkedAccounts }): Tool {
  return gatedTool({
    name: 'unlink_account',
    summary: 'Unlink the chat account that the person writes from. Shown first and confirmed by the person.',
    example: 'unlink my account',
    permission: 'account.use',
    input: z.object({}),
    planSchema: z.object({ accountIds: z.array(z.uuid()), platform: z.string() }),
    preview: async ({ actor, channel }) => {
      const own = (await rooms.accounts.listOwn(actor)).filter(
        (account) => channel === 'web' || account.platform === channel,
      );
      if (own.length === 0) return { kind: 'answer', result: { text: words.noChatAccountOfYours } };
      const platform = [...new Set(own.map((account) => names[account.platform] ?? account.platform))].join(' and ');
      return {
        kind: 'confirm',
        text: words.shallIUnlinkYourAccountUntil(platform),
        plan: { accountIds: own.map((account) => account.id), platform },
      };
    },
    run: async ({ actor }, { accountIds, platform }) => {
      for (const id of accountIds) await rooms.accounts.unlink(actor, id).catch(ignoreGone);
      return { text: words.yourAccountIsUnlinked(platform) };
    },
  });
}

/** Somebody may have unlinked it on the page in between: that is what was asked for. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'notFound') throw error;
}
