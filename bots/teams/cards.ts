/** A reply as Teams shows it: a card for what has buttons, several lines or a decision, plain text for a sentence. */
import type { Attachment } from 'botbuilder';
import type { Spoken } from '../message-handler.ts';
import type { Outgoing } from './adapter.ts';
import { words } from './words/en.ts';

/** What a receipt's lines begin with: the decision, then a reason each. */
const decisions: Readonly<Record<string, string>> = { '✅': 'good', '🕓': 'warning', '❌': 'attention' };
const reasons: Readonly<Record<string, string>> = { '✓ ': 'good', '? ': 'warning', '✗ ': 'attention' };
/** Teams shows six buttons of a row and hides the rest. */
const buttonsInRow = 4;
/** A message has room for this much beside its buttons. */
const longestSaid = 3000;

/** Text runs know no markdown: a name can format nothing and link nowhere. */
const line = (text: string, look: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'RichTextBlock',
  spacing: 'small',
  inlines: [{ type: 'TextRun', text, ...look }],
});

export function toActivity({ text, actions }: Pick<Spoken, 'text' | 'actions'>): Outgoing {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  const isSentence = actions.length === 0 && lines.length < 2 && !lines.some((one) => decisionOf(one) !== undefined);
  if (isSentence) return { type: 'message', text, textFormat: 'plain' };
  return { type: 'message', summary: lines[0] ?? '', attachments: [card(lines, actions, text)] };
}

const startOf = (text: string, marks: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(marks).find(([mark]) => text.startsWith(mark))?.[1];
const decisionOf = (text: string): string | undefined => startOf(text, decisions);

/**
 * Buttons are Action.Submit: they come back as ordinary messages on every client and in the Agents Playground, while
 * Action.Execute needs an answer within the request, which a stored delivery cannot give. The card's words travel in
 * the button, to be left standing when the buttons are taken away.
 */
function card(lines: readonly string[], actions: Spoken['actions'], words: string): Attachment {
  const said = words.length > longestSaid ? '' : words;
  const buttons = actions.map(({ id, label }) => ({
    type: 'Action.Submit',
    title: label,
    data: { musterAction: id, said },
    ...(label.startsWith('Confirm') ? { style: 'positive' } : {}),
  }));
  const rows = Array.from({ length: Math.ceil(buttons.length / buttonsInRow) }, (_, row) =>
    buttons.slice(row * buttonsInRow, (row + 1) * buttonsInRow),
  );
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      msteams: { width: 'Full' },
      body: [
        ...lines.map((one, index) => line(one, lookOf(one, index === 0 && lines.length > 2))),
        ...rows.map((row) => ({ type: 'ActionSet', actions: row })),
      ],
    },
  };
}

function lookOf(text: string, isHead: boolean): Record<string, unknown> {
  const decision = decisionOf(text);
  if (decision !== undefined) return { weight: 'bolder', color: decision };
  const reason = startOf(text, reasons);
  return { ...(reason === undefined ? {} : { color: reason }), ...(isHead ? { weight: 'bolder' } : {}) };
}

/** Asks whether a file may be put into the person's own OneDrive: the only way a bot can hand over a file in Teams. */
export const consentCard = (file: { id: string; name: string; sizeBytes: number }): Outgoing => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name: file.name,
      content: {
        description: words.attendanceAsYouAsked,
        sizeInBytes: file.sizeBytes,
        acceptContext: { fileId: file.id },
        declineContext: { fileId: file.id },
      },
    },
  ],
});

export const fileCard = (file: { contentUrl: string; name: string; uniqueId: string; fileType: string }): Outgoing => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      contentUrl: file.contentUrl,
      name: file.name,
      content: { uniqueId: file.uniqueId, fileType: file.fileType },
    },
  ],
});

export const pictureActivity = (file: { name: string; mimeType: string }, url: string): Outgoing => ({
  type: 'message',
  attachments: [{ contentType: file.mimeType, contentUrl: url, name: file.name }],
});
