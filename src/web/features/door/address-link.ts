/** What a link in a mail brings that proves an address: its reader types the account's password, and comes in. */
import { Problem, post, sentenceOf } from '../../api/problem.ts';
import { formView, noticeView } from './front-form.ts';
import type { FrontDoor } from './front-door.ts';
import { enterByPassword } from './second-step.ts';
import { signInView } from './sign-in.ts';

/** Which address a link proves, and for whom. */
interface SeenProof {
  name: string;
  email: string;
  institution: string;
}

/** Names account and address, so that somebody who never asked for either sees that it is not theirs. */
export async function addressLinkView(door: FrontDoor, secret: string): Promise<HTMLElement> {
  try {
    const proof = (await (await post('/api/v2/auth/address/links', { secret })).json()) as SeenProof;
    return proveView(door, secret, proof);
  } catch (error) {
    const sentence =
      error instanceof Problem && error.status === 410
        ? `${sentenceOf(error)} If the address is proven already, sign in with it.`
        : `${sentenceOf(error)} Load this page again.`;
    return noticeView('This link', sentence, { label: 'To signing in', open: () => door.show(signInView(door)) });
  }
}

function proveView(door: FrontDoor, secret: string, { name, email, institution }: SeenProof): HTMLElement {
  // The link works once: when only the sign-in after it failed, the next try must not use it again.
  let isProven = false;
  return formView({
    title: 'Your address',
    lead: `${email} becomes the address of ${name} at ${institution}. If that is you, type the password of the account; if it is not, close this page.`,
    fields: [{ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }],
    submit: 'This is my address',
    submitting: 'Proving…',
    check: ({ password }) => (password ? undefined : 'Please type your password.'),
    send: async ({ password = '' }) => {
      if (!isProven) await post('/api/v2/auth/address/proofs', { secret, password });
      isProven = true;
      try {
        await enterByPassword(door, { login: email, password, back: () => door.show(signInView(door)) });
      } catch (error) {
        // The address is proven; an admin may still have to let them in.
        door.show(signInView(door, `Your address is proven. ${sentenceOf(error)}`));
      }
    },
  });
}
