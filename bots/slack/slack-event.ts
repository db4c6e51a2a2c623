/** What is stored of a Slack delivery: as little as answering it takes. */
import { z } from 'zod';

const who = {
  /** The workspace that the sender belongs to, as Slack vouches for it. */
  team: z.string().min(1),
  user: z.string().min(1),
};
const place = { channel: z.string().min(1), threadTs: z.string().optional() };
const file = z.object({ name: z.string(), mimeType: z.string(), sizeBytes: z.number(), url: z.string() });

export const slackInboundSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...who,
    ...place,
    ts: z.string(),
    isDirect: z.boolean(),
    text: z.string(),
    files: z.array(file),
  }),
  z.object({ kind: z.literal('command'), ...who, channel: z.string(), text: z.string(), responseUrl: z.string() }),
  z.object({
    kind: z.literal('press'),
    ...who,
    ...place,
    isDirect: z.boolean(),
    actionId: z.string(),
    responseUrl: z.string().optional(),
    /** The message with the button; absent when Slack did not say. */
    pressed: z.object({ ts: z.string(), isEphemeral: z.boolean(), text: z.string() }).optional(),
  }),
  z.object({ kind: z.literal('home'), ...who }),
  z.object({ kind: z.literal('assistant'), ...who, channel: z.string(), threadTs: z.string() }),
]);
export type SlackInbound = z.infer<typeof slackInboundSchema>;
export type HeardMessage = Extract<SlackInbound, { kind: 'message' }>;
export type HeardPress = Extract<SlackInbound, { kind: 'press' }>;

/** What we rely on of Slack's own shapes; anything else in them is ignored. */
export const slackEventSchema = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  channel_type: z.string().optional(),
  bot_id: z.string().optional(),
  hidden: z.boolean().optional(),
  user: z.string().optional(),
  user_team: z.string().optional(),
  team: z.string().optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  tab: z.string().optional(),
  files: z
    .array(
      z.object({
        name: z.string().nullish(),
        mimetype: z.string().nullish(),
        size: z.number().nullish(),
        url_private_download: z.string().optional(),
        url_private: z.string().optional(),
      }),
    )
    .default([]),
  assistant_thread: z.object({ user_id: z.string(), channel_id: z.string(), thread_ts: z.string() }).optional(),
});
export type SlackEvent = z.infer<typeof slackEventSchema>;

export const slackPressSchema = z.object({
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  /** None where a button was pressed that lies in no conversation. */
  channel: z.object({ id: z.string(), name: z.string().optional() }).nullish(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  container: z
    .object({
      message_ts: z.string().optional(),
      thread_ts: z.string().optional(),
      is_ephemeral: z.boolean().optional(),
    })
    .nullish(),
  message: z.object({ text: z.string().default(''), thread_ts: z.string().optional() }).nullish(),
});

export const slackCommandSchema = z.object({
  team_id: z.string(),
  user_id: z.string(),
  channel_id: z.string(),
  text: z.string().default(''),
  response_url: z.string(),
  trigger_id: z.string(),
});
