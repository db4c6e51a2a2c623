/** How messages look: the person's on the right, Muster's on the left, with photos, files and buttons. */
import type { Reply, ReplyAction, ReplyFile } from './chat-api.ts';
import { bubbleOf } from '../../ui/bubble.ts';
import { button, el, icon } from '../../ui/dom.ts';

/** File addresses live ten minutes; a little less, so that a press in the last moment does not meet a dead one. */
const fileLifeMs = 9.5 * 60_000;

export function ownMessage(text: string, photos: readonly File[]): HTMLElement {
  const parts: HTMLElement[] = [];
  if (photos.length > 0)
    parts.push(
      el('div', { class: photos.length > 1 ? 'photos several' : 'photos' }, ...photos.map((photo) => thumbnail(photo))),
    );
  if (text !== '') parts.push(el('div', { class: 'bubble' }, text));
  return el('article', { class: 'message own', 'aria-label': 'You' }, ...parts);
}

/** A small picture of a photo; one that this browser cannot show (HEIC) becomes a tile with its name. */
export function thumbnail(photo: File): HTMLElement {
  const url = URL.createObjectURL(photo);
  const image = el('img', { src: url, alt: `Photo ${photo.name}`, class: 'thumbnail' });
  const release = (): void => URL.revokeObjectURL(url);
  image.addEventListener('load', release, { once: true });
  image.addEventListener(
    'error',
    () => {
      release();
      image.replaceWith(el('span', { class: 'thumbnail tile' }, icon('photo'), el('span', {}, photo.name)));
    },
    { once: true },
  );
  return image;
}

/** `onPress` gets the pressed action and what to do when it could not be carried out: make the buttons usable again. */
export function replyMessage(
  reply: Omit<Reply, 'conversationId'>,
  onPress: (action: ReplyAction, reopen: () => void) => void,
): HTMLElement {
  const message = el('article', { class: 'message theirs', 'aria-label': 'Muster' });
  if (reply.text !== '') message.append(bubbleOf(reply.text));
  for (const file of reply.files) message.append(fileView(file));
  if (reply.actions.length > 0) message.append(actionRow(reply.actions, onPress));
  return message;
}

function fileView(file: ReplyFile): HTMLElement {
  // Files are the service's own, which may call itself by another name than the one this page was reached by.
  const { pathname, search } = new URL(file.url, location.href);
  const address = new URL(`${pathname}${search}`, location.origin).href;
  if (!/^image\/(png|jpeg|gif|webp)$/.test(file.mimeType)) return fileCard(file, address);
  const image = el('img', { src: address, alt: file.name, class: 'picture' });
  const link = el(
    'a',
    { href: address, target: '_blank', rel: 'noopener', class: 'picture-link', 'aria-label': `Open ${file.name}` },
    image,
  );
  image.addEventListener('error', () => link.replaceWith(fileCard(file, address)), { once: true });
  return expiring(link);
}

function fileCard(file: ReplyFile, address: string): HTMLElement {
  const kind = kindOf(file);
  const label = el(
    'span',
    { class: 'file-text' },
    el('span', { class: 'file-name' }, file.name),
    el('span', { class: 'file-kind' }, `${kind} · Open`),
  );
  const badge = el('span', { class: 'file-badge', 'aria-hidden': 'true' }, icon('file'), el('span', {}, kind));
  return expiring(
    el('a', { class: 'file-card', href: address, target: '_blank', rel: 'noopener' }, badge, label, icon('download')),
  );
}

function kindOf(file: ReplyFile): string {
  const ending = /\.(\w{1,5})$/.exec(file.name)?.[1];
  return (ending ?? file.mimeType.split('/').at(-1) ?? 'file').slice(0, 5).toUpperCase();
}

/** After its time a file says so, rather than opening an error page. */
function expiring(link: HTMLAnchorElement): HTMLElement {
  const box = el('div', { class: 'file' }, link);
  const receivedAt = Date.now();
  link.addEventListener('click', (event) => {
    if (Date.now() - receivedAt < fileLifeMs) return;
    event.preventDefault();
    if (box.childElementCount === 1)
      box.append(
        el(
          'p',
          { class: 'file-note', role: 'status' },
          'This link has run out. Ask for the file again to get a fresh one.',
        ),
      );
  });
  return box;
}

const looks: Record<string, string> = { confirm: 'primary', cancel: 'secondary', undo: 'subtle' };

function actionRow(
  actions: readonly ReplyAction[],
  onPress: (action: ReplyAction, reopen: () => void) => void,
): HTMLElement {
  const row = el('div', { class: 'actions', role: 'group', 'aria-label': 'Answer' });
  const setDisabled = (isDisabled: boolean): void => {
    for (const child of row.querySelectorAll('button')) child.disabled = isDisabled;
  };
  for (const action of actions) {
    const look = looks[action.label.toLowerCase()] ?? 'secondary';
    const press = button({ class: `button ${look}` }, [action.label], () => {
      setDisabled(true);
      press.classList.add('pressed');
      onPress(action, () => {
        press.classList.remove('pressed');
        setDisabled(false);
      });
    });
    row.append(press);
  }
  return row;
}

/** What went wrong, and a way to try the same again when that may help. */
export function failureMessage(sentence: string, onRetry: (() => void) | undefined): HTMLElement {
  const bubble = el('div', { class: 'bubble failure' }, sentence);
  const retry = onRetry
    ? [el('div', { class: 'actions' }, button({ class: 'button secondary' }, ['Retry'], onRetry))]
    : [];
  return el('article', { class: 'message theirs', 'aria-label': 'Not done' }, bubble, ...retry);
}
