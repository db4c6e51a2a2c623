/** The page: decides between set-up, sign-in and chat. */
import { openAccounts } from './accounts.ts';
import { Problem, sentenceOf } from './api.ts';
import { createChat, type Chat } from './chat.ts';
import { button, el } from './dom.ts';
import { createSession } from './session.ts';
import { setUpView, signInView } from './sign-in.ts';

const root = document.getElementById('app') ?? document.body;
const session = createSession(() => showSignIn('You were signed out. Please sign in again.'));
let chat: Chat | undefined;

function show(view: HTMLElement): void {
  chat?.close();
  chat = undefined;
  root.replaceChildren(view);
  view.querySelector('input')?.focus();
}

function showSignIn(notice?: string): void {
  show(signInView(session, () => void enter(), notice));
}

function showSetUp(secret: string): void {
  show(setUpView(session, secret, () => {
    // The secret is used up; it need not stay in the address bar.
    history.replaceState(null, '', '/app');
    void enter();
  }));
}

async function enter(): Promise<void> {
  try {
    const me = await session.readMe();
    const opened = createChat(session, me, { signOut: () => void leave(), accounts: () => openAccounts(session) });
    show(opened.element);
    chat = opened;
    chat.focus();
  } catch (error) {
    // A sign-in that ended has brought the form back already.
    if (session.isRemembered()) showTrouble(error);
    else if (!(error instanceof Problem) || error.status !== 401) showSignIn(sentenceOf(error));
  }
}

async function leave(): Promise<void> {
  const isEverywhere = await session.signOut();
  showSignIn(isEverywhere ? 'You are signed out.' : 'You are signed out here. The service could not be reached, so other devices may still be signed in.');
}

/** The service cannot be reached while somebody is signed in: that passes, so the sign-in is kept. */
function showTrouble(error: unknown): void {
  const retry = button({ class: 'button primary wide' }, ['Try again'], () => {
    retry.disabled = true;
    void enter();
  });
  show(el('main', { class: 'front' }, el('div', { class: 'card form' }, el('h1', {}, 'Muster'), el('p', { role: 'alert' }, sentenceOf(error)), retry)));
  retry.focus();
}

const setUpSecret = (): string | undefined => /^#setup=([\w-]+)$/.exec(location.hash)?.[1];

function begin(): void {
  const secret = setUpSecret();
  if (secret !== undefined) showSetUp(secret);
  else if (session.isRemembered()) void enter();
  else showSignIn();
}

// Pasting the set-up link into an open page changes only what follows the #.
window.addEventListener('hashchange', () => {
  if (setUpSecret() !== undefined) begin();
});
begin();
