/** Showing once more who one is, where the service asks for it before a grave act. */
import { Problem, sentenceOf } from '../../api/problem.ts';
import { button, el } from '../../ui/dom.ts';
import { openSheet } from '../../ui/dialog.ts';
import { canUsePasskeys, usePasskey } from '../../session/passkeys.ts';
import type { Session } from '../../session/session.ts';

/** Does the work; where it needs a fresh proof, asks for one and does it again. @throws Problem */
export async function withProof<Done>(session: Session, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'proofRequired') throw error;
    if (!(await askForProof(session))) throw error;
    return work();
  }
}

interface Factors {
  passkeys: unknown[];
  authenticatorSince: string | null;
  recoveryCodesLeft: number;
}

/** @returns whether the proof was given. */
async function askForProof(session: Session): Promise<boolean> {
  const factors = (await (await session.call('/api/v2/me/second-factors')).json()) as Factors;
  const hasCodes =
    factors.authenticatorSince !== null || (factors.passkeys.length > 0 && factors.recoveryCodesLeft > 0);
  const kind = hasCodes ? 'code' : factors.passkeys.length > 0 ? undefined : 'password';
  return new Promise((resolve) => {
    let isGiven = false;
    const sheet = openSheet('Is it you?', 'proof-title', () => resolve(isGiven));
    const trouble = el('p', { class: 'form-error', role: 'alert' });
    const prove = async (proof: () => Promise<unknown>): Promise<void> => {
      trouble.textContent = '';
      try {
        const body = JSON.stringify(await proof());
        await session.call('/api/v2/auth/proof', {
          method: 'POST',
          body,
          headers: { 'Content-Type': 'application/json' },
        });
        isGiven = true;
        sheet.close();
      } catch (error) {
        trouble.textContent = sentenceOf(error);
      }
    };
    sheet.content.append(el('p', {}, 'What you are about to do is grave, so please show once more who you are.'));
    if (kind !== undefined)
      sheet.content.append(typedProof(kind, (typed) => void prove(() => Promise.resolve({ [kind]: typed }))));
    sheet.content.append(trouble);
    if (factors.passkeys.length > 0 && canUsePasskeys())
      sheet.content.append(
        button(
          { class: 'button primary wide' },
          ['Use a passkey'],
          () => void prove(async () => ({ passkey: await usePasskey() })),
        ),
      );
    sheet.content.querySelector<HTMLElement>('input, button')?.focus();
  });
}

function typedProof(kind: 'password' | 'code', send: (typed: string) => void): HTMLElement {
  const input = el('input', {
    id: 'proof-input',
    type: kind === 'password' ? 'password' : 'text',
    autocomplete: kind === 'password' ? 'current-password' : 'one-time-code',
    ...(kind === 'code' && { inputmode: 'text' }),
  });
  const form = el(
    'form',
    { class: 'form', novalidate: '' },
    el(
      'div',
      { class: 'field' },
      el('label', { for: input.id }, kind === 'password' ? 'Your password' : 'Code of your app, or a recovery code'),
      input,
    ),
    el('button', { type: 'submit', class: 'button primary wide' }, 'Go on'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(input.value);
  });
  return form;
}
