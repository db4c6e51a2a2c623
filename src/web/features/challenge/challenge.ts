/**
 * Checking in before the camera: an introduction, the turns, what came of them, and a way on where it cannot be done.
 */
import { Problem, sentenceOf } from '../../api/problem.ts';
import { openCamera, reasonOf, type Camera } from '../camera/camera.ts';
import { button, el, icon } from '../../ui/dom.ts';
import { bubbleOf } from '../../ui/bubble.ts';
import type { Session } from '../../session/session.ts';
import {
  answerChallenge,
  beginChallenge,
  readOpenSessions,
  tellDecided,
  type Decided,
  type OpenSession,
} from './challenge-api.ts';
import { film, planSteps } from './film.ts';
import { createViewfinder } from './viewfinder.ts';

/** What came of it: a decision, or that the person would rather send a photo; nothing when they closed it. */
export type Outcome = { kind: 'decided'; decided: Decided } | { kind: 'photo' } | undefined;

const otherWays = 'You can send a photo instead, or close this and type the code shown in the room.';

/** Shows the dialog until the person leaves it. */
export function checkInLive(session: Session): Promise<Outcome> {
  return new Promise((resolve) => {
    let outcome: Outcome;
    const closed = new AbortController();
    const camera = openCamera();
    const dialog = el('dialog', { class: 'camera', 'aria-label': 'Check in with the camera' });
    const leave = (result: Outcome): void => {
      outcome = result;
      dialog.close();
    };
    dialog.addEventListener('close', () => {
      closed.abort();
      camera.stop();
      dialog.remove();
      resolve(outcome);
    });
    dialog.append(
      button({ class: 'round camera-close', 'aria-label': 'Close camera' }, [icon('close')], () => dialog.close()),
      stage(session, camera, { leave, keep: (decided) => (outcome = decided), signal: closed.signal }),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

interface On {
  leave: (outcome: Outcome) => void;
  /** What the dialog has come to, however it is closed. */
  keep: (outcome: Outcome) => void;
  signal: AbortSignal;
}

function stage(session: Session, camera: Camera, on: On): HTMLElement {
  const view = el('div', { class: 'stage' });
  const video = el('video', {
    class: 'finder-view mirrored',
    autoplay: '',
    playsinline: '',
    'aria-label': 'Camera picture',
  });
  video.muted = true;

  const usePhoto = (look: string): HTMLButtonElement =>
    button({ class: look }, ['Send a photo instead'], () => on.leave({ kind: 'photo' }));

  async function open(): Promise<void> {
    view.replaceChildren(
      el('p', { class: 'stage-text', role: 'status' }, 'Waiting for the camera. Allow it if your browser asks.'),
      el('div', { class: 'stage-row' }, usePhoto('button on-dark')),
    );
    try {
      video.srcObject = await camera.start({ facingMode: { ideal: 'user' } });
      await video.play();
      introduce(await readOpenSessions(session));
    } catch (cause) {
      if (!on.signal.aborted)
        tell(`${cause instanceof Problem ? cause.message : reasonOf(cause)} ${otherWays}`, [
          usePhoto('button primary'),
        ]);
    }
  }

  /** Of several open sessions the person says which is meant; otherwise the service knows. */
  function introduce(sessions: readonly OpenSession[]): void {
    const start = (label: string, sessionId?: string): HTMLButtonElement =>
      button({ class: 'button primary' }, [label], () => void run(sessionId));
    const starts =
      sessions.length > 1 ? sessions.map(({ id, code }) => start(`Check in to ${code}`, id)) : [start('Start')];
    const finder = createViewfinder(video);
    const words = el(
      'p',
      { class: 'stage-text' },
      'Hold still with your face in the ring, then slowly turn your head as the arrow shows, and back. It takes a quarter of a minute.',
    );
    view.replaceChildren(
      finder.element,
      words,
      el('div', { class: 'stage-row' }, ...starts, usePhoto('button on-dark')),
    );
    starts[0]?.focus();
  }

  async function run(sessionId: string | undefined): Promise<void> {
    const again = (): void => void run(sessionId);
    try {
      const { id, turns, expiresInS, frames } = await beginChallenge(session, sessionId);
      const untilMs = performance.now() + 1000 * expiresInS;
      const finder = createViewfinder(video);
      view.replaceChildren(finder.element);
      const pictures = await film(video, planSteps(turns), {
        most: frames.most,
        onTime: finder.show,
        signal: on.signal,
      });
      if (pictures.length < frames.least) throw new Problem('The camera was too slow for this.');
      const progress = el('p', { class: 'stage-text', role: 'status' }, 'Looking at your pictures…');
      view.replaceChildren(progress);
      const onFailure = (): void =>
        progress.replaceChildren('This takes a little longer. Sending your pictures again…');
      const decided = await answerChallenge(session, id, pictures, { untilMs, onFailure, signal: on.signal });
      on.keep({ kind: 'decided', decided });
      showDecided(decided, again);
    } catch (error) {
      if (on.signal.aborted) return;
      // There is nothing to check in to, or not this way: no photo would change that.
      if (error instanceof Problem && error.status === 409)
        return tell(error.message, [button({ class: 'button primary' }, ['Close'], () => on.leave(undefined))]);
      const mayDoBetter =
        error instanceof Problem && (error.isRetryable || error.status === 410) && error.status !== 429;
      tell(`${sentenceOf(error)} ${otherWays}`, [
        ...(mayDoBetter ? [button({ class: 'button primary' }, ['Try again'], again)] : []),
        usePhoto(mayDoBetter ? 'button on-dark' : 'button primary'),
      ]);
    }
  }

  function showDecided(decided: Decided, again: () => void): void {
    const isDone = decided.receipt.decision !== 'rejected';
    const done = button({ class: 'button primary' }, ['Done'], () => on.leave({ kind: 'decided', decided }));
    const choices = isDone
      ? [done]
      : [button({ class: 'button primary' }, ['Try again'], again), usePhoto('button on-dark')];
    view.replaceChildren(
      el('div', { class: 'receipt', role: 'status' }, bubbleOf(tellDecided(decided))),
      el('div', { class: 'stage-row' }, ...choices),
    );
    choices[0]?.focus();
  }

  function tell(text: string, choices: readonly HTMLButtonElement[]): void {
    view.replaceChildren(
      el('p', { class: 'stage-text', role: 'alert' }, text),
      el('div', { class: 'stage-row' }, ...choices),
    );
    choices[0]?.focus();
  }

  void open();
  return view;
}
