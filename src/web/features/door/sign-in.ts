/** The forms in front of the chat: signing in, asking for an account or a new password, and the first administrator. */
import { post, request, sentenceOf } from '../../api/problem.ts';
import { faultOfPassword, formView, newPasswordField, noticeView, type Field } from './front-form.ts';
import { canUsePasskeys } from '../../session/passkeys.ts';
import type { FrontDoor } from './front-door.ts';
import { enterByPassword } from './second-step.ts';
import { providerOf, signOnButtons, startSignOn, type SignOnProvider } from './sign-on.ts';

/** What this Muster offers on its sign-in page. */
interface Ways {
  institution: string;
  signUp: 'closed' | 'approval' | 'open';
  canMail: boolean;
  signOn: SignOnProvider[];
}

const emailField: Field = { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' };

export function signInView(door: FrontDoor, notice?: string): HTMLElement {
  const { session, show } = door;
  const again = (text?: string): void => show(signInView(door, text));
  const withPasskey = (): void =>
    void session.signInWithPasskey().then(door.onSignedIn, (error: unknown) => again(sentenceOf(error)));
  const openWith = (view: (ways: Ways, back: (notice?: string) => void) => HTMLElement) => () =>
    void readWays().then(
      (ways) => show(view(ways, again)),
      (error: unknown) => again(sentenceOf(error)),
    );
  let providers: readonly SignOnProvider[] = [];
  const known = readProviders().then((found) => (providers = found));
  return formView(
    {
      title: 'Muster',
      lead: 'The attendance desk that lives in chat.',
      fields: [
        { name: 'login', label: 'E-mail or school number', type: 'text', autocomplete: 'username' },
        { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
      ],
      submit: 'Sign in',
      submitting: 'Signing in…',
      links: [
        ...(canUsePasskeys() ? [{ label: 'Sign in with a passkey', open: withPasskey }] : []),
        { label: 'Forgot your password?', open: openWith(forgottenView) },
        { label: 'I have a letter', open: () => show(letterView(again)) },
        { label: 'Ask for an account', open: openWith(signUpView) },
      ],
      aside: signOnButtons(known),
      check: ({ login = '', password }) =>
        (login && password) || providerOf(providers, login) ? undefined : 'Please enter your e-mail and your password.',
      send: async ({ login = '', password = '' }) => {
        const provider = providerOf(providers, login);
        // Who types a password all the same is asked for nothing else: there is an admin who may.
        if (provider && password === '') return startSignOn(provider);
        await enterByPassword(door, { login, password, back: () => again() });
      },
    },
    notice,
  );
}

const readWays = async (): Promise<Ways> => (await (await request('/api/v2/auth/ways')).json()) as Ways;

/** The school's own ways to sign in. */
export const readProviders = async (): Promise<SignOnProvider[]> => (await readWays()).signOn;

function forgottenView({ canMail, institution }: Ways, back: (notice?: string) => void): HTMLElement {
  const toSignIn = { label: 'Back to signing in', open: () => back() };
  if (!canMail)
    return noticeView(
      'A new password',
      `No mail can be sent from here. Ask the office of ${institution} for a link: an admin makes one in a moment.`,
      toSignIn,
    );
  return formView({
    title: 'A new password',
    lead: 'A link is mailed to you. Links that you have already stay good.',
    fields: [emailField],
    submit: 'Mail me a link',
    submitting: 'Asking…',
    links: [toSignIn],
    check: ({ email }) => (email ? undefined : 'Please enter your e-mail.'),
    send: async ({ email = '' }) => {
      const { message } = (await (await post('/api/v2/auth/password/requests', { email })).json()) as {
        message: string;
      };
      back(message);
    },
  });
}

function signUpView({ signUp, institution, canMail }: Ways, back: (notice?: string) => void): HTMLElement {
  const toSignIn = { label: 'Back to signing in', open: () => back() };
  if (signUp === 'closed')
    return noticeView(
      'An account',
      `Accounts are made by ${institution}. Ask the office there for an invitation.`,
      toSignIn,
    );
  return formView({
    title: 'An account',
    lead: `At ${institution}. ${canMail ? 'A link is mailed to you, which proves your address. ' : ''}${
      signUp === 'open'
        ? `Students may come in ${canMail ? 'then' : 'at once'}; teachers wait until an admin lets them in.`
        : 'An admin lets you in; until then you cannot sign in.'
    }`,
    fields: [{ name: 'name', label: 'Your name', type: 'text', autocomplete: 'name' }, emailField, newPasswordField],
    choices: [
      {
        name: 'role',
        label: 'I am a',
        options: [
          ['student', 'Student'],
          ['teacher', 'Teacher'],
        ],
      },
    ],
    submit: 'Ask for an account',
    submitting: 'Asking…',
    links: [toSignIn],
    check: ({ name, email, password = '' }) =>
      name && email && password ? faultOfPassword(password) : 'Please fill in all fields.',
    send: async (values) => {
      const { message } = (await (await post('/api/v2/auth/sign-up', values)).json()) as { message: string };
      back(message);
    },
  });
}

/** The code of a letter, for whoever cannot scan it. */
function letterView(back: () => void): HTMLElement {
  return formView({
    title: 'Your letter',
    lead: 'Type the code at the end of its address: three groups of four letters and digits.',
    fields: [{ name: 'code', label: 'Code', type: 'text', autocomplete: 'off' }],
    submit: 'Go on',
    submitting: 'Looking…',
    links: [{ label: 'Back to signing in', open: () => back() }],
    check: ({ code = '' }) =>
      /^[a-z0-9]{4}-?[a-z0-9]{4}-?[a-z0-9]{4}$/i.test(code) ? undefined : 'The code is like ABCD-EFGH-JKMN.',
    send: ({ code = '' }) => {
      location.hash = `welcome=${code}`;
      return Promise.resolve();
    },
  });
}

export function setUpView({ session, onSignedIn }: FrontDoor, secret: string): HTMLElement {
  // The link works once: when only the sign-in after it failed, the next try must not use it again.
  let isMade = false;
  return formView({
    title: 'Set up Muster',
    lead: 'Make the first administrator. This link works once.',
    fields: [{ name: 'name', label: 'Your name', type: 'text', autocomplete: 'name' }, emailField, newPasswordField],
    submit: 'Create administrator',
    submitting: 'Creating…',
    check: ({ name, email, password = '' }) =>
      name && email && password ? faultOfPassword(password) : 'Please fill in all three fields.',
    send: async ({ name = '', email = '', password = '' }) => {
      if (!isMade) await post('/api/v2/auth/setup', { secret, email, name, password });
      isMade = true;
      await session.signIn(email, password);
      onSignedIn();
    },
  });
}
