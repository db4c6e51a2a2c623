/**
 * The focus index on the page: admins turn it on and off class by class, teachers see how it stands, students agree or
 * withdraw.
 */
import { button, el } from '../../ui/dom.ts';
import type { Me, Session } from '../../session/session.ts';
import { openSheet, type Sheet } from '../../ui/dialog.ts';

interface State {
  classId: string;
  code: string;
  title: string;
  isOn: boolean;
  profile: 'standard' | 'eu';
  setting: {
    dpiaReference: string;
    minimumPeople: number;
    front: string;
    frontYawDeg: number;
    perStudent: boolean;
  } | null;
  sentence: string;
}

const whatItIs =
  'A number from 0 to 100 for where heads are turned and how shoulders are held in a photo of the room. It says nothing of what anybody thinks or feels. Photos are not kept.';
const fronts = {
  camera: 'where the camera is',
  majority: 'where most heads look',
  offset: 'beside the camera',
} as const;
const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

export function openFocus(session: Session, me: Me): void {
  const sheet = openSheet('Focus index', 'focus-title');
  void sheet.guarded(() =>
    me.role === 'student' ? showConsent(session, sheet) : showClasses(session, sheet, me.role === 'admin'),
  );
}

async function showConsent(session: Session, sheet: Sheet): Promise<void> {
  const consent = (await (await session.call('/api/v2/me/focus-consent')).json()) as {
    version: string;
    text: string;
    isGranted: boolean;
  };
  const own = (await (await session.call('/api/v2/me/focus')).json()) as {
    takenAt: string;
    index: number;
    uncertainty: number;
  }[];
  const [latest] = own;
  const kept = latest
    ? `Kept of you: ${own.length} ${own.length === 1 ? 'figure' : 'figures'}, the latest ${latest.index} ± ${latest.uncertainty}.`
    : 'Nothing is kept of you.';
  const change = consent.isGranted
    ? button({ class: 'button secondary' }, ['Withdraw and delete'], () => act({ method: 'DELETE' }))
    : button({ class: 'button primary' }, ['I agree'], () => act(json('POST', { textVersion: consent.version })));
  sheet.content.replaceChildren(
    el('p', {}, consent.text),
    el(
      'p',
      { class: 'hint', role: 'status' },
      `${consent.isGranted ? 'You have agreed.' : 'You have not agreed.'} ${kept}`,
    ),
    change,
  );

  function act(request: RequestInit): void {
    change.disabled = true;
    void sheet
      .guarded(async () => {
        await session.call('/api/v2/me/focus-consent', request);
        await showConsent(session, sheet);
      })
      .finally(() => (change.disabled = false));
  }
}

async function showClasses(session: Session, sheet: Sheet, mayTurnOn: boolean): Promise<void> {
  const states = (await (await session.call('/api/v2/focus/classes')).json()) as State[];
  const again = (): Promise<void> => showClasses(session, sheet, mayTurnOn);
  const rows = states.map((state) =>
    classRow(
      state,
      mayTurnOn
        ? { change: () => showForm(session, sheet, state, again), turnOff: () => turnOff(session, sheet, state, again) }
        : undefined,
    ),
  );
  const eu =
    states[0]?.profile === 'eu'
      ? [el('p', { class: 'hint' }, 'This institution works under the eu profile: never of a single person.')]
      : [];
  sheet.content.replaceChildren(
    el('p', {}, whatItIs),
    ...eu,
    rows.length > 0
      ? el('ul', { class: 'account-list' }, ...rows)
      : el('p', { class: 'hint' }, 'There are no classes yet.'),
  );
}

function classRow(state: State, on: { change: () => void; turnOff: () => void } | undefined): HTMLElement {
  const told = state.isOn ? state.sentence : on ? 'Off' : state.sentence;
  const off = button({ class: 'button secondary' }, ['Turn off'], () => {
    if (off.textContent === 'Turn off') off.textContent = 'Delete its figures?';
    else on?.turnOff();
  });
  const change = button(
    { class: 'button secondary', 'aria-label': `${state.isOn ? 'Change' : 'Turn on'} ${state.code}` },
    [state.isOn ? 'Change' : 'Turn on'],
    () => on?.change(),
  );
  const buttons = on ? [el('span', { class: 'row-buttons' }, change, ...(state.isOn ? [off] : []))] : [];
  return el(
    'li',
    {},
    el('span', { class: 'account-name' }, `${state.code} ${state.title}`, el('span', { class: 'hint' }, told)),
    ...buttons,
  );
}

function turnOff(session: Session, sheet: Sheet, { classId }: State, again: () => Promise<void>): void {
  void sheet.guarded(async () => {
    await session.call(`/api/v2/classes/${classId}/focus`, { method: 'DELETE' });
    await again();
  });
}

function showForm(
  session: Session,
  sheet: Sheet,
  { classId, code, profile, setting }: State,
  again: () => Promise<void>,
): void {
  const least = profile === 'eu' ? 8 : 5;
  const reference = el('input', {
    id: 'focus-dpia',
    required: '',
    minlength: '3',
    maxlength: '200',
    value: setting?.dpiaReference ?? '',
    autocomplete: 'off',
  });
  const people = el('input', {
    id: 'focus-people',
    type: 'number',
    min: String(least),
    max: '500',
    value: String(setting?.minimumPeople ?? 8),
  });
  const degrees = el('input', {
    id: 'focus-degrees',
    type: 'number',
    min: '-90',
    max: '90',
    value: String(setting?.frontYawDeg ?? 0),
  });
  const front = el(
    'select',
    { id: 'focus-front' },
    ...Object.entries(fronts).map(([value, label]) =>
      el('option', { value, ...(value === setting?.front ? { selected: '' } : {}) }, label),
    ),
  );
  const students = el('input', {
    id: 'focus-students',
    type: 'checkbox',
    ...(setting?.perStudent ? { checked: '' } : {}),
  });
  const beside = field('Degrees beside the camera', degrees, 'Positive: to the left of the picture.');
  const showDegrees = (): void => void (beside.hidden = front.value !== 'offset');
  front.addEventListener('change', showDegrees);
  showDegrees();
  const save = el('button', { type: 'submit', class: 'button primary' }, setting ? 'Save' : 'Turn on');
  const form = el(
    'form',
    { class: 'form' },
    el('h3', {}, code),
    field('Impact assessment (DPIA)', reference, 'Where it is kept: its number or address.'),
    field('No figure of fewer people than', people),
    field('The front is', front),
    beside,
    ...(profile === 'eu'
      ? []
      : [el('label', { class: 'check' }, students, ' Also student by student, of those who agree')]),
    el(
      'div',
      { class: 'row-buttons' },
      save,
      button({ class: 'button secondary' }, ['Cancel'], () => void sheet.guarded(again)),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save.disabled = true;
    const body = {
      dpiaReference: reference.value,
      minimumPeople: Number(people.value),
      front: front.value,
      frontYawDeg: Number(degrees.value),
      perStudent: profile !== 'eu' && students.checked,
    };
    void sheet
      .guarded(async () => {
        await session.call(`/api/v2/classes/${classId}/focus`, json('PUT', body));
        await again();
      })
      .finally(() => (save.disabled = false));
  });
  sheet.content.replaceChildren(form);
  reference.focus();
}

const field = (label: string, input: HTMLElement, hint = ''): HTMLElement =>
  el('div', { class: 'field' }, el('label', { for: input.id }, label), input, el('p', { class: 'hint' }, hint));
