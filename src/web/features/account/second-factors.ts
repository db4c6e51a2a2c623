/** Passkeys, an authenticator app and recovery codes: what somebody has, and setting them up. */
import { button, el } from '../../ui/dom.ts';
import type { Sheet } from '../../ui/dialog.ts';
import { canUsePasskeys, makePasskey, nameOfThis } from '../../session/passkeys.ts';
import { withProof } from '../door/proof.ts';
import type { Session } from '../../session/session.ts';

interface Factors {
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null }[];
  authenticatorSince: string | null;
  recoveryCodesLeft: number;
  isRequired: boolean;
  dueAt: string | null;
}

const day = (iso: string): string => new Date(iso).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });

/** `onChanged` is called once a second factor was set up. */
export function secondFactorsView(session: Session, { guarded }: Sheet, onChanged: () => void): HTMLElement {
  const section = el('section', {});

  const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
    withProof(session, () =>
      session.call(`/api/v2/me/${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      }),
    );
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    (await (await call(method, path, body)).json()) as Answer;

  async function look(): Promise<void> {
    const factors = await ask<Factors>('GET', 'second-factors');
    section.replaceChildren(el('h3', {}, 'Second factor'), ...views(factors));
  }

  function views({ passkeys, authenticatorSince, recoveryCodesLeft, isRequired, dueAt }: Factors): HTMLElement[] {
    const has = passkeys.length > 0 || authenticatorSince !== null;
    const rows = passkeys.map(({ id, name, createdAt, lastUsedAt }) =>
      row(
        name,
        `passkey since ${day(createdAt)}${lastUsedAt ? `, last used ${day(lastUsedAt)}` : ''}`,
        `passkeys/${id}`,
      ),
    );
    if (authenticatorSince) rows.push(row('Authenticator app', `since ${day(authenticatorSince)}`, 'authenticator'));
    return [
      el(
        'p',
        { class: dueAt ? 'form-notice' : 'hint', ...(dueAt && { role: 'status' }) },
        explain(has, isRequired, dueAt),
      ),
      ...(rows.length > 0 ? [el('ul', { class: 'account-list devices' }, ...rows)] : []),
      ...(has
        ? [el('p', { class: 'hint' }, `${recoveryCodesLeft} recovery codes are left, for when you lose it.`)]
        : []),
      el('div', { class: 'chips' }, ...ways(has, authenticatorSince !== null)),
    ];
  }

  function ways(has: boolean, hasApp: boolean): HTMLElement[] {
    const act = (label: string, work: () => Promise<void>, kind = 'secondary'): HTMLElement => {
      const press = button({ class: `button ${kind}` }, [label], () => {
        press.disabled = true;
        void guarded(work).finally(() => (press.disabled = false));
      });
      return press;
    };
    return [
      ...(canUsePasskeys() ? [act('Add a passkey', addPasskey, has ? 'secondary' : 'primary')] : []),
      act(hasApp ? 'Change the app' : 'Use an authenticator app', offerApp),
      ...(has ? [act('New recovery codes', renewCodes)] : []),
    ];
  }

  function row(name: string, facts: string, path: string): HTMLElement {
    // Pressed once it asks, pressed again it does.
    const remove = button({ class: 'button secondary', 'aria-label': `Remove ${name}` }, ['Remove'], () => {
      if (remove.textContent === 'Remove') {
        remove.textContent = 'Really remove?';
        return;
      }
      remove.disabled = true;
      void guarded(async () => {
        await call('DELETE', path);
        await look();
      });
    });
    return el('li', {}, el('span', { class: 'account-name' }, name, el('span', { class: 'hint' }, facts)), remove);
  }

  async function addPasskey(): Promise<void> {
    const passkey = await makePasskey(await ask('POST', 'passkeys/options'));
    await call('POST', 'passkeys', { passkey, name: nameOfThis() });
    const { recoveryCodesLeft } = await ask<Factors>('GET', 'second-factors');
    onChanged();
    // Whoever loses the only passkey would be shut out.
    if (recoveryCodesLeft === 0) return renewCodes();
    await look();
  }

  async function renewCodes(): Promise<void> {
    showCodes((await ask<{ recoveryCodes: string[] }>('POST', 'recovery-codes')).recoveryCodes);
  }

  async function offerApp(): Promise<void> {
    const { secret, qr } = await ask<{ secret: string; qr: string }>('POST', 'authenticator');
    const input = el('input', { id: 'app-code', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '7' });
    const form = el(
      'form',
      { class: 'form', novalidate: '' },
      el('div', { class: 'field' }, el('label', { for: input.id }, 'The code that the app shows'), input),
      el('button', { type: 'submit', class: 'button primary wide' }, 'Take it into use'),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void guarded(async () => {
        const { recoveryCodes } = await ask<{ recoveryCodes: string[] }>('POST', 'authenticator/confirm', {
          code: input.value,
        });
        onChanged();
        showCodes(recoveryCodes);
      });
    });
    section.replaceChildren(
      el('h3', {}, 'Authenticator app'),
      el('p', {}, 'Scan this with the app on your phone, or type the key into it.'),
      el('img', { class: 'qr', alt: 'QR code with the key', src: `data:image/svg+xml,${encodeURIComponent(qr)}` }),
      el('p', { class: 'link-line' }, secret.replace(/(.{4})(?=.)/g, '$1 ')),
      form,
      button({ class: 'quiet-link' }, ['Not now'], () => void guarded(look)),
    );
    input.focus();
  }

  function showCodes(codes: readonly string[]): void {
    const copy = button({ class: 'button secondary' }, ['Copy'], () => {
      void navigator.clipboard.writeText(codes.join('\n')).then(() => (copy.textContent = 'Copied'));
    });
    section.replaceChildren(
      el('h3', {}, 'Recovery codes'),
      el(
        'p',
        {},
        'Keep these where you find them without your phone. Each stands in for your second factor once; you see them only now.',
      ),
      el('ul', { class: 'recovery-codes' }, ...codes.map((code) => el('li', {}, code))),
      el(
        'div',
        { class: 'chips' },
        copy,
        button({ class: 'button primary' }, ['I have them'], () => void guarded(look)),
      ),
    );
  }

  void guarded(look);
  return section;
}

function explain(has: boolean, isRequired: boolean, dueAt: string | null): string {
  if (dueAt !== null)
    return Date.parse(dueAt) <= Date.now()
      ? 'Your role needs a second factor. Set one up to go on.'
      : `Your role needs a second factor: please set one up by ${day(dueAt)}.`;
  if (has)
    return isRequired ? 'Your role needs one; you have it.' : 'Whoever learns your password still cannot come in.';
  return 'With one, whoever learns your password still cannot come in.';
}
