/** A dialog over the chat, so that nothing said there is lost. */
import { sentenceOf } from '../api/problem.ts';
import { button, el } from './dom.ts';

export interface Sheet {
  readonly content: HTMLElement;
  readonly close: () => void;
  /** Does what may fail; a failure is told on top of the sheet. */
  readonly guarded: (work: () => Promise<void>) => Promise<void>;
}

export function openSheet(title: string, id: string, onClose: () => void = () => undefined): Sheet {
  const content = el('div', { class: 'sheet-body' });
  const trouble = el('p', { role: 'alert', class: 'form-notice' });
  const dialog = el(
    'dialog',
    // A dialog of the page behind it does not take the focus back.
    { class: 'sheet', 'aria-labelledby': id, 'data-react-aria-top-layer': 'true' },
    el(
      'div',
      { class: 'sheet-head' },
      el('h2', { id }, title),
      button({ class: 'button subtle' }, ['Done'], () => dialog.close()),
    ),
    content,
  );
  dialog.addEventListener('close', () => {
    onClose();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return {
    content,
    close: () => dialog.close(),
    guarded: async (work) => {
      try {
        trouble.remove();
        await work();
      } catch (error) {
        trouble.textContent = sentenceOf(error);
        content.prepend(trouble);
      }
    },
  };
}
