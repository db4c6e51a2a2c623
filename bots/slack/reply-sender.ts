/**
 * Slack's side of one message: fetching its files, showing that it is worked on, saying the answer so that only the
 * sender reads it.
 */
import { z } from 'zod';
import type { InboundMessage } from '../../src/delivery/inbox/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { OpenedFile } from '../../src/delivery/storage/index.ts';
import type { Speaker, Spoken } from '../message-handler.ts';
import type { FileFetcher } from '../fetch-file.ts';
import { maxFiles, type TurnFile } from '../chat-turn.ts';
import { toWords } from './blocks.ts';
import type { SlackInbound, HeardMessage } from './slack-event.ts';
import { slackFault, type SlackApi } from './web-client.ts';
import { words } from './words/en.ts';

export interface SpeakerDeps {
  api: SlackApi;
  fetcher: FileFetcher;
  readFile: (id: string) => Promise<OpenedFile>;
  log: Log;
  botToken: string;
  /** Origin of the Web API where it is not Slack's own. */
  apiOrigin: string | undefined;
}

/** Where an answer goes: into the direct conversation, or beside a channel where only the sender sees it. */
export interface ReplyTarget {
  readonly user: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly isDirect: boolean;
  /** Slack's address for answering a command or a press; good for half an hour. */
  readonly responseUrl: string | undefined;
}

/** What is remembered between tries, so that nothing is said twice. */
const noteSchema = z
  .object({
    /** The message that says "Working on it…" and is then updated. */
    workingTs: z.string().optional(),
    /** Posting has begun, so it may have happened. */
    isPosting: z.boolean().optional(),
    isSaid: z.boolean().optional(),
  })
  .catch({});
type Note = z.infer<typeof noteSchema>;

const maxFileBytes = 15 * 1024 * 1024;
const slackFileHosts = ['files.slack.com', 'slack-files.com'];
const working = words.workingOnIt;
const metadataType = 'muster_reply';

