/** Where a message is written: text, photos by button, drop or paste, and the camera. */
import { button, el, focusIfKeyboard, icon } from '../../ui/dom.ts';
import { thumbnail } from './messages.ts';
import { isPhoto, mostPhotos } from '../camera/photos.ts';

export interface Composer {
  readonly element: HTMLElement;
  addPhotos(files: readonly File[]): void;
  setBusy(isBusy: boolean): void;
  focus(): void;
}

export function createComposer(on: {
  send: (text: string, photos: readonly File[]) => void;
  camera: () => void;
}): Composer {
  let photos: File[] = [];
  let isBusy = false;
  const input = el('textarea', {
    rows: '1',
    class: 'input',
    placeholder: 'Message Muster',
    'aria-label': 'Message',
    enterkeyhint: 'send',
    dir: 'auto',
  });
  const picker = el('input', {
    type: 'file',
    accept: 'image/*,.heic,.heif',
    multiple: '',
    hidden: '',
    'aria-label': 'Photos',
  });
  const tray = el('ul', { class: 'tray', 'aria-label': 'Photos to send' });
  const notice = el('p', { class: 'composer-notice', role: 'status' });
  const send = el('button', { type: 'submit', class: 'round send', 'aria-label': 'Send' }, icon('send'));
  const element = el(
    'form',
    { class: 'composer' },
    notice,
    tray,
    el(
      'div',
      { class: 'composer-row' },
      button({ class: 'round', 'aria-label': 'Add photos' }, [icon('photo')], () => picker.click()),
      button({ class: 'round', 'aria-label': 'Take a photo' }, [icon('camera')], on.camera),
      input,
      picker,
      send,
    ),
  );

  function refresh(): void {
    send.disabled = isBusy || (input.value.trim() === '' && photos.length === 0);
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
  }

  function showTray(): void {
    tray.replaceChildren(
      ...photos.map((photo, at) => {
        const remove = button({ class: 'remove', 'aria-label': `Remove photo ${at + 1}` }, [icon('close')], () => {
          photos = photos.filter((other) => other !== photo);
          showTray();
          input.focus();
        });
        return el('li', {}, thumbnail(photo), remove);
      }),
    );
    refresh();
  }

  function addPhotos(files: readonly File[]): void {
    const fitting = files.filter(isPhoto);
    const others = files.length - fitting.length;
    const tooMany = photos.length + fitting.length - mostPhotos;
    photos = [...photos, ...fitting].slice(0, mostPhotos);
    notice.textContent =
      others > 0
        ? 'Only photos can be sent here.'
        : tooMany > 0
          ? `${mostPhotos} photos go with one message; the rest was left out.`
          : '';
    showTray();
    focusIfKeyboard(input);
  }

  function submit(): void {
    const text = input.value.trim();
    if (isBusy || (text === '' && photos.length === 0)) return;
    const sent = photos;
    photos = [];
    input.value = '';
    notice.textContent = '';
    showTray();
    on.send(text, sent);
  }

  element.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener('input', refresh);
  input.addEventListener('keydown', (event) => {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  picker.addEventListener('change', () => {
    addPhotos([...(picker.files ?? [])]);
    picker.value = '';
  });
  send.disabled = true;

  return {
    element,
    addPhotos,
    setBusy: (busy) => {
      isBusy = busy;
      refresh();
    },
    focus: () => focusIfKeyboard(input),
  };
}

/** Photos dropped anywhere on the page or pasted land in the composer. @returns how to stop listening. */
export function catchPhotos(area: HTMLElement, composer: Composer): () => void {
  const stop = new AbortController();
  const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const mark = (isOver: boolean): void => void area.classList.toggle('dropping', isOver);
  const drag = (event: DragEvent): void => {
    if (!carriesFiles(event)) return;
    // Without this the browser leaves the page to show the file.
    event.preventDefault();
    mark(true);
  };
  document.addEventListener('dragenter', drag, { signal: stop.signal });
  document.addEventListener('dragover', drag, { signal: stop.signal });
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && mark(false), {
    signal: stop.signal,
  });
  document.addEventListener(
    'drop',
    (event) => {
      mark(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      composer.addPhotos([...(event.dataTransfer?.files ?? [])]);
    },
    { signal: stop.signal },
  );
  document.addEventListener(
    'paste',
    (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      // What comes with words keeps them: an office program adds a picture of every text it copies.
      if (event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      composer.addPhotos(files);
    },
    { signal: stop.signal },
  );
  return () => stop.abort();
}
