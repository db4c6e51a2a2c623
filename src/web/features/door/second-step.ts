/** The second half of a sign-in: a code, or a passkey. */
import { Problem } from '../../api/problem.ts';
import { formView, type FormPlan } from './front-form.ts';
import { canUsePasskeys } from '../../session/passkeys.ts';
import type { FrontDoor } from './front-door.ts';

/** Signs in by password, and lets the person show their second factor where one is asked for. @throws Problem */
export async function enterByPassword(
  door: FrontDoor,
  { login, password, back }: { login: string; password: string; back: () => void },
): Promise<void> {
  try {
    await door.session.signIn(login, password);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'secondFactorRequired') throw error;
    return door.show(secondStepView(door, error, back));
  }
  door.onSignedIn();
}

/** What to show after the password was right, and a second factor is asked for. */
function secondStepView(
  { session, show, onSignedIn }: FrontDoor,
  { message, secondFactor }: Problem,
  back: () => void,
): HTMLElement {
  const { ticket = '', ways = [] } = secondFactor ?? {};
  const byPasskey = async (): Promise<void> => {
    await session.signInWithPasskey();
    onSignedIn();
  };
  const toSignIn = { label: 'Back to signing in', open: back };
  const isCode = ways.includes('code');
  const common: Pick<FormPlan, 'title' | 'lead'> = { title: 'Your second factor', lead: message };
  if (!isCode)
    return formView({
      ...common,
      fields: [],
      submit: 'Use my passkey',
      submitting: 'Waiting for your passkey…',
      links: [toSignIn],
      check: () => undefined,
      send: byPasskey,
    });
  const withPasskey = (): void =>
    void byPasskey().catch((error: unknown) =>
      show(secondStepView({ session, show, onSignedIn }, error as Problem, back)),
    );
  return formView({
    ...common,
    fields: [
      {
        name: 'code',
        label: 'Code of your app, or a recovery code',
        type: 'text',
        autocomplete: 'one-time-code',
      },
    ],
    submit: 'Sign in',
    submitting: 'Signing in…',
    links: [
      ...(ways.includes('passkey') && canUsePasskeys() ? [{ label: 'Use a passkey', open: withPasskey }] : []),
      toSignIn,
    ],
    check: ({ code }) => (code ? undefined : 'Please enter a code.'),
    send: async ({ code = '' }) => {
      await session.signInWithCode(ticket, code);
      onSignedIn();
    },
  });
}
