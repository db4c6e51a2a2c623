/** The Slack edge: what Slack delivers becomes a turn, and its reply goes where only the person who asked reads it. */
import type { Actor, PlatformAccount } from '../../src/security/access/index.ts';
import type { LinkedAccounts } from '../../src/accounts/index.ts';
import type { TodaySession } from '../../src/attendance/register/index.ts';
import type { Inbox, InboundMessage } from '../../src/delivery/inbox/index.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { MessageHandler } from '../message-handler.ts';
import type { ChatAdapter } from '../chat-adapter.ts';
import { toWords } from './blocks.ts';
import { slackInboundSchema, type SlackInbound } from './slack-event.ts';
import { nameMentions } from './heard-text.ts';
import { homeOf, homeOfStranger, promptsOf } from './home.ts';
import { createSlackReceiver, type SlackReceiverSettings } from './receive.ts';
import { createReplySender, type ReplyTarget, type SpeakerDeps } from './reply-sender.ts';
import { createSlackApi } from './web-client.ts';
import { words } from './words/en.ts';

export function createSlackEdge(
  deps: Pick<SpeakerDeps, 'fetcher' | 'readFile'> & {
    settings: SlackReceiverSettings;
    inbound: Inbox;
    answering: MessageHandler;
    accounts: LinkedAccounts;
    clock: Clock;
    log: Log;
    readToday: (actor: Actor) => Promise<TodaySession[]>;
    /** That of the person's own campus. */
    timeZoneOf: (personId: string) => Promise<string>;
    howToLink: () => string;
  },
): ChatAdapter {
  const { settings, accounts } = deps;
  const api = createSlackApi({ ...settings, log: deps.log });
  const speakerDeps: SpeakerDeps = {
    ...deps,
    api,
    botToken: settings.botToken,
    apiOrigin: settings.apiUrl && new URL(settings.apiUrl).origin,
  };
  const receiver = createSlackReceiver(deps);

  async function answer(message: InboundMessage): Promise<void> {
    const heard = slackInboundSchema.parse(message.payload);
    if (heard.kind === 'home') return publishHome(heard);
    if (heard.kind === 'assistant') return greet(heard);
    const place = placeOf(heard);
    const common = {
      account: accountOf(heard),
      placeKey: [heard.team, place.channel, ...(place.threadTs ? [place.threadTs] : [])].join(':'),
      isPrivate: place.isDirect || heard.kind === 'command',
    };
    const said =
      heard.kind === 'press'
        ? { kind: 'press' as const, actionId: heard.actionId }
        : { kind: 'message' as const, text: await nameMentions(heard.text, (user) => nameOf(heard.team, user)) };
    return deps.answering.answer(
      message,
      { ...common, ...said },
      createReplySender(speakerDeps, message, heard, place),
    );
  }

  const nameOf = async (team: string, user: string): Promise<string | undefined> =>
    (await accounts.find(accountOf({ team, user })))?.name;

  async function publishHome(heard: SlackInbound): Promise<void> {
    const actor = await accounts.find(accountOf(heard));
    const blocks = actor
      ? homeOf(actor, await deps.readToday(actor), {
          now: deps.clock.now(),
          timeZone: await deps.timeZoneOf(actor.personId),
        })
      : homeOfStranger(deps.howToLink());
    await api.call((slack) => slack.views.publish({ user_id: heard.user, view: { type: 'home', blocks } }));
  }

  async function greet({ channel, threadTs, ...heard }: Extract<SlackInbound, { kind: 'assistant' }>): Promise<void> {
    const actor = await accounts.find(accountOf(heard));
    if (actor)
      await api.call((slack) =>
        slack.assistant.threads.setSuggestedPrompts({
          channel_id: channel,
          thread_ts: threadTs,
          title: words.youCouldAsk,
          prompts: promptsOf(actor.role),
        }),
      );
    else
      await api.call((slack) =>
        slack.chat.postMessage({ channel, thread_ts: threadTs, ...toWords({ text: deps.howToLink(), actions: [] }) }),
      );
  }

  return {
    platform: 'slack',
    ...(receiver.router ? { router: receiver.router } : {}),
    answer,
    notify: async ({ userId }, { text }) => {
      const channel = await api.openDirect(userId);
      await api.call((slack) => slack.chat.postMessage({ channel, ...toWords({ text, actions: [] }) }));
    },
    start: receiver.start,
    stop: receiver.stop,
  };
}

const accountOf = ({ team, user }: { team: string; user: string }): PlatformAccount => ({
  platform: 'slack',
  tenantId: team,
  userId: user,
});

function placeOf(heard: Exclude<SlackInbound, { kind: 'home' | 'assistant' }>): ReplyTarget {
  const { user, channel } = heard;
  if (heard.kind === 'command')
    return { user, channel, threadTs: undefined, isDirect: false, responseUrl: heard.responseUrl };
  // A button in a channel is one that only its reader sees; what follows from it is said the same way.
  const responseUrl = heard.kind === 'press' && !heard.isDirect ? heard.responseUrl : undefined;
  return { user, channel, threadTs: heard.threadTs, isDirect: heard.isDirect, responseUrl };
}
