/** The chat: what was said, what is offered, and the messages on their way. */
import { connectionLost, Problem, sentenceOf } from '../../api/problem.ts';
import { takePhoto } from '../camera/camera.ts';
import { tellDecided } from '../challenge/challenge-api.ts';
import { checkInLive } from '../challenge/challenge.ts';
import { newKey, pressAction, sendMessage, type Message, type Reply, type ReplyAction } from './chat-api.ts';
import { catchPhotos, createComposer } from './composer.ts';
import { button, el } from '../../ui/dom.ts';
import { failureMessage, ownMessage, replyMessage } from './messages.ts';
import { fitForUpload } from '../camera/photos.ts';
import { openingFor, type Prompt } from './prompts.ts';
import type { Me, Session } from '../../session/session.ts';
import { showWaiting, wordFor, type Waiting } from './waiting.ts';

const longestWaitMs = 150_000;

export interface Chat {
  readonly element: HTMLElement;
  /** Moves the focus to where the person types. */
  focus(): void;
  /** Ends what is on its way and stops listening. */
  close(): void;
}

export function createChat(session: Session, me: Me): Chat {
  let isClosed = false;
  let conversationId: string | undefined;
  const running = new Set<AbortController>();
  const composer = createComposer({
    send: (text, photos) => void post(text, photos),
    camera: () => void addFromCamera(),
  });
  const log = el('div', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Conversation', class: 'log' });
  const opening = openingView(me, (prompt) => void take(prompt));
  const column = el('div', { class: 'column' }, opening, log);
  const scroller = el('div', { class: 'scroller', tabindex: '0', 'aria-label': 'Chat' }, column);
  const element = el('div', { class: 'chat' }, scroller, composer.element);
  const stopCatching = catchPhotos(element, composer);
  const facing = me.role === 'student' ? 'user' : 'environment';

  const toEnd = (): void => scroller.scrollTo({ top: scroller.scrollHeight });
  /** Who has scrolled back to read is not pulled away. */
  const isAtEnd = (): boolean => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;

  function append(message: HTMLElement): void {
    opening.remove();
    log.append(message);
    toEnd();
    // Pictures get their height later.
    for (const image of message.querySelectorAll('img')) image.addEventListener('load', toEnd, { once: true });
  }

  async function addFromCamera(): Promise<void> {
    const photo = await takePhoto({ facing, useLabel: 'Use photo' });
    if (photo) composer.addPhotos([photo]);
  }

  async function take(prompt: Prompt): Promise<void> {
    const outcome = prompt.isLive ? await checkInLive(session) : undefined;
    if (outcome?.kind === 'decided') {
      append(ownMessage(prompt.label, []));
      append(replyMessage({ text: tellDecided(outcome.decided), files: [], actions: [] }, () => undefined));
    }
    if (prompt.isLive && outcome?.kind !== 'photo') return;
    const photo = prompt.withCamera ? await takePhoto({ facing, useLabel: prompt.label }) : undefined;
    if (prompt.withCamera && !photo) return;
    await post(prompt.label, photo ? [photo] : []);
  }

  async function post(text: string, photos: readonly File[]): Promise<void> {
    append(ownMessage(text, photos));
    composer.focus();
    await deliver({ key: newKey(), text, photos, conversationId });
  }

  async function deliver(message: Message): Promise<void> {
    const reply = await run(
      wordFor(message.photos.length),
      async (waiting, signal) => {
        const photos = await Promise.all(message.photos.map(fitForUpload));
        const onDelta = (piece: string): void => {
          const follows = isAtEnd();
          waiting.addText(piece);
          if (follows) toEnd();
        };
        return sendMessage(session, { ...message, photos }, { signal, onDelta });
      },
      () => void deliver(message),
    );
    if (reply) show(reply);
  }

  async function press(action: ReplyAction, reopen: () => void): Promise<void> {
    composer.focus();
    const reply = await run('One moment…', (_, signal) => pressAction(session, action.id, signal), undefined, reopen);
    if (reply) show(reply);
  }

  function show(reply: Reply): void {
    conversationId = reply.conversationId;
    append(replyMessage(reply, (action, reopen) => void press(action, reopen)));
  }

  /** Waits for an answer in sight of the person; a failure is told where the answer would have stood. */
  async function run(
    word: string,
    work: (waiting: Waiting, signal: AbortSignal) => Promise<Reply>,
    retry: (() => void) | undefined,
    reopen?: () => void,
  ): Promise<Reply | undefined> {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(new Problem('No answer came in time. Please try again.', { isRetryable: true })),
      longestWaitMs,
    );
    const waiting = showWaiting(word);
    running.add(controller);
    composer.setBusy(true);
    column.append(waiting.element);
    toEnd();
    try {
      return await work(waiting, controller.signal);
    } catch (error) {
      if (!isClosed) fail(error, retry, reopen);
      return undefined;
    } finally {
      clearTimeout(timer);
      waiting.end();
      running.delete(controller);
      composer.setBusy(running.size > 0);
    }
  }

  function fail(error: unknown, retry: (() => void) | undefined, reopen: (() => void) | undefined): void {
    const isRetryable = error instanceof Problem && error.isRetryable;
    if (isRetryable) reopen?.();
    const message = failureMessage(sentenceOf(error), isRetryable && retry ? again : undefined);
    append(message);

    function again(): void {
      message.remove();
      composer.focus();
      retry?.();
    }
  }

  return {
    element,
    focus: () => composer.focus(),
    close: () => {
      isClosed = true;
      stopCatching();
      for (const controller of running) controller.abort(connectionLost());
    },
  };
}

function openingView(me: Me, onPrompt: (prompt: Prompt) => void): HTMLElement {
  const { invitation, prompts } = openingFor(me.role);
  const chips = prompts.map((prompt) => button({ class: 'chip' }, [prompt.label], () => onPrompt(prompt)));
  return el(
    'section',
    { class: 'opening' },
    el('h2', {}, `Hello, ${me.name}`),
    el('p', {}, invitation),
    el('div', { class: 'chips', role: 'group', 'aria-label': 'Suggestions' }, ...chips),
  );
}
