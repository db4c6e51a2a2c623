/** The bubble of an answer that is on its way: dots, a word on what happens, then the text as it comes. */
import { el } from '../../ui/dom.ts';

export interface Waiting {
  readonly element: HTMLElement;
  addText(text: string): void;
  end(): void;
}

const steps = [
  { afterMs: 6000, text: 'Still working on it…' },
  { afterMs: 20_000, text: 'This takes longer than usual…' },
];

/**
 * It stands outside the log, so that a screen reader hears the words of progress and the whole answer, not its pieces.
 */
export function showWaiting(firstWord: string): Waiting {
  const word = el('span', { class: 'waiting-word' }, firstWord);
  const dots = el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'));
  const text = el('div', { class: 'streamed', 'aria-hidden': 'true' });
  const progress = el('div', { class: 'progress', role: 'status' }, dots, word);
  const element = el('div', { class: 'message theirs waiting' }, el('div', { class: 'bubble' }, text, progress));
  const timers = steps.map((step) => setTimeout(() => (word.textContent = step.text), step.afterMs));
  return {
    element,
    addText: (piece) => {
      text.append(piece);
      element.classList.add('has-text');
    },
    end: () => {
      timers.forEach(clearTimeout);
      element.remove();
    },
  };
}

export function wordFor(photos: number): string {
  if (photos === 0) return 'Muster is writing…';
  return photos === 1 ? 'Looking at your photo…' : `Looking at your ${photos} photos…`;
}
