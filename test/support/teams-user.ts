/** People in Teams for tests, who write, attach and press there. Deliveries carry really signed tokens. */
import { randomUUID } from 'node:crypto';
import { isNotification } from './notifications.ts';
import { appId, privateOf, tenantId, type FakeTeams, type Shown } from './teams.ts';
import { until } from './until.ts';

export type TeamsUser = ReturnType<typeof createTeamsUser>;

/** Somebody in Teams, at a service that listens at `url`. */
export function createTeamsUser(teams: FakeTeams, url: () => string, name: string) {
  const aadObjectId = `aad-${name}`;
  const conversation = privateOf(`29:${name}`);
  let seen = 0;

  const activity = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    type: 'message',
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl,
    text: '',
    from: { id: `29:${name}`, name, aadObjectId },
    recipient: { id: `28:${appId}`, name: 'Muster' },
    conversation: { id: conversation, conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    ...more,
  });

  const send = (
    body: Record<string, unknown> | string,
    authorization: string | undefined = `Bearer ${teams.token()}`,
  ): Promise<Response> =>
    fetch(`${url()}/api/messages`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    });

  function attach(files: readonly { data: Buffer; name?: string; afterMs?: number }[]): unknown[] {
    return files.map(({ data, name: fileName = 'photo.jpg', afterMs = 0 }) => {
      const id = randomUUID();
      teams.downloads.set(id, { data, needsToken: false, afterMs });
      return {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: fileName,
        content: { downloadUrl: `${teams.origin}/files/${id}`, uniqueId: id, fileType: fileName.split('.').at(-1) },
      };
    });
  }

  function paste(data: Buffer): unknown {
    const id = randomUUID();
    teams.downloads.set(id, { data, needsToken: true, afterMs: 0 });
    return { contentType: 'image/*', contentUrl: `${teams.origin}/files/${id}` };
  }

  const hear = (): Promise<Shown> =>
    until(() => {
      const next = teams.seenIn(conversation).filter((shown) => !isNotification(shown))[seen];
      if (next) seen += 1;
      return next;
    });

  async function deliver(body: Record<string, unknown>): Promise<void> {
    const response = await send(body);
    if (response.status !== 200) throw new Error(`Teams was answered ${response.status}`);
  }

  async function say(text: string, photos: readonly Buffer[] = [], more: Record<string, unknown> = {}): Promise<Shown> {
    await deliver(
      activity({
        text,
        ...(photos.length > 0 ? { attachments: attach(photos.map((data) => ({ data }))) } : {}),
        ...more,
      }),
    );
    return hear();
  }

  const pressed = (on: Shown, label: string): Record<string, unknown> => {
    const button = on.buttons.find((one) => one.label === label);
    if (!button) throw new Error(`There is no button "${label}" in: ${on.text}`);
    return activity({ value: button.data, replyToId: on.id });
  };

  async function press(on: Shown, label: string): Promise<Shown> {
    await deliver(pressed(on, label));
    return hear();
  }

  return { name, aadObjectId, conversation, activity, send, attach, paste, hear, deliver, say, press, pressed };
}
