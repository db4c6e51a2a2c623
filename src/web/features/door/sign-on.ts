/** The school's own sign-in: its buttons, the way by address, what comes back from it, and the way out. */
import { post, sentenceOf } from '../../api/problem.ts';
import { button, el } from '../../ui/dom.ts';

/** One of the school's providers. */
export interface SignOnProvider {
  id: string;
  name: string;
  /** Addresses of these lead there. */
  domains: string[];
}

const storageKey = 'muster.signOn';

/** Leaves the page for the provider; an invitation comes along unseen. */
export async function startSignOn({ id }: SignOnProvider, invitation?: string): Promise<void> {
  const body = { returnTo: '/app', ...(invitation === undefined ? {} : { invitation }) };
  const { url } = (await (await post(`/api/v2/sign-on/providers/${id}/start`, body)).json()) as { url: string };
  location.assign(url);
}

/** Whose sign-in the address belongs to. */
export function providerOf(providers: readonly SignOnProvider[], login: string): SignOnProvider | undefined {
  const domain = /@([^@]+)$/.exec(login.trim().toLowerCase())?.[1];
  return providers.find(({ domains }) => domain !== undefined && domains.includes(domain));
}

/** A button for each provider, as soon as it is known which there are; nothing where there are none. */
export function signOnButtons(known: Promise<readonly SignOnProvider[]>, invitation?: string): HTMLElement {
  const box = el('div', { class: 'sign-on', role: 'group', 'aria-label': "The school's own sign-in" });
  const fault = el('p', { class: 'form-error', role: 'alert' });
  known.then(
    (providers) => {
      if (providers.length === 0) return;
      const buttons = providers.map((provider) =>
        button({ class: 'button wide' }, [`Sign in with ${provider.name}`], () => {
          for (const one of buttons) one.disabled = true;
          startSignOn(provider, invitation).catch((error: unknown) => {
            for (const one of buttons) one.disabled = false;
            fault.textContent = sentenceOf(error);
          });
        }),
      );
      box.replaceChildren(...buttons, fault);
    },
    (error: unknown) => box.replaceChildren(el('p', { class: 'form-error', role: 'alert' }, sentenceOf(error))),
  );
  return box;
}

/** What the service says of a sign-in that came to nothing, in words. */
const refusals: Readonly<Record<string, string>> = {
  expired: 'That sign-in took too long, or was used already. Please begin again.',
  otherBrowser:
    'That sign-in was begun in another browser. Please begin again here, and do not open links that others send.',
  notAccepted:
    "The school's sign-in sent an answer that cannot be trusted. Please try again; if it goes on, tell the office.",
  cancelled: 'You did not sign in at the school. Nothing has changed.',
  unreachable: "The school's own sign-in cannot be reached right now. Please try again later.",
  unknown: 'The school knows you, but you have no account here. Ask the office for an invitation.',
  addressNotProven:
    'There is an account with your address, and the school does not vouch for it being yours. Ask the office for an invitation.',
  waiting: 'Your account waits until an admin lets it in.',
  deactivated: 'Your account was closed. Ask the office if that is a mistake.',
  linkedOtherwise:
    'Your account, or the one at the school, is linked with another already. Ask the office to look at it.',
  invitationUsed: 'This invitation was used already or is too old. Sign in, or ask the office for a new one.',
};
export const refusalSentence = (code: string): string => refusals[code] ?? refusals['notAccepted'] ?? '';

/** Signing out leads to the provider too, which would otherwise let the next person at this computer in. */
export const rememberProvider = (id: string): void => localStorage.setItem(storageKey, id);

/** Whoever comes in by a password has no sign-in there that would have to end. */
export const forgetProvider = (): void => localStorage.removeItem(storageKey);

/** @returns where signing out goes on, for whoever came in by a provider; it is forgotten then. */
export function takeSignOutUrl(): string | undefined {
  const id = localStorage.getItem(storageKey);
  forgetProvider();
  return id === null ? undefined : `/api/v2/sign-on/providers/${id}/sign-out`;
}
