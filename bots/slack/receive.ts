/** Slack's deliveries, over HTTP or Socket Mode: verified, stored, and only then acknowledged. */
import { App, ExpressReceiver, type Receiver, type ReceiverEvent } from '@slack/bolt';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { Router, type RequestHandler } from 'express';
import type { Inbox } from '../../src/delivery/inbox/index.ts';
import type { Log } from '../../src/kernel/log.ts';
import { readText } from './heard-text.ts';
import {
  slackCommandSchema,
  slackEventSchema,
  slackPressSchema,
  type SlackInbound,
  type SlackEvent,
} from './slack-event.ts';
import { toSlackLogger } from './slack-log.ts';

export interface SlackReceiverSettings {
  readonly botToken: string;
  readonly signingSecret: string | undefined;
  readonly appToken: string | undefined;
  readonly apiUrl: string | undefined;
}

/** Slack says how old a request may be; Bolt refuses the old ones only. */
const maxSkewS = 300;
const maxBodyBytes = 1024 * 1024;
/** Of all the kinds of messages, those that a person wrote. */
const writtenSubtypes = new Set([undefined, 'file_share', 'thread_broadcast']);

export function createSlackReceiver(deps: { settings: SlackReceiverSettings; inbound: Inbox; log: Log }) {
  const { settings, inbound } = deps;
  const logger = toSlackLogger(deps.log);
  const http =
    settings.appToken === undefined
      ? new ExpressReceiver({
          signingSecret: settings.signingSecret ?? '',
          endpoints: '/slack/events',
          processBeforeResponse: true,
          bodyLimit: maxBodyBytes,
          logger,
        })
      : undefined;
  const receiver = http ?? createSocketReceiver(settings.appToken ?? '', settings.apiUrl, logger, deps.log);
  // Who we are is settled by the token alone: asking Slack about it could fail, and turn good requests away.
  const app = new App({
    receiver,
    authorize: () => Promise.resolve({ botToken: settings.botToken }),
    ignoreSelf: false,
    convoStore: false,
    logger,
    processBeforeResponse: true,
  });

  const store = (heard: SlackInbound, keys: { message: string; event?: string }): Promise<boolean> =>
    inbound.receive({
      channel: 'slack',
      messageKey: keys.message,
      senderKey: `slack:${heard.team}:${heard.user}`,
      payload: heard,
      ...(keys.event === undefined ? {} : { eventKey: keys.event }),
    });

  for (const type of ['message', 'app_mention'] as const) {
    app.event(type, async ({ event, body }) => {
      const seen = slackEventSchema.parse(event);
      const heard = readMessage(seen, body.team_id);
      // A mention in a channel comes twice, as a message and as a mention, and Slack repeats either under new ids: one
      // key for all.
      if (heard)
        await store(heard, { message: `message:${body.team_id}:${heard.channel}:${heard.ts}`, event: body.event_id });
    });
  }
  app.event('app_home_opened', async ({ event, body }) => {
    const seen = slackEventSchema.parse(event);
    if (seen.user && seen.tab === 'home')
      await store(
        { kind: 'home', team: body.team_id, user: seen.user },
        { message: `home:${body.event_id}`, event: body.event_id },
      );
  });
  app.event('assistant_thread_started', async ({ event, body }) => {
    const thread = slackEventSchema.parse(event).assistant_thread;
    if (!thread) return;
    await store(
      {
        kind: 'assistant',
        team: body.team_id,
        user: thread.user_id,
        channel: thread.channel_id,
        threadTs: thread.thread_ts,
      },
      { message: `assistant:${thread.channel_id}:${thread.thread_ts}`, event: body.event_id },
    );
  });
  app.action(/^/, async ({ action, body, ack }) => {
    const { action_id: actionId, action_ts: actionTs } = action as { action_id: string; action_ts: string };
    const press = slackPressSchema.parse(body);
    const team = press.user.team_id ?? press.team?.id;
    const { message_ts: ts, is_ephemeral: isEphemeral = false } = press.container ?? {};
    const threadTs = press.container?.thread_ts ?? press.message?.thread_ts;
    // Ours lie in messages: there is no other place where a button would be answered.
    if (team && press.channel) {
      await store(
        {
          kind: 'press',
          team,
          user: press.user.id,
          channel: press.channel.id,
          isDirect: press.channel.id.startsWith('D'),
          actionId,
          ...(threadTs ? { threadTs } : {}),
          ...(press.response_url ? { responseUrl: press.response_url } : {}),
          ...(ts ? { pressed: { ts, isEphemeral, text: press.message?.text ?? '' } } : {}),
        },
        { message: `press:${team}:${press.user.id}:${actionId}:${actionTs}` },
      );
    }
    await ack();
  });
  app.command('/muster', async ({ body, ack }) => {
    const command = slackCommandSchema.parse(body);
    await store(
      {
        kind: 'command',
        team: command.team_id,
        user: command.user_id,
        channel: command.channel_id,
        text: readText(command.text),
        responseUrl: command.response_url,
      },
      { message: `command:${command.trigger_id}` },
    );
    await ack();
  });

  return {
    ...(http ? { router: Router().use('/slack/events', refuseSkewed).use(http.router) } : {}),
    /** Nobody waits for Slack: the client goes on trying to connect, and the register works without it. */
    start: (): Promise<void> => {
      if (!http)
        receiver
          .start()
          .catch((error: unknown) =>
            deps.log.error({ err: error }, 'Slack refuses the connection of Socket Mode; is SLACK_APP_TOKEN right?'),
          );
      return Promise.resolve();
    },
    stop: async (): Promise<void> => {
      if (!http) await receiver.stop();
    },
  };
}

