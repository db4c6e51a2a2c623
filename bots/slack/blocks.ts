/**
 * A reply as Slack shows it. Everything is plain text: a name in it can neither mention anybody nor format anything.
 */
import type { KnownBlock } from '@slack/types';
import type { Spoken } from '../message-handler.ts';

const maxSectionLength = 3000;
const maxSections = 45;
const maxFallbackLength = 3000;

export interface SlackWords {
  /** For notifications and readers; Slack's own characters are escaped. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function toWords({ text, actions }: Pick<Spoken, 'text' | 'actions'>): SlackWords {
  const sections: KnownBlock[] = split(text)
    .slice(0, maxSections)
    .map((part) => ({ type: 'section', text: { type: 'plain_text', text: part, emoji: true } }));
  return {
    text: escape(text).slice(0, maxFallbackLength),
    blocks: actions.length > 0 ? [...sections, buttons(actions)] : sections,
  };
}

function buttons(actions: Spoken['actions']): KnownBlock {
  return {
    type: 'actions',
    elements: actions.map(({ id, label }) => ({
      type: 'button',
      action_id: id,
      text: { type: 'plain_text', text: label },
      ...(label.startsWith('Confirm') ? { style: 'primary' as const } : {}),
    })),
  };
}

/** At line breaks where there are any, so that no name is torn. */
function split(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > maxSectionLength) {
    const breakAt = rest.lastIndexOf('\n', maxSectionLength);
    const end = breakAt > 0 ? breakAt : maxSectionLength;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^\n/, '');
  }
  return rest.trim() === '' ? parts : [...parts, rest];
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
