/** Where somebody is signed in, and signing one of these devices out. */
import { button, el } from '../../ui/dom.ts';
import type { Sheet } from '../../ui/dialog.ts';
import type { Session } from '../../session/session.ts';

interface Device {
  id: string;
  name: string;
  address: string | null;
  way: keyof typeof ways;
  isOldClient: boolean;
  isThis: boolean;
  signedInAt: string;
  lastUsedAt: string;
}

const ways = {
  password: 'password',
  passwordAndCode: 'password and code',
  passkey: 'passkey',
  face: 'face',
  signUp: 'signing up',
  signOn: "the school's own sign-in",
  earlier: undefined,
} as const;

const moment = (iso: string): string =>
  new Date(iso).toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** `leave` ends the sign-in of this page: here alone, or on every device. */
export function devicesView(
  session: Session,
  { guarded }: Sheet,
  leave: (where: 'here' | 'everywhere') => void,
): HTMLElement {
  const list = el('ul', { class: 'account-list devices' });
  const everywhere = button({ class: 'button secondary' }, ['Sign out everywhere'], () => leave('everywhere'));
  void guarded(look);

  async function look(): Promise<void> {
    const { devices } = (await (await session.call('/api/v2/me/devices')).json()) as { devices: Device[] };
    list.replaceChildren(...devices.map(row));
  }

  function row(device: Device): HTMLElement {
    const { id, name, address, way, isOldClient, isThis, signedInAt, lastUsedAt } = device;
    const facts = [
      isThis ? 'this one' : `last used ${moment(lastUsedAt)}`,
      [`since ${moment(signedInAt)}`, ...(ways[way] ? [`by ${ways[way]}`] : [])].join(' '),
      ...(address === null ? [] : [`from ${address}`]),
      ...(isOldClient ? ['an older app'] : []),
    ];
    const signOut = button(
      { class: 'button secondary', 'aria-label': `Sign out this one: ${name}` },
      ['Sign out this one'],
      () => {
        if (isThis) return leave('here');
        signOut.disabled = true;
        void guarded(async () => {
          await session.call(`/api/v2/me/devices/${id}`, { method: 'DELETE' });
          await look();
        });
      },
    );
    return el(
      'li',
      {},
      el('span', { class: 'account-name' }, name, el('span', { class: 'hint' }, facts.join(' · '))),
      signOut,
    );
  }

  return el(
    'section',
    {},
    el('h3', {}, 'Your devices'),
    el(
      'p',
      { class: 'hint' },
      'Something you do not know? Sign out everywhere, then choose another password with “Forgot your password?”.',
    ),
    list,
    el('div', { class: 'chips' }, everywhere),
  );
}