export function createReplySender(
  deps: SpeakerDeps,
  message: InboundMessage,
  heard: SlackInbound,
  place: ReplyTarget,
): Speaker {
  const { api } = deps;
  let note: Note = noteSchema.parse(message.note ?? {});

  async function remember(more: Note): Promise<void> {
    note = { ...note, ...more };
    await message.keepNote(note);
  }

  async function fetchFiles(): Promise<readonly TurnFile[]> {
    const files = heard.kind === 'message' ? heard.files : [];
    if (files.length > maxFiles)
      throw new AppError('invalidInput', { field: 'files', detail: words.pleaseSendPhotosAtMost(maxFiles) });
    return Promise.all(files.map(fetchOne));
  }

  async function fetchOne(file: HeardMessage['files'][number]): Promise<TurnFile> {
    if (file.sizeBytes > maxFileBytes) throw new AppError('fileTooLarge');
    const own = deps.apiOrigin === undefined ? [] : [deps.apiOrigin];
    const { data, mimeType } = await deps.fetcher.fetchFile(file.url, {
      hosts: slackFileHosts,
      token: deps.botToken,
      tokenHosts: ['files.slack.com', ...own],
    });
    // Without the right to read files Slack answers with its sign-in page.
    if (mimeType === 'text/html' && file.mimeType !== 'text/html') {
      deps.log.error(
        { missing: 'files:read' },
        'Slack does not let the app read files: add the scope and install the app again',
      );
      throw new AppError('invalidInput', {
        field: 'files',
        detail: words.slackDoesNotLetMeOpen,
      });
    }
    return { name: file.name, mimeType: file.mimeType || mimeType, data };
  }

  async function showWorking(): Promise<void> {
    if (!place.isDirect || note.workingTs !== undefined || note.isPosting) return;
    if (place.threadTs !== undefined && (await setStatus(place.threadTs))) return;
    const { ts } = await api.call((slack) =>
      slack.chat.postMessage({ channel: place.channel, text: working, ...inThread() }),
    );
    if (ts !== undefined) await remember({ workingTs: ts });
  }

  /** @returns false where the thread is not one of the assistant's. */
  async function setStatus(threadTs: string): Promise<boolean> {
    try {
      await api.call((slack) =>
        slack.assistant.threads.setStatus({
          channel_id: place.channel,
          thread_ts: threadTs,
          status: words.isWorkingOnIt,
        }),
      );
      return true;
    } catch (error) {
      if (slackFault(error) === undefined) throw error;
      return false;
    }
  }

  const inThread = (): { thread_ts?: string } => (place.threadTs === undefined ? {} : { thread_ts: place.threadTs });

  async function say(spoken: Spoken): Promise<void> {
    if (note.isSaid !== true) {
      await (place.isDirect ? sayDirectly(spoken) : sayAside(spoken));
      if (spoken.files.length > 0) await remember({ isSaid: true });
    }
    if (spoken.files.length > 0) await sendFiles(spoken);
  }

  async function sayDirectly(spoken: Spoken): Promise<void> {
    const content = toWords(spoken);
    const { workingTs } = note;
    if (workingTs !== undefined) {
      await api.call((slack) => slack.chat.update({ channel: place.channel, ts: workingTs, ...content }));
      return;
    }
    if (note.isPosting === true && (await isPosted())) return;
    await remember({ isPosting: true });
    await api.call((slack) =>
      slack.chat.postMessage({
        channel: place.channel,
        ...content,
        ...inThread(),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: metadataType, event_payload: { message_id: message.id } },
      }),
    );
  }

  /** After a crash between posting and noting it: the conversation itself knows. */
  async function isPosted(): Promise<boolean> {
    const { channel, threadTs } = place;
    const options = { channel, include_all_metadata: true, limit: 100 };
    const { messages = [] } = await api.call((slack) =>
      threadTs === undefined
        ? slack.conversations.history(options)
        : slack.conversations.replies({ ...options, ts: threadTs }),
    );
    return messages.some(
      ({ metadata }) =>
        metadata?.event_type === metadataType &&
        (metadata.event_payload as { message_id?: string } | undefined)?.message_id === message.id,
    );
  }

  /** In a channel nothing about attendance is for others: a message that only the sender sees. */
  async function sayAside(spoken: Spoken): Promise<void> {
    const notice =
      spoken.files.length > 0
        ? words.inOurDirectMessages({
            text: spoken.text,
            rest: spoken.files.length === 1 ? words.theFileIs : words.theFilesAre,
          })
        : spoken.text;
    const content = toWords({ ...spoken, text: notice });
    if (place.responseUrl !== undefined) {
      await respond(place.responseUrl, { response_type: 'ephemeral', replace_original: false, ...content });
      return;
    }
    await api.call((slack) =>
      slack.chat.postEphemeral({ channel: place.channel, user: place.user, ...content, ...inThread() }),
    );
  }

  async function sendFiles({ files }: Spoken): Promise<void> {
    const channel = place.isDirect ? place.channel : await api.openDirect(place.user);
    const uploads = await Promise.all(
      files.map(async ({ id, name }) => ({ file: (await deps.readFile(id)).data, filename: name })),
    );
    const thread = place.isDirect && place.threadTs !== undefined ? { thread_ts: place.threadTs } : {};
    await api.call((slack) => slack.filesUploadV2({ channel_id: channel, file_uploads: uploads, ...thread }));
  }

  /** Takes the buttons of a pressed message away, leaving its words. */
  async function settleButtons(): Promise<void> {
    if (heard.kind !== 'press' || heard.pressed === undefined) return;
    const { ts, isEphemeral, text } = heard.pressed;
    const plain = toWords({ text: unescape(text), actions: [] });
    try {
      if (isEphemeral && heard.responseUrl !== undefined)
        await respond(heard.responseUrl, { replace_original: true, ...plain });
      else if (!isEphemeral) await api.call((slack) => slack.chat.update({ channel: heard.channel, ts, ...plain }));
    } catch (error) {
      // The buttons answer the same however often they are pressed; only the look of it suffers.
      deps.log.warn({ err: error }, 'the buttons of a pressed message could not be taken away');
    }
  }

  async function respond(url: string, body: Record<string, unknown>): Promise<void> {
    const { origin } = new URL(url);
    if (origin !== 'https://hooks.slack.com' && origin !== deps.apiOrigin)
      throw new AppError('internal', { detail: 'Slack named a strange address to answer to' });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(20_000),
    });
    if (response.status === 429)
      throw new AppError('busy', { retryAfterS: Number(response.headers.get('retry-after') ?? 30) });
    if (!response.ok) throw new AppError('internal', { detail: `Slack answered ${response.status} to a response` });
  }

  return {
    fetchFiles,
    showWorking,
    say: async (spoken) => {
      await say(spoken);
      await settleButtons();
    },
  };
}

const unescape = (text: string): string => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
