/** The camera's picture in a ring that fills while the time runs, and what to do now: a word and an arrow. */
import { el, icon } from '../../ui/dom.ts';
import type { Step } from './film.ts';

const namespace = 'http://www.w3.org/2000/svg';
const radius = 47;
const length = 2 * Math.PI * radius;

const orders = {
  left: { word: 'Turn left', drawing: 'left' },
  right: { word: 'Turn right', drawing: 'right' },
  middle: { word: 'Look into the camera', drawing: 'face' },
} as const;

export interface Viewfinder {
  readonly element: HTMLElement;
  /** Shows the step, and which share of the time is over. */
  readonly show: (step: Step, share: number) => void;
}

export function createViewfinder(video: HTMLVideoElement): Viewfinder {
  const ring = drawRing();
  ring.fill(0);
  const arrow = el('span', { class: 'order-arrow', 'aria-hidden': 'true' });
  const word = el('p', { class: 'order-word', role: 'status' });
  const element = el(
    'div',
    { class: 'viewfinder' },
    el('div', { class: 'finder' }, video, ring.element),
    el('div', { class: 'order' }, arrow, word),
  );
  let shown: keyof typeof orders | undefined;
  return {
    element,
    show: ({ turn }, share) => {
      ring.fill(share);
      const order = turn ?? 'middle';
      if (order === shown) return;
      shown = order;
      // The arrow moves by it.
      element.dataset['order'] = order;
      arrow.replaceChildren(icon(orders[order].drawing));
      word.textContent = orders[order].word;
    },
  };
}

function drawRing(): { element: SVGSVGElement; fill: (share: number) => void } {
  const circle = (name: string): SVGCircleElement => {
    const drawn = document.createElementNS(namespace, 'circle');
    for (const [key, value] of Object.entries({ cx: '50', cy: '50', r: String(radius), class: name }))
      drawn.setAttribute(key, value);
    return drawn;
  };
  const done = circle('ring-done');
  done.setAttribute('stroke-dasharray', String(length));
  const element = document.createElementNS(namespace, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 100 100', class: 'ring', 'aria-hidden': 'true' }))
    element.setAttribute(key, value);
  element.append(circle('ring-whole'), done);
  return { element, fill: (share) => done.setAttribute('stroke-dashoffset', String(length * (1 - share))) };
}
