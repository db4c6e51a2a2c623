/** What is stored of a Teams activity: as little as answering it takes, and where to answer. */
import { z } from 'zod';

/** Where a conversation is reached; what botbuilder calls a conversation reference. */
export const referenceSchema = z.object({
  serviceUrl: z.string(),
  channelId: z.string(),
  bot: z.object({ id: z.string(), name: z.string().optional() }),
  user: z.object({ id: z.string(), aadObjectId: z.string().optional() }),
  conversation: z.object({
    id: z.string(),
    conversationType: z.string().optional(),
    tenantId: z.string().optional(),
    isGroup: z.boolean().optional(),
  }),
});
export type Reference = z.infer<typeof referenceSchema>;

const common = {
  tenantId: z.string().min(1),
  userId: z.string().min(1),
  isPersonal: z.boolean(),
  reference: referenceSchema,
};
const file = z.object({ name: z.string(), mimeType: z.string(), url: z.string(), isPasted: z.boolean() });

export const teamsInboundSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...common,
    /** Mentions stand in it as Teams writes them. */
    text: z.string(),
    mentions: z.array(z.object({ text: z.string(), userId: z.string() })).default([]),
    files: z.array(file),
  }),
  /** A card's button; `said` is what the card read, to leave it there without its buttons. */
  z.object({
    kind: z.literal('press'),
    ...common,
    actionId: z.string(),
    said: z.string(),
    cardId: z.string().optional(),
  }),
  z.object({
    kind: z.literal('consent'),
    ...common,
    isAccepted: z.boolean(),
    fileId: z.string(),
    upload: z
      .object({ url: z.string(), contentUrl: z.string(), name: z.string(), uniqueId: z.string(), fileType: z.string() })
      .optional(),
    cardId: z.string().optional(),
  }),
  z.object({ kind: z.literal('installed'), ...common }),
]);
export type TeamsInbound = z.infer<typeof teamsInboundSchema>;

/** What we rely on of an activity; anything else in it is ignored. */
export const activitySchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  text: z.string().nullish(),
  replyToId: z.string().optional(),
  channelId: z.string().default('msteams'),
  serviceUrl: z.string(),
  from: z.object({ id: z.string(), aadObjectId: z.string().optional(), role: z.string().optional() }),
  recipient: z.object({ id: z.string(), name: z.string().optional() }),
  conversation: z.object({
    id: z.string(),
    conversationType: z.string().optional(),
    tenantId: z.string().optional(),
    isGroup: z.boolean().optional(),
  }),
  channelData: z
    .object({ tenant: z.object({ id: z.string() }).optional() })
    .optional()
    .catch(undefined),
  attachments: z
    .array(
      z.object({
        contentType: z.string(),
        contentUrl: z.string().nullish(),
        name: z.string().nullish(),
        content: z.unknown().optional(),
      }),
    )
    .default([])
    .catch([]),
  entities: z
    .array(
      z.object({
        type: z.string(),
        text: z.string().nullish(),
        mentioned: z.object({ id: z.string(), aadObjectId: z.string().nullish() }).optional(),
      }),
    )
    .nullish()
    .catch([]),
  value: z.unknown().optional(),
  membersAdded: z
    .array(z.object({ id: z.string() }))
    .default([])
    .catch([]),
  action: z.string().optional(),
});
export type TeamsActivity = z.infer<typeof activitySchema>;

export const downloadSchema = z.object({ downloadUrl: z.string(), fileType: z.string().optional() });
export const pressSchema = z.object({ musterAction: z.string().max(60), said: z.string().default('') });
export const consentSchema = z.object({
  action: z.enum(['accept', 'decline']),
  context: z.object({ fileId: z.string() }),
  uploadInfo: z
    .object({
      uploadUrl: z.string(),
      contentUrl: z.string(),
      name: z.string(),
      uniqueId: z.string(),
      fileType: z.string(),
    })
    .optional(),
});
