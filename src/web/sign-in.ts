/**
 * The forms in front of the chat: sign-in, the one that makes the first administrator, and the one for a new password.
 */
import { request, sentenceOf } from './api.ts';
import { button, el } from './dom.ts';
import type { Session } from './signed-in.ts';

interface Field {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password';
  autocomplete: AutoFill;
  hint?: string;
}

interface FormPlan {
  title: string;
  lead: string;
  fields: readonly Field[];
  submit: string;
  submitting: string;
  /** What is missing or wrong in words; undefined when it may be sent. */
  check(values: Record<string, string>): string | undefined;
  send(values: Record<string, string>): Promise<void>;
}

const emailField: Field = { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' };

export function signInView(session: Session, onSignedIn: () => void, notice?: string): HTMLElement {
  return formView(
    {
      title: 'Muster',
      lead: 'The attendance desk that lives in chat.',
      fields: [emailField, { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }],
      submit: 'Sign in',
      submitting: 'Signing in…',
      check: ({ email, password }) => (email && password ? undefined : 'Please enter your e-mail and your password.'),
      send: async ({ email = '', password = '' }) => {
        await session.signIn(email, password);
        onSignedIn();
      },
    },
    notice,
  );
}

const shortestPassword = 8;

export function setUpView(session: Session, secret: string, onSignedIn: () => void): HTMLElement {
  // The link works once: when only the sign-in after it failed, the next try must not use it again.
  let isMade = false;
  return formView({
    title: 'Set up Muster',
    lead: 'Make the first administrator. This link works once.',
    fields: [
      { name: 'name', label: 'Your name', type: 'text', autocomplete: 'name' },
      emailField,
      {
        name: 'password',
        label: 'Password',
        type: 'password',
        autocomplete: 'new-password',
        hint: `${shortestPassword} characters or more.`,
      },
    ],
    submit: 'Create administrator',
    submitting: 'Creating…',
    check: ({ name, email, password = '' }) => {
      if (!name || !email || !password) return 'Please fill in all three fields.';
      return password.length < shortestPassword
        ? `The password needs ${shortestPassword} characters or more.`
        : undefined;
    },
    send: async ({ name = '', email = '', password = '' }) => {
      if (!isMade) {
        const body = JSON.stringify({ secret, email, name, password });
        await request('/api/v2/auth/setup', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
        isMade = true;
      }
      await session.signIn(email, password);
      onSignedIn();
    },
  });
}

/** A one-time link that sets a new password; afterwards everybody signs in anew. */
export function resetView(secret: string, onReset: () => void): HTMLElement {
  return formView({
    title: 'A new password',
    lead: 'Choose a password. This link works once, and every sign-in until now ends.',
    fields: [
      {
        name: 'password',
        label: 'New password',
        type: 'password',
        autocomplete: 'new-password',
        hint: `${shortestPassword} characters or more.`,
      },
    ],
    submit: 'Set the password',
    submitting: 'Setting…',
    check: ({ password = '' }) =>
      password.length < shortestPassword ? `The password needs ${shortestPassword} characters or more.` : undefined,
    send: async ({ password = '' }) => {
      await request('/api/v2/auth/password/reset', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ secret, newPassword: password }),
      });
      onReset();
    },
  });
}

function formView(plan: FormPlan, notice?: string): HTMLElement {
  const error = el('p', { class: 'form-error', role: 'alert', id: 'form-error' });
  const submit = el('button', { type: 'submit', class: 'button primary wide' }, plan.submit);
  const inputs = plan.fields.map(inputOf);
  const form = el(
    'form',
    { class: 'card form', novalidate: '' },
    el('img', { src: '/app/icon.svg', alt: '', class: 'form-icon', width: '56', height: '56' }),
    el('h1', {}, plan.title),
    el('p', { class: 'lead' }, plan.lead),
    ...(notice ? [el('p', { class: 'form-notice', role: 'status' }, notice)] : []),
    ...plan.fields.map((field, at) => fieldRow(field, inputs[at]!)),
    error,
    submit,
  );

  function setBusy(isBusy: boolean): void {
    submit.disabled = isBusy;
    submit.textContent = isBusy ? plan.submitting : plan.submit;
  }

  function refuse(sentence: string): void {
    error.textContent = sentence;
    (inputs.find((input) => input.value.trim() === '') ?? inputs.at(-1))?.focus();
  }

  async function send(): Promise<void> {
    // Only a password may begin or end with a space on purpose.
    const values = Object.fromEntries(
      inputs.map((input) => [
        input.name,
        input.type === 'email' || input.name === 'name' ? input.value.trim() : input.value,
      ]),
    );
    error.textContent = '';
    const fault = plan.check(values);
    if (fault !== undefined) return refuse(fault);
    setBusy(true);
    try {
      await plan.send(values);
    } catch (cause) {
      setBusy(false);
      refuse(sentenceOf(cause));
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  return el('main', { class: 'front' }, form);
}

function inputOf(field: Field): HTMLInputElement {
  const input = el('input', {
    id: `field-${field.name}`,
    name: field.name,
    type: field.type,
    autocomplete: field.autocomplete,
    required: '',
    'aria-describedby': `hint-${field.name} form-error`,
  });
  if (field.type === 'email') input.setAttribute('autocapitalize', 'none');
  return input;
}

function fieldRow(field: Field, input: HTMLInputElement): HTMLElement {
  const hint = el('p', { class: 'hint', id: `hint-${field.name}` }, field.hint ?? '');
  const box = el('div', { class: 'field-box' }, input, ...(field.type === 'password' ? [revealButton(input)] : []));
  return el('div', { class: 'field' }, el('label', { for: input.id }, field.label), box, hint);
}

/** Typing a password on a phone goes wrong less often when it can be seen. */
function revealButton(input: HTMLInputElement): HTMLButtonElement {
  const reveal = button({ class: 'reveal', 'aria-pressed': 'false', 'aria-label': 'Show password' }, ['Show'], () => {
    const isShown = input.type === 'password';
    input.type = isShown ? 'text' : 'password';
    reveal.textContent = isShown ? 'Hide' : 'Show';
    reveal.setAttribute('aria-pressed', String(isShown));
  });
  return reveal;
}
