/** Chat accounts: which are linked, and a code to link one. */
import { button, el } from '../../ui/dom.ts';
import type { Session } from '../../session/session.ts';
import { openSheet } from '../../ui/dialog.ts';

interface Linked {
  accounts: { id: string; platform: 'slack' | 'teams'; linkedAt: string }[];
  platforms: { platform: 'slack' | 'teams'; chatUrl?: string }[];
}

interface Code {
  code: string;
  expiresAt: string;
}

const names = { slack: 'Slack', teams: 'Microsoft Teams' } as const;
const lookEveryMs = 3000;

export function openAccounts(session: Session): void {
  let timer: number | undefined;
  let shown = '';
  const { content, guarded } = openSheet('Chat accounts', 'accounts-title', () => clearInterval(timer));
  const read = async (): Promise<Linked> => (await (await session.call('/api/v2/me/linked-accounts')).json()) as Linked;
  void look();

  /** Shows what is linked now; while a code is on the screen, the moment it was used. */
  async function look(): Promise<void> {
    await guarded(async () => {
      const linked = await read();
      const state = JSON.stringify(linked.accounts);
      if (state === shown) return;
      shown = state;
      clearInterval(timer);
      content.replaceChildren(...views(linked));
    });
  }

  function views(linked: Linked): HTMLElement[] {
    if (linked.platforms.length === 0 && linked.accounts.length === 0)
      return [el('p', {}, 'This Muster is not connected to Slack or Teams. An admin can connect it.')];
    const rows = linked.accounts.map((account) => accountRow(account));
    const list =
      rows.length > 0
        ? el('ul', { class: 'account-list' }, ...rows)
        : el(
            'p',
            {},
            'No account is linked yet. Linked, you can check in, ask and answer in chat just as you do here.',
          );
    const get = button({ class: 'button primary' }, ['Get a code'], () => {
      get.disabled = true;
      void guarded(async () =>
        showCode(
          linked,
          (await (await session.call('/api/v2/me/linked-accounts/codes', { method: 'POST' })).json()) as Code,
        ),
      ).finally(() => (get.disabled = false));
    });
    return linked.platforms.length > 0 ? [list, get] : [list];
  }

  function accountRow({ id, platform, linkedAt }: Linked['accounts'][number]): HTMLElement {
    const since = new Date(linkedAt).toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
    // Pressed once it asks, pressed again it does.
    const unlink = button({ class: 'button secondary' }, ['Unlink'], () => {
      if (unlink.textContent === 'Unlink') {
        unlink.textContent = 'Really unlink?';
        return;
      }
      unlink.disabled = true;
      void guarded(async () => {
        await session.call(`/api/v2/me/linked-accounts/${id}`, { method: 'DELETE' });
        await look();
      });
    });
    return el(
      'li',
      {},
      el('span', { class: 'account-name' }, names[platform], el('span', { class: 'hint' }, `since ${since}`)),
      unlink,
    );
  }

  function showCode(linked: Linked, { code, expiresAt }: Code): void {
    const line = `link ${code}`;
    const left = el('p', { class: 'hint', role: 'timer' });
    const copy = button(
      { class: 'button secondary' },
      ['Copy'],
      () => void navigator.clipboard.writeText(line).then(() => (copy.textContent = 'Copied')),
    );
    const teams = linked.platforms.find((one) => one.platform === 'teams')?.chatUrl;
    const openTeams =
      teams === undefined
        ? []
        : [
            el(
              'a',
              {
                class: 'button secondary',
                href: `${teams}&message=${encodeURIComponent(line)}`,
                target: '_blank',
                rel: 'noopener',
              },
              'Open in Teams',
            ),
          ];
    const where = linked.platforms.map((one) => names[one.platform]).join(' or ');
    content.replaceChildren(
      el('p', {}, `In ${where}, open a direct message with Muster and send it this line:`),
      el('p', { class: 'link-line' }, line),
      el('div', { class: 'chips' }, copy, ...openTeams),
      left,
      el('p', { class: 'hint' }, 'Whoever sends it is taken for you: pass it to nobody.'),
    );
    copy.focus();
    const tick = (): void => {
      const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - Date.now()) / 1000));
      left.textContent =
        seconds > 0
          ? `Good for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} minutes, once.`
          : 'This code is no longer good. Press Done and get a new one.';
    };
    tick();
    const startedAt = Date.now();
    clearInterval(timer);
    timer = window.setInterval(() => {
      tick();
      if ((Date.now() - startedAt) % lookEveryMs < 1000) void look();
    }, 1000);
  }
}
