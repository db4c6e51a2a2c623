/** Decides what is shown: a link's own view, set-up, signing in, or the page behind it. */
import { Problem, sentenceOf } from '../api/problem.ts';
import { placeView, scan } from '../features/chat/answers.ts';
import { addressLinkView } from '../features/door/address-link.ts';
import { noticeView } from '../features/door/front-form.ts';
import { passwordLinkView } from '../features/door/password-link.ts';
import { setUpView, signInView } from '../features/door/sign-in.ts';
import { forgetProvider, refusalSentence, rememberProvider, takeSignOutUrl } from '../features/door/sign-on.ts';
import { createSession, type Me } from '../session/session.ts';

export type GateState =
  | { kind: 'waiting' }
  | { kind: 'front'; view: HTMLElement }
  /** The service cannot be reached while somebody is signed in: that passes, so the sign-in is kept. */
  | { kind: 'trouble'; sentence: string }
  | { kind: 'in'; me: Me };

export type Gate = ReturnType<typeof createGate>;

export function createGate() {
  const session = createSession(() => showSignIn('You were signed out. Please sign in again.'));
  let tell: (state: GateState) => void = () => undefined;

  function show(view: HTMLElement): void {
    tell({ kind: 'front', view });
    // It is in the document once React has shown it.
    requestAnimationFrame(() => view.querySelector('input')?.focus());
  }

  const door = {
    session,
    show,
    onSignedIn: () => {
      // What a link brought is used up; it need not stay in the address bar.
      clearLink();
      forgetProvider();
      void enter();
    },
  };

  const showSignIn = (notice?: string): void => show(signInView(door, notice));

  async function enter(): Promise<void> {
    try {
      tell({ kind: 'in', me: await session.readMe() });
    } catch (error) {
      // A sign-in that ended has brought the form back already.
      if (session.isRemembered()) tell({ kind: 'trouble', sentence: sentenceOf(error) });
      else if (!(error instanceof Problem) || error.status !== 401) showSignIn(sentenceOf(error));
    }
  }

  async function leave(where: 'here' | 'everywhere'): Promise<void> {
    const isKnown = await session.signOut(where);
    const goesOn = takeSignOutUrl();
    if (goesOn !== undefined) return location.assign(goesOn);
    history.replaceState(null, '', '/app');
    if (isKnown) return showSignIn(where === 'here' ? 'You are signed out.' : 'You are signed out on all devices.');
    showSignIn('The service could not be reached, so it may still hold this sign-in. Sign in once more to end it.');
  }

  async function showScan(code: string): Promise<void> {
    clearLink();
    if (!session.isRemembered())
      return showSignIn('Sign in, then scan the code again: it changes every quarter of a minute.');
    show(await scan(session, code, () => void enter()));
  }

  /** Back from the school's own sign-in. */
  async function enterWithTicket(value: string): Promise<void> {
    clearLink();
    const [ticket = '', providerId = ''] = value.split('.');
    try {
      await session.signInWithTicket(ticket);
      rememberProvider(providerId);
      await enter();
    } catch (error) {
      showSignIn(sentenceOf(error));
    }
  }

  function showRefusal(code: string): void {
    clearLink();
    show(noticeView('Signing in', refusalSentence(code), { label: 'To signing in', open: () => showSignIn() }));
  }

  function begin(): void {
    const link = linked();
    if (link?.kind === 'setup') show(setUpView(door, link.value));
    else if (link?.kind === 'welcome' || link?.kind === 'reset') void passwordLinkView(door, link.value).then(show);
    else if (link?.kind === 'address') void addressLinkView(door, link.value).then(show);
    else if (link?.kind === 'place') show(placeView(link.value, show));
    else if (link?.kind === 'qr') void showScan(link.value);
    else if (link?.kind === 'ticket') void enterWithTicket(link.value);
    else if (link?.kind === 'refused') showRefusal(link.value);
    else if (session.isRemembered()) void enter();
    else showSignIn();
  }

  /** Pasting a link into an open page changes only what follows the #. */
  const onHash = (): void => {
    if (linked() !== undefined) begin();
  };

  return {
    session,
    leave,
    enter: (): void => void enter(),
    /** Tells what is to be shown from now on. @returns ends that */
    follow: (onState: (state: GateState) => void): (() => void) => {
      tell = onState;
      window.addEventListener('hashchange', onHash);
      begin();
      return () => {
        tell = () => undefined;
        window.removeEventListener('hashchange', onHash);
      };
    },
  };
}

/**
 * What a link asks of the page: `#setup=`, `#welcome=`, `#reset=`, `#address=`, `#place=`, `#qr=`, `#ticket=` and `#refused=`,
 * each with a secret or a code.
 */
function linked(): { kind: string; value: string } | undefined {
  const [, kind = '', value = ''] =
    /^#(setup|welcome|reset|address|place|qr|ticket|refused)=([\w.-]+)$/.exec(location.hash) ?? [];
  return kind === '' ? undefined : { kind, value };
}

const clearLink = (): void => history.replaceState(null, '', location.pathname);
