/** What Muster says, line by line: the lines of a receipt line up, with a drawn sign before each. */
import { el, icon, spoken } from './dom.ts';

const marks: Record<string, string> = { '✓': 'met', '✗': 'failed', '?': 'doubtful', '•': 'item' };

/** Drawn, since not every system has the coloured signs in a font. */
const verdicts = {
  '✅': { look: 'accepted', drawing: 'tick' },
  '❌': { look: 'refused', drawing: 'close' },
  '🕓': { look: 'waits', drawing: 'clock' },
} as const;

/** A line a block, so that the lines of a receipt line up; what is written stays as it was sent. */
export function bubbleOf(text: string): HTMLElement {
  return el('div', { class: 'bubble', dir: 'auto' }, ...text.split('\n').map(lineOf));
}

function lineOf(line: string): HTMLElement {
  const [, sign = '', rest = ''] = /^\s*(\S+) (.*)$/u.exec(line) ?? [];
  const mark = marks[sign];
  if (mark !== undefined)
    return el('div', { class: `line marked ${mark}` }, el('span', { class: 'mark' }, sign), ' ', el('span', {}, rest));
  if (isVerdict(sign)) {
    const { look, drawing } = verdicts[sign];
    return el(
      'div',
      { class: 'line headline' },
      el('span', { class: `verdict ${look}`, 'aria-hidden': 'true' }, icon(drawing)),
      spoken(`${sign} `),
      el('span', {}, rest),
    );
  }
  // An empty block would have no height.
  return el('div', { class: 'line' }, line === '' ? '\u00a0' : line);
}

const isVerdict = (sign: string): sign is keyof typeof verdicts => Object.hasOwn(verdicts, sign);
