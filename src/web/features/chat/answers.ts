/** Pages that a link opens: a new password, a scanned QR code, and where somebody is. Each says what came of it. */
import { Problem, request, sentenceOf } from '../../api/problem.ts';
import { button, el } from '../../ui/dom.ts';
import type { Session } from '../../session/session.ts';

interface Receipt {
  decision: 'accepted' | 'needsReview' | 'rejected';
  status: string | null;
  reasons: { outcome: 'met' | 'failed' | 'doubtful' | 'unproven'; sentence: string }[];
}

const headlines = {
  accepted: 'You are checked in',
  needsReview: 'Your teacher will look at it',
  rejected: 'You are not checked in',
} as const;
const marks = { met: '✓', failed: '✗', doubtful: '?', unproven: '•' } as const;

function card(title: string, ...children: (Node | string)[]): HTMLElement {
  const inside = el(
    'div',
    { class: 'card form' },
    el('img', { src: '/app/icon.svg', alt: '', class: 'form-icon', width: '56', height: '56' }),
    el('h1', {}, title),
    ...children,
  );
  return el('main', { class: 'front' }, inside);
}

const receiptCard = (className: string, receipt: Receipt, ...more: Node[]): HTMLElement =>
  card(
    headlines[receipt.decision],
    el('p', { class: 'lead', role: 'status' }, receipt.status ? `${className}: ${receipt.status}` : className),
    el(
      'ul',
      { class: 'plain-list' },
      ...receipt.reasons.map(({ outcome, sentence }) => el('li', {}, `${marks[outcome]} ${sentence}`)),
    ),
    ...more,
  );

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});

/** Checks the person in with what a QR code said. `again` leads to the chat. */
export async function scan(session: Session, code: string, again: () => void): Promise<HTMLElement> {
  const [sessionId = '', ...rest] = code.split('.');
  const onward = button({ class: 'button primary wide' }, ['To the chat'], again);
  try {
    const answer = (await (
      await session.call('/api/v2/check-ins', json({ sessionId, qr: rest.join('.') }))
    ).json()) as { class: string; receipt: Receipt };
    return receiptCard(answer.class, answer.receipt, onward);
  } catch (error) {
    return card('You are not checked in', el('p', { class: 'form-error', role: 'alert' }, sentenceOf(error)), onward);
  }
}

/** Asks the browser where it is, once the person presses, and answers the request that the link stands for. */
export function placeView(secret: string, show: (view: HTMLElement) => void): HTMLElement {
  const error = el('p', { class: 'form-error', role: 'alert' });
  const look = button({ class: 'button primary wide' }, ['Show that I am here'], () => {
    look.disabled = true;
    look.textContent = 'Looking where you are…';
    error.textContent = '';
    void locate()
      .then((position) => answerPlace(secret, position))
      .then(show, (cause: unknown) => {
        look.disabled = false;
        look.textContent = 'Try again';
        error.textContent = sentenceOf(cause);
      });
  });
  return card(
    'Where are you?',
    el(
      'p',
      { class: 'lead' },
      'Your class asks for your place to check you in. It is looked at once, for this check-in, and kept so that only you and the school can explain it.',
    ),
    look,
    error,
  );
}

const refusals: Readonly<Record<number, string>> = {
  1: 'Your browser may not say where you are. Allow it in the address bar or in the settings, then try again.',
  2: 'Where you are could not be found out. Near a window it often works.',
  3: 'Finding out where you are took too long. Please try again.',
};

function locate(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      resolve,
      ({ code }) => reject(new Problem(refusals[code] ?? 'Your browser did not say where you are.')),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    );
  });
}

async function answerPlace(
  secret: string,
  { coords: { latitude, longitude, accuracy } }: GeolocationPosition,
): Promise<HTMLElement> {
  const answer = (await (
    await request('/api/v2/place-requests', json({ secret, latitude, longitude, accuracy }))
  ).json()) as { class: string; receipt: Receipt };
  return receiptCard(answer.class, answer.receipt);
}