/**
 * A person's message to us: in a direct conversation, or one that mentions us. Bots are never answered, edits and
 * deletions are left alone.
 */
function readMessage(event: SlackEvent, installedTeam: string): Extract<SlackInbound, { kind: 'message' }> | undefined {
  const isDirect = event.channel_type === 'im' || (event.channel?.startsWith('D') ?? false);
  const isToUs = event.type === 'app_mention' || isDirect;
  if (!isToUs || event.bot_id !== undefined || event.hidden === true || !writtenSubtypes.has(event.subtype))
    return undefined;
  if (!event.user || !event.channel || !event.ts) return undefined;
  return {
    kind: 'message',
    team: event.user_team ?? event.team ?? installedTeam,
    user: event.user,
    channel: event.channel,
    ts: event.ts,
    isDirect,
    ...(event.thread_ts ? { threadTs: event.thread_ts } : {}),
    text: readText(event.text),
    files: event.files.map(({ name, mimetype, size, url_private_download: download, url_private: url }) => ({
      name: name ?? 'file',
      mimeType: mimetype ?? '',
      sizeBytes: size ?? 0,
      url: download ?? url ?? '',
    })),
  };
}

/** Refuses what Bolt lets pass: a time that is yet to come, and any version of the signature but v0. */
const refuseSkewed: RequestHandler = (req, res, next) => {
  const sentAtS = Number(req.get('x-slack-request-timestamp') ?? Number.NaN);
  const isFresh = Math.abs(Date.now() / 1000 - sentAtS) <= maxSkewS;
  const isKnownVersion = (req.get('x-slack-signature') ?? '').startsWith('v0=');
  if (isFresh && isKnownVersion) next();
  else res.status(401).end();
};

/** Bolt's own receiver for Socket Mode acknowledges events before anybody has stored them. */
function createSocketReceiver(
  appToken: string,
  apiUrl: string | undefined,
  logger: ReturnType<typeof toSlackLogger>,
  log: Log,
): Receiver {
  const client = new SocketModeClient({
    appToken,
    logger,
    logLevel: LogLevel.WARN,
    ...(apiUrl ? { clientOptions: { slackApiUrl: apiUrl } } : {}),
  });
  return {
    init: (app) => {
      client.on(
        'slack_event',
        ({
          body,
          ack,
          retry_num: retryNum,
        }: {
          body: ReceiverEvent['body'];
          ack: (response?: unknown) => Promise<void>;
          retry_num?: number;
        }) => {
          const event: ReceiverEvent = {
            body,
            ack: () => Promise.resolve(),
            ...(retryNum === undefined ? {} : { retryNum }),
          };
          // What is not acknowledged comes again.
          app.processEvent(event).then(
            () => ack(),
            (error: unknown) => log.warn({ err: error }, 'a Slack delivery could not be stored'),
          );
        },
      );
    },
    start: () => client.start(),
    stop: () => client.disconnect(),
  };
}
