/**
 * The Teams edge: what Teams delivers becomes a turn, and its reply goes to the private chat of the person who asked.
 */
import type { LinkedAccounts } from '../../src/accounts/index.ts';
import type { PlatformAccount } from '../../src/security/access/index.ts';
import type { TeamsSettings } from './teams-settings.ts';
import type { Inbox, InboundMessage } from '../../src/delivery/inbox/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { MessageHandler } from '../message-handler.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import { createTeamsAdapter, type Outgoing } from './adapter.ts';
import { fileCard, toActivity } from './cards.ts';
import { teamsInboundSchema, referenceSchema, type TeamsInbound } from './teams-event.ts';
import { readText } from './heard-text.ts';
import { createTeamsReceiver } from './receive.ts';
import { createReplySender, driveHosts, type SpeakerDeps } from './reply-sender.ts';
import { words } from './words/en.ts';

type Consent = Extract<TeamsInbound, { kind: 'consent' }>;

export function createTeamsEdge(
  deps: Omit<SpeakerDeps, 'adapter' | 'believedOrigins'> & {
    settings: TeamsSettings;
    inbound: Inbox;
    answering: MessageHandler;
    accounts: LinkedAccounts;
    log: Log;
    fileHosts: readonly string[];
    howToLink: () => string;
  },
): ChatAdapter {
  const { settings, accounts } = deps;
  const adapter = createTeamsAdapter(settings);
  const believedOrigins = deps.fileHosts.filter((entry) => entry.includes('://')).map((entry) => new URL(entry).origin);
  const speakerDeps: SpeakerDeps = { ...deps, adapter, believedOrigins };
  if (adapter.isAnonymous)
    deps.log.warn('TEAMS_ALLOW_ANONYMOUS: whoever reaches /api/messages is believed to be who they say');

  /** Nobody can be told when Teams takes no message for their chat any more, and no further try will mend it. */
  async function answer(message: InboundMessage): Promise<void> {
    try {
      await answerHeard(message, teamsInboundSchema.parse(message.payload));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'gone') throw error;
      deps.log.warn({ err: error, messageId: message.id }, 'an answer could not be said and was left');
    }
  }

  async function answerHeard(message: InboundMessage, heard: TeamsInbound): Promise<void> {
    const account = accountOf(heard);
    await answerKind(message, heard, account);
    // Behind the answer: nobody waits for it, and an account that was just linked is known by now.
    if (heard.isPersonal) await keepReference(account, heard);
  }

  const nameOf = async (tenantId: string, userId: string): Promise<string | undefined> =>
    (await accounts.find({ platform: 'teams', tenantId, userId }))?.name;

  async function answerKind(message: InboundMessage, heard: TeamsInbound, account: PlatformAccount): Promise<void> {
    if (heard.kind === 'installed') return greet(heard);
    if (heard.kind === 'consent') return settleConsent(heard);
    const said =
      heard.kind === 'press'
        ? { kind: 'press' as const, actionId: heard.actionId }
        : { kind: 'message' as const, text: await readText(heard, (userId) => nameOf(heard.tenantId, userId)) };
    const common = { account, placeKey: heard.reference.conversation.id, isPrivate: heard.isPersonal };
    return deps.answering.answer(message, { ...common, ...said }, createReplySender(speakerDeps, message, heard));
  }

  /** Where the person is reached for messages of our own accord; written only when it changed. */
  async function keepReference(account: PlatformAccount, { reference }: TeamsInbound): Promise<void> {
    const actor = await accounts.find(account);
    if (!actor) return;
    const own = (await accounts.listOf([actor.personId])).find(
      (one) => one.platform === 'teams' && one.userId === account.userId && one.tenantId === account.tenantId,
    );
    if (JSON.stringify(own?.reference) !== JSON.stringify(reference)) await accounts.keepReference(account, reference);
  }

  const send = (heard: Pick<TeamsInbound, 'reference'>, activity: Outgoing): Promise<unknown> =>
    adapter.speak(heard.reference, (context) => context.sendActivity(activity));
  const tell = (heard: Pick<TeamsInbound, 'reference'>, text: string): Promise<unknown> =>
    send(heard, { type: 'message', text, textFormat: 'plain' });

  async function greet(heard: TeamsInbound): Promise<void> {
    const actor = await accounts.find(accountOf(heard));
    await tell(heard, actor ? words.goodToSeeYouIAm(actor.name) : deps.howToLink());
  }

  async function settleConsent(heard: Consent): Promise<void> {
    const actor = await accounts.find(accountOf(heard));
    if (!actor) return void (await tell(heard, deps.howToLink()));
    await takeAway(heard);
    if (!heard.isAccepted || !heard.upload) return void (await tell(heard, words.veryWellTheFileWasNot));
    try {
      const file = await deps.readFile(heard.fileId);
      if (file.ownerId !== actor.personId) throw new AppError('notFound');
      await deps.fetcher.putFile(heard.upload.url, file.data, { hosts: driveHosts });
      await send(heard, fileCard(heard.upload));
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      await tell(heard, error.code === 'notFound' ? words.thatFileWasForSomebodyElse : error.publicMessage);
    }
  }

  /** A consent card that was answered only confuses. */
  async function takeAway({ reference, cardId }: Consent): Promise<void> {
    if (cardId === undefined) return;
    await adapter
      .speak(reference, (context) => context.deleteActivity(cardId))
      .catch((error: unknown) => deps.log.warn({ err: error }, 'an answered consent card could not be taken away'));
  }

  return {
    platform: 'teams',
    router: createTeamsReceiver({ ...deps, adapter, believedOrigins }),
    answer,
    notify: async ({ reference }, { text }) => {
      const parsed = referenceSchema.safeParse(reference);
      if (!parsed.success) throw new AppError('conflict', { detail: words.thisPersonHasNotWritten });
      await adapter.speak(parsed.data, (context) => context.sendActivity(toActivity({ text, actions: [] })));
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
}

const accountOf = ({ tenantId, userId }: TeamsInbound): PlatformAccount => ({ platform: 'teams', tenantId, userId });
