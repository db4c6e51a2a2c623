/** What a link or a letter brings: somebody new chooses a password, or whoever forgot theirs a new one. */
import { Problem, post, sentenceOf } from '../../api/problem.ts';
import { faultOfPassword, formView, newPasswordField, noticeView } from './front-form.ts';
import { canUsePasskeys, makePasskey, nameOfThis } from '../../session/passkeys.ts';
import { enterByPassword } from './second-step.ts';
import type { FrontDoor } from './front-door.ts';
import { readProviders, signInView } from './sign-in.ts';
import { signOnButtons } from './sign-on.ts';

/** Whose a link is. */
interface SeenLink {
  purpose: 'welcome' | 'reset-password';
  name: string;
  /** What they sign in with. */
  login: string;
  institution: string;
}

/** Greets by name, so that somebody with another's letter in hand sees it before choosing a password for them. */
export async function passwordLinkView(door: FrontDoor, secret: string): Promise<HTMLElement> {
  try {
    const link = (await (await post('/api/v2/auth/password/links', { secret })).json()) as SeenLink;
    return chooseView(door, secret, link);
  } catch (error) {
    // An address that was opened twice is the usual case: the way on is to sign in.
    const sentence =
      error instanceof Problem && error.status === 410
        ? sentenceOf(error)
        : `${sentenceOf(error)} Load this page again.`;
    return noticeView('This link', sentence, { label: 'To signing in', open: () => door.show(signInView(door)) });
  }
}

/** A passkey in place of a password; what goes wrong leaves the link good, and is told where it was opened. */
async function choosePasskey(door: FrontDoor, secret: string): Promise<void> {
  try {
    const options: unknown = await (await post('/api/v2/auth/passkeys/from-link/options', { secret })).json();
    const passkey = await makePasskey(options);
    await post('/api/v2/auth/passkeys/from-link', { secret, passkey, name: nameOfThis() });
  } catch (error) {
    const back = (): void => void passwordLinkView(door, secret).then(door.show);
    return door.show(noticeView('This link', sentenceOf(error), { label: 'Back', open: back }));
  }
  await door.session
    .signInWithPasskey()
    .then(door.onSignedIn, (error: unknown) => door.show(signInView(door, sentenceOf(error))));
}

function chooseView(door: FrontDoor, secret: string, { purpose, name, login, institution }: SeenLink): HTMLElement {
  // The link works once: when only the sign-in after it failed, the next try must not use it again.
  let isChosen = false;
  const isNew = purpose === 'welcome';
  return formView({
    title: isNew ? `Welcome, ${name}` : 'A new password',
    lead: isNew
      ? `This is attendance at ${institution}. Choose a password; you sign in with ${login}.`
      : `For ${name}, who signs in with ${login}. Every sign-in until now ends.`,
    fields: [{ ...newPasswordField, label: isNew ? 'Password' : 'New password' }],
    ...(isNew ? { aside: signOnButtons(readProviders(), secret) } : {}),
    submit: isNew ? 'Choose it and come in' : 'Set the password',
    submitting: 'Setting…',
    links: canUsePasskeys() ? [{ label: 'Use a passkey instead', open: () => void choosePasskey(door, secret) }] : [],
    check: ({ password = '' }) => faultOfPassword(password),
    send: async ({ password = '' }) => {
      if (!isChosen) await post('/api/v2/auth/password/reset', { secret, newPassword: password });
      isChosen = true;
      await enterByPassword(door, { login, password, back: () => door.show(signInView(door)) });
    },
  });
}
