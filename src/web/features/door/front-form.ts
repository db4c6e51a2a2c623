/** A card with a form, as all pages in front of the chat are: it says what is missing, and what went wrong. */
import { sentenceOf } from '../../api/problem.ts';
import { button, el } from '../../ui/dom.ts';

export interface Field {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password';
  autocomplete: AutoFill;
  hint?: string;
}

export interface Choice {
  name: string;
  label: string;
  /** Value and what it is called; the first one is chosen. */
  options: readonly (readonly [value: string, label: string])[];
}

export interface FormPlan {
  title: string;
  lead: string;
  fields: readonly Field[];
  choices?: readonly Choice[];
  submit: string;
  submitting: string;
  /** Other ways, below the button. */
  links?: readonly { label: string; open: () => void }[];
  /** Stands below everything else. */
  aside?: HTMLElement;
  /** What is missing or wrong in words; undefined when it may be sent. */
  check(values: Record<string, string>): string | undefined;
  send(values: Record<string, string>): Promise<void>;
}

const shortestPassword = 8;
export const newPasswordField: Field = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'new-password',
  hint: `${shortestPassword} characters or more.`,
};
export const faultOfPassword = (password: string): string | undefined =>
  password.length < shortestPassword ? `The password needs ${shortestPassword} characters or more.` : undefined;

export function formView(plan: FormPlan, notice?: string): HTMLElement {
  const error = el('p', { class: 'form-error', role: 'alert', id: 'form-error' });
  const submit = el('button', { type: 'submit', class: 'button primary wide' }, plan.submit);
  const inputs = plan.fields.map(inputOf);
  const selects = (plan.choices ?? []).map(selectOf);
  const links = (plan.links ?? []).map(({ label, open }) => button({ class: 'quiet-link' }, [label], open));
  const form = el(
    'form',
    { class: 'card form', novalidate: '' },
    el('img', { src: '/app/icon.svg', alt: '', class: 'form-icon', width: '56', height: '56' }),
    el('h1', {}, plan.title),
    el('p', { class: 'lead' }, plan.lead),
    ...(notice ? [el('p', { class: 'form-notice', role: 'status' }, notice)] : []),
    ...plan.fields.map((field, at) => fieldRow(field, inputs[at]!)),
    ...(plan.choices ?? []).map(({ label }, at) =>
      el('div', { class: 'field' }, el('label', { for: selects[at]!.id }, label), selects[at]!),
    ),
    error,
    submit,
    ...(links.length > 0 ? [el('p', { class: 'form-links' }, ...links)] : []),
    ...(plan.aside ? [plan.aside] : []),
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
      [...inputs, ...selects].map((input) => [
        input.name,
        input.type === 'password' ? input.value : input.value.trim(),
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

/** A card that only says something, with one way on. */
export function noticeView(title: string, sentence: string, way: { label: string; open: () => void }): HTMLElement {
  return el(
    'main',
    { class: 'front' },
    el(
      'div',
      { class: 'card form' },
      el('img', { src: '/app/icon.svg', alt: '', class: 'form-icon', width: '56', height: '56' }),
      el('h1', {}, title),
      el('p', { class: 'lead', role: 'status' }, sentence),
      button({ class: 'button primary wide' }, [way.label], way.open),
    ),
  );
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
  if (field.autocomplete === 'username' || field.type === 'email') input.setAttribute('autocapitalize', 'none');
  return input;
}

function selectOf({ name, options }: Choice): HTMLSelectElement {
  return el(
    'select',
    { id: `field-${name}`, name },
    ...options.map(([value, label]) => el('option', { value }, label)),
  );
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
