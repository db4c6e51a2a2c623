/**
 * Teams' side of one message: fetching its files, typing while it is worked on, saying the answer in the private chat.
 */
import { z } from 'zod';
import type { InboundMessage } from '../../src/delivery/inbox/index.ts';
import { AppError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { OpenedFile } from '../../src/delivery/storage/index.ts';
import type { Speaker, Spoken } from '../message-handler.ts';
import type { FileFetcher } from '../fetch-file.ts';
import { maxFiles, type TurnFile } from '../chat-turn.ts';
import type { TeamsAdapter } from './adapter.ts';
import { consentCard, pictureActivity, toActivity } from './cards.ts';
import type { TeamsInbound, Reference } from './teams-event.ts';
import { words } from './words/en.ts';

export interface SpeakerDeps {
  adapter: TeamsAdapter;
  fetcher: FileFetcher;
  readFile: (id: string) => Promise<OpenedFile>;
  linkTo: (file: { id: string; name: string }) => string;
  log: Log;
  /** Origins of the operator's own, where our token may go too. */
  believedOrigins: readonly string[];
}

/** SharePoint and OneDrive, where Teams puts what people attach and where it asks us to put files. */
export const driveHosts = [
  '*.sharepoint.com',
  '*.sharepoint-df.com',
  '*.sharepoint.us',
  '*.sharepoint.cn',
  'api.onedrive.com',
  '*.files.1drv.com',
];
const pasteHosts = ['smba.trafficmanager.net', '*.botframework.com', '*.teams.microsoft.com', '*.teams.microsoft.us'];
const elsewhere = words.iHaveAnsweredYouInOur;
const unreachable = words.iCannotWriteToYouPrivately;

const noteSchema = z.object({ isSaid: z.boolean().optional(), filesSent: z.number().optional() }).catch({});

export function createReplySender(
  deps: SpeakerDeps,
  message: InboundMessage,
  heard: Exclude<TeamsInbound, { kind: 'consent' | 'installed' }>,
): Speaker {
  const { adapter } = deps;
  let note = noteSchema.parse(message.note ?? {});

  async function remember(more: typeof note): Promise<void> {
    note = { ...note, ...more };
    await message.keepNote(note);
  }

  async function fetchFiles(): Promise<readonly TurnFile[]> {
    const files = heard.kind === 'message' ? heard.files : [];
    if (files.length > maxFiles)
      throw new AppError('invalidInput', { field: 'files', detail: words.pleaseSendPhotosAtMost(maxFiles) });
    return Promise.all(
      files.map(async ({ name, mimeType, url, isPasted }) => {
        // What is attached opens by itself; what is pasted lies with the Bot Framework and needs our token.
        const source = isPasted
          ? {
              hosts: pasteHosts,
              token: await adapter.readToken(),
              tokenHosts: [...pasteHosts, ...deps.believedOrigins],
            }
          : { hosts: driveHosts };
        const fetched = await deps.fetcher.fetchFile(url, source);
        return { name, mimeType: fetched.mimeType || mimeType, data: fetched.data };
      }),
    );
  }

  const showWorking = async (): Promise<void> => {
    await adapter.speak(heard.reference, (context) => context.sendActivity({ type: 'typing' }));
  };

  /** Nobody but the person who asked reads an answer: what is asked elsewhere is answered in the private chat. */
  async function say(spoken: Spoken): Promise<void> {
    const place = await findPlace();
    if (!place)
      return void (await adapter.speak(heard.reference, (context) =>
        context.sendActivity({ type: 'message', text: unreachable, textFormat: 'plain' }),
      ));
    if (note.isSaid !== true) {
      await adapter.speak(place, (context) => context.sendActivity(toActivity(spoken)));
      await remember({ isSaid: true });
      if (!heard.isPersonal)
        await adapter.speak(heard.reference, (context) =>
          context.sendActivity({ type: 'message', text: elsewhere, textFormat: 'plain' }),
        );
    }
    for (const [index, file] of spoken.files.entries()) {
      if (index < (note.filesSent ?? 0)) continue;
      await sendFile(place, file);
      await remember({ filesSent: index + 1 });
    }
    await settleButtons();
  }

  /** @returns undefined when Teams does not let us write to the person. */
  async function findPlace(): Promise<Reference | undefined> {
    if (heard.isPersonal) return heard.reference;
    try {
      return await adapter.openPrivate(heard);
    } catch (error) {
      if (error instanceof AppError && error.code === 'gone') return undefined;
      throw error;
    }
  }

  async function sendFile(place: Reference, file: Spoken['files'][number]): Promise<void> {
    const url = deps.linkTo(file);
    if (file.mimeType.startsWith('image/')) {
      await adapter.speak(place, (context) => context.sendActivity(pictureActivity(file, url)));
      return;
    }
    // Consent cards work in private chats; one that we opened ourselves from a channel gets a link, which always does.
    if (heard.isPersonal && !adapter.isAnonymous) {
      const { data } = await deps.readFile(file.id);
      await adapter.speak(place, (context) => context.sendActivity(consentCard({ ...file, sizeBytes: data.length })));
    } else {
      await adapter.speak(place, (context) =>
        context.sendActivity({
          type: 'message',
          textFormat: 'plain',
          text: words.theLinkOpensForTenMinutes({ name: file.name, url }),
        }),
      );
    }
  }

  /** Takes the buttons of a pressed card away, leaving its words. */
  async function settleButtons(): Promise<void> {
    if (heard.kind !== 'press' || heard.cardId === undefined) return;
    const { cardId } = heard;
    const said = heard.said === '' ? words.youHaveAnsweredThis : heard.said;
    try {
      await adapter.speak(heard.reference, (context) =>
        context.updateActivity({ ...toActivity({ text: said, actions: [] }), id: cardId }),
      );
    } catch (error) {
      // The buttons answer the same however often they are pressed; only the look of it suffers.
      deps.log.warn({ err: error }, 'the buttons of a pressed card could not be taken away');
    }
  }

  return { fetchFiles, showWorking, say };
}
