/** Builds elements. Text only ever enters as text, so nothing that anyone wrote can become markup. */
import { drawings, type Drawing } from './drawings.ts';

type Child = Node | string;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that never submits a form by accident. */
export function button(attributes: Record<string, string>, children: Child[], onPress: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', onPress);
  return element;
}

/** Text for screen readers only. */
export const spoken = (text: string): HTMLElement => el('span', { class: 'spoken' }, text);

/** A line drawing that takes the colour of the text around it. */
export function icon(name: Drawing): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', drawings[name]);
  svg.append(path);
  return svg;
}

/** Phones raise a keyboard over half of the page on focus: there it waits until the person asks for it. */
export function focusIfKeyboard(element: HTMLElement): void {
  if (matchMedia('(pointer: fine)').matches) element.focus();
}
