/** How messages of our own accord leave: by each chat platform that is connected, and by mail. */
import type { ChatAdapter } from '../../bots/chat-adapter.ts';
import type { Mailer, OutboundChannel, Sender } from '../delivery/notifications/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Modules } from './modules.ts';
import { words } from './words/en.ts';

export function buildSenders(
  { accounts, people }: Modules,
  edges: readonly ChatAdapter[],
  mailer: Mailer | undefined,
): Partial<Record<OutboundChannel, Sender>> {
  const byChat = edges.map((edge): [string, Sender] => [
    edge.platform,
    async (personId, message) => {
      const own = (await accounts.listOf([personId])).filter((account) => account.platform === edge.platform);
      if (own.length === 0) throw new AppError('notFound', { detail: words.noAccountIsLinkedAnyMore });
      for (const account of own) await edge.notify(account, message);
    },
  ]);
  const byMail: Sender = async (personId, { subject = 'Muster', text, to }) =>
    mailer?.send({ to: to ? { name: '', address: to } : await people.readAddress(personId), subject, text });
  return { ...Object.fromEntries(byChat), ...(mailer ? { mail: byMail } : {}) };
}
