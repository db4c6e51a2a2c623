/** People in Slack for tests, who write, upload and press there. Deliveries are really signed. */
import { createHmac, randomUUID } from 'node:crypto';
import { isNotification } from './notifications.ts';
import { directOf, signingSecret, team, type FakeSlack, type Shown } from './slack.ts';
import { until } from './until.ts';

/** Sends a body as Slack does. `over` spoils it. */
export function deliver(
  url: string,
  body: string,
  contentType: string,
  over: { secret?: string; atS?: number; version?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const at = String(over.atS ?? Math.floor(Date.now() / 1000));
  const version = over.version ?? 'v0';
  const signature = `${version}=${createHmac('sha256', over.secret ?? signingSecret)
    .update(`${version}:${at}:${body}`)
    .digest('hex')}`;
  return fetch(`${url}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': at,
      'x-slack-signature': signature,
      ...over.headers,
    },
  });
}

/** An event in the envelope that Slack puts it into. */
export const envelope = (event: Record<string, unknown>, eventId = `Ev${randomUUID()}`): Record<string, unknown> => ({
  type: 'event_callback',
  team_id: team,
  api_app_id: 'A1',
  event_id: eventId,
  event_time: 0,
  event,
});

export type SlackUser = ReturnType<typeof createSlackUser>;

/** Somebody in Slack, at a service that listens at `url` (asked each time, since a killed one comes back elsewhere). */
export function createSlackUser(slack: FakeSlack, url: () => string, user: string) {
  const channel = directOf(user);
  let seen = 0;

  async function send(event: Record<string, unknown>, eventId?: string): Promise<Response> {
    return deliver(url(), JSON.stringify(envelope(event, eventId)), 'application/json');
  }
  const message = (text: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
    type: 'message',
    channel_type: 'im',
    channel,
    user,
    team,
    ts: slack.nextTs(),
    text,
    ...more,
  });

  function attach(files: readonly { data: Buffer; name?: string; mimeType?: string }[]): Record<string, unknown> {
    return {
      subtype: 'file_share',
      files: files.map(({ data, name = 'photo.jpg', mimeType = 'image/jpeg' }) => {
        const id = randomUUID();
        slack.downloads.set(id, { data, mimeType });
        return {
          id,
          name,
          mimetype: mimeType,
          size: data.length,
          url_private: `${slack.origin}/files/${id}`,
          url_private_download: `${slack.origin}/files/${id}`,
        };
      }),
    };
  }

  /** The next thing that this person is shown, once it is no longer being worked on. */
  async function hear(): Promise<Shown> {
    return until(() => {
      const next = slack.seenBy(user).filter((shown) => !isNotification(shown))[seen];
      if (!next || next.text === 'Working on it…') return undefined;
      seen += 1;
      return next;
    });
  }

  async function say(text: string, photos: readonly Buffer[] = [], more: Record<string, unknown> = {}): Promise<Shown> {
    const response = await send(
      message(text, { ...(photos.length > 0 ? attach(photos.map((data) => ({ data }))) : {}), ...more }),
    );
    if (response.status !== 200) throw new Error(`Slack was answered ${response.status}`);
    return hear();
  }

  async function pressRaw(shown: Shown, actionId: string): Promise<Response> {
    const body = {
      type: 'block_actions',
      user: { id: user, team_id: team },
      team: { id: team },
      channel: { id: shown.channel },
      trigger_id: randomUUID(),
      response_url: `${slack.origin}/response/${encodeURIComponent([user, shown.channel, shown.ts].join('~'))}`,
      container: {
        type: 'message',
        message_ts: shown.ts,
        is_ephemeral: shown.to !== undefined,
        ...(shown.threadTs ? { thread_ts: shown.threadTs } : {}),
      },
      message: { text: shown.text, ts: shown.ts },
      actions: [
        {
          type: 'button',
          action_id: actionId,
          block_id: 'b',
          action_ts: slack.nextTs(),
          text: { type: 'plain_text', text: 'x' },
        },
      ],
    };
    return deliver(
      url(),
      new URLSearchParams({ payload: JSON.stringify(body) }).toString(),
      'application/x-www-form-urlencoded',
    );
  }

  async function press(shown: Shown, label: string): Promise<Shown> {
    const button = shown.buttons.find((one) => one.label === label);
    if (!button) throw new Error(`There is no button "${label}" in: ${shown.text}`);
    const response = await pressRaw(shown, button.id);
    if (response.status !== 200) throw new Error(`Slack was answered ${response.status}`);
    return hear();
  }

  async function command(text: string, inChannel = 'C0001'): Promise<Shown> {
    const form = new URLSearchParams({
      command: '/muster',
      text,
      team_id: team,
      user_id: user,
      channel_id: inChannel,
      trigger_id: randomUUID(),
      response_url: `${slack.origin}/response/${encodeURIComponent([user, inChannel].join('~'))}`,
    });
    const response = await deliver(url(), form.toString(), 'application/x-www-form-urlencoded');
    if (response.status !== 200) throw new Error(`Slack was answered ${response.status}`);
    return hear();
  }

  return { user, channel, send, message, attach, hear, say, press, pressRaw, command };
}
