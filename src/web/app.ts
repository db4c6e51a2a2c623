/** The page: decides between set-up, sign-in and chat. */
import { openAccounts } from './accounts.ts';
import { placeView, scan } from './answers.ts';
import { Problem, sentenceOf } from './api.ts';
import { createChat, type Chat } from './chat.ts';
import { button, el } from './dom.ts';
import { openFocus } from './focus.ts';
import { openMySignIn } from './my-sign-in.ts';
import { createSession } from './signed-in.ts';
import { addressLinkView } from './address-link.ts';
import { passwordLinkView } from './password-link.ts';
import { noticeView } from './front-form.ts';
import { setUpView, signInView } from './sign-in.ts';
import { forgetProvider, refusalSentence, rememberProvider, takeSignOutUrl } from './sign-on.ts';

const root = document.getElementById('app') ?? document.body;
const session = createSession(() => showSignIn('You were signed out. Please sign in again.'));
let chat: Chat | undefined;

function show(view: HTMLElement): void {
  chat?.close();
  chat = undefined;
  root.replaceChildren(view);
  view.querySelector('input')?.focus();
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
    const me = await session.readMe();
    const openSignIn = (): void =>
      openMySignIn(
        session,
        me,
        (where) => void leave(where),
        () => opened.showDue(undefined),
      );
    const opened = createChat(session, me, {
      signOut: () => void leave('here'),
      signingIn: openSignIn,
      accounts: () => openAccounts(session),
      focus: () => openFocus(session, me),
    });
    show(opened.element);
    chat = opened;
    chat.focus();
    const dueAt = me.secondFactorDueAt ?? undefined;
    opened.showDue(dueAt);
    // From then on nothing else can be done.
    if (dueAt !== undefined && Date.parse(dueAt) <= Date.now()) openSignIn();
  } catch (error) {
    // A sign-in that ended has brought the form back already.
    if (session.isRemembered()) showTrouble(error);
    else if (!(error instanceof Problem) || error.status !== 401) showSignIn(sentenceOf(error));
  }
}

async function leave(where: 'here' | 'everywhere'): Promise<void> {
  const isKnown = await session.signOut(where);
  const goesOn = takeSignOutUrl();
  if (goesOn !== undefined) return location.assign(goesOn);
  if (isKnown) return showSignIn(where === 'here' ? 'You are signed out.' : 'You are signed out on all devices.');
  showSignIn('The service could not be reached, so it may still hold this sign-in. Sign in once more to end it.');
}

/** The service cannot be reached while somebody is signed in: that passes, so the sign-in is kept. */
function showTrouble(error: unknown): void {
  const retry = button({ class: 'button primary wide' }, ['Try again'], () => {
    retry.disabled = true;
    void enter();
  });
  show(
    el(
      'main',
      { class: 'front' },
      el('div', { class: 'card form' }, el('h1', {}, 'Muster'), el('p', { role: 'alert' }, sentenceOf(error)), retry),
    ),
  );
  retry.focus();
}

/**
 * What a link asks of the page: `#setup=`, `#welcome=`, `#reset=`, `#address=`, `#place=`, `#qr=`, `#ticket=` and `#refused=`,
 * each with a secret or a code.
 */
const linked = (): { kind: string; value: string } | undefined => {
  const [, kind = '', value = ''] =
    /^#(setup|welcome|reset|address|place|qr|ticket|refused)=([\w.-]+)$/.exec(location.hash) ?? [];
  return kind === '' ? undefined : { kind, value };
};

const clearLink = (): void => history.replaceState(null, '', '/app');

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

// Pasting a link into an open page changes only what follows the #.
window.addEventListener('hashchange', () => {
  if (linked() !== undefined) begin();
});
begin();
