/** Teams' deliveries at POST /api/messages: verified by botbuilder, stored, and only then acknowledged. */
import { TurnContext, type Activity } from 'botbuilder';
import { json, Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { TeamsSettings } from './teams-settings.ts';
import type { Inbox } from '../../src/delivery/inbox/index.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { TeamsAdapter } from './adapter.ts';
import {
  activitySchema,
  consentSchema,
  downloadSchema,
  pressSchema,
  type TeamsInbound,
  type Reference,
  type TeamsActivity,
} from './teams-event.ts';

/**
 * Hosts that Teams is reached at; our token goes to no other, whatever an activity says. Under trafficmanager.net
 * anybody may have a name.
 */
const serviceHosts = [
  'smba.trafficmanager.net',
  '.botframework.com',
  '.teams.microsoft.com',
  '.teams.microsoft.us',
  '.botframework.azure.us',
];
const fileInfo = 'application/vnd.microsoft.teams.file.download.info';

export function createTeamsReceiver(deps: {
  settings: TeamsSettings;
  adapter: TeamsAdapter;
  inbound: Inbox;
  log: Log;
  believedOrigins: readonly string[];
}): Router {
  const { settings, adapter } = deps;

  async function receive(req: Request, res: Response): Promise<void> {
    const parsed = activitySchema.safeParse(req.body);
    if (!parsed.success) return void res.status(400).end();
    const activity = parsed.data;
    if (!mayServe(activity.serviceUrl)) return void res.status(403).end();
    let status = 200;
    const isReal = await adapter.verify(req.get('authorization') ?? '', req.body as Activity, async () => {
      if (!isOurTenant(activity)) return void (status = 403);
      const heard = read(activity, req.body as Activity);
      if (heard) await store(heard, activity);
    });
    res.status(isReal ? status : 401).end();
  }

  function mayServe(serviceUrl: string): boolean {
    if (!URL.canParse(serviceUrl)) return false;
    const { protocol, hostname, origin } = new URL(serviceUrl);
    const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
    if (deps.believedOrigins.includes(origin) || (adapter.isAnonymous && isLoopback)) return true;
    return (
      protocol === 'https:' &&
      serviceHosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host))
    );
  }

  const tenantOf = (activity: TeamsActivity): string | undefined =>
    activity.channelData?.tenant?.id ??
    activity.conversation.tenantId ??
    (adapter.isAnonymous ? 'playground' : undefined);

  /** Both places that name the tenant must agree, and on ours where the bot is of one tenant. */
  function isOurTenant(activity: TeamsActivity): boolean {
    const named = [activity.channelData?.tenant?.id, activity.conversation.tenantId].filter((id) => id !== undefined);
    if (named.some((id) => id !== tenantOf(activity))) return false;
    return settings.appType === 'MultiTenant' || adapter.isAnonymous || tenantOf(activity) === settings.tenantId;
  }

  async function store(heard: TeamsInbound, activity: TeamsActivity): Promise<void> {
    // Teams delivers again after fifteen seconds, under the same id.
    const key = activity.id ?? `${activity.type}:${heard.kind}`;
    await deps.inbound.receive({
      channel: 'teams',
      messageKey: `${heard.kind}:${activity.conversation.id}:${key}`,
      senderKey: `teams:${heard.tenantId}:${heard.userId}`,
      payload: heard,
    });
  }

  function read(activity: TeamsActivity, raw: Activity): TeamsInbound | undefined {
    const isBot =
      activity.from.role === 'bot' || activity.from.id.startsWith('28:') || activity.from.id === activity.recipient.id;
    const tenantId = tenantOf(activity);
    // Who somebody is is their id in the directory; outside it only the development switch believes a name.
    const userId = activity.from.aadObjectId ?? (adapter.isAnonymous ? activity.from.id : undefined);
    if (isBot || tenantId === undefined || userId === undefined) return undefined;
    const { conversationType, isGroup } = activity.conversation;
    const common = {
      tenantId,
      userId,
      isPersonal: (conversationType ?? (isGroup ? 'groupChat' : 'personal')) === 'personal',
      reference: referenceOf(activity),
    };
    if (activity.type === 'message') return readMessage(activity, raw, common);
    if (activity.type === 'invoke' && activity.name === 'fileConsent/invoke') return readConsent(activity, common);
    const isAdded =
      activity.type === 'conversationUpdate' &&
      activity.membersAdded.some((member) => member.id === activity.recipient.id);
    return isAdded && common.isPersonal ? { kind: 'installed', ...common } : undefined;
  }

  return Router()
    .post('/api/messages', json({ limit: '1mb' }), receive)
    .use('/api/messages', refuseBroken);
}

type Common = Pick<TeamsInbound, 'tenantId' | 'userId' | 'isPersonal' | 'reference'>;

function readMessage(activity: TeamsActivity, raw: Activity, common: Common): TeamsInbound {
  const press = pressSchema.safeParse(activity.value);
  if (press.success) {
    return {
      kind: 'press',
      ...common,
      actionId: press.data.musterAction,
      said: press.data.said,
      ...(activity.replyToId ? { cardId: activity.replyToId } : {}),
    };
  }
  const spoken = TurnContext.removeRecipientMention(raw) as string | undefined;
  const text = (spoken ?? activity.text ?? '').trim();
  const mentions = (activity.entities ?? []).flatMap(({ type, text: written, mentioned }) =>
    type === 'mention' && written && mentioned?.aadObjectId ? [{ text: written, userId: mentioned.aadObjectId }] : [],
  );
  const files = activity.attachments.flatMap(({ contentType, contentUrl, name, content }) => {
    const download = contentType === fileInfo ? downloadSchema.safeParse(content) : undefined;
    if (download?.success)
      return [
        {
          name: name ?? 'file',
          mimeType: download.data.fileType ?? '',
          url: download.data.downloadUrl,
          isPasted: false,
        },
      ];
    return contentType.startsWith('image/') && contentUrl
      ? [{ name: name ?? 'image', mimeType: contentType, url: contentUrl, isPasted: true }]
      : [];
  });
  return { kind: 'message', ...common, text, mentions, files };
}

function readConsent(activity: TeamsActivity, common: Common): TeamsInbound | undefined {
  const consent = consentSchema.safeParse(activity.value);
  if (!consent.success) return undefined;
  const { action, context, uploadInfo } = consent.data;
  return {
    kind: 'consent',
    ...common,
    isAccepted: action === 'accept',
    fileId: context.fileId,
    ...(activity.replyToId ? { cardId: activity.replyToId } : {}),
    ...(uploadInfo
      ? {
          upload: {
            url: uploadInfo.uploadUrl,
            contentUrl: uploadInfo.contentUrl,
            name: uploadInfo.name,
            uniqueId: uploadInfo.uniqueId,
            fileType: uploadInfo.fileType,
          },
        }
      : {}),
  };
}

function referenceOf({ serviceUrl, channelId, recipient, from, conversation }: TeamsActivity): Reference {
  return {
    serviceUrl,
    channelId,
    bot: recipient,
    user: { id: from.id, ...(from.aadObjectId ? { aadObjectId: from.aadObjectId } : {}) },
    conversation,
  };
}

/** A body that cannot be read is the sender's fault; anything else goes on to the service's own error handler. */
const refuseBroken: ErrorRequestHandler = (error: { status?: number }, _req, res, next) => {
  if (error.status === 400 || error.status === 413) res.status(error.status).end();
  else next(error);
};
