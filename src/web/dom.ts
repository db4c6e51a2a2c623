/** Builds elements. Text only ever enters as text, so nothing that anyone wrote can become markup. */

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

const paths = {
  left: 'M19 12H5M11 6l-6 6 6 6',
  right: 'M5 12h14M13 6l6 6-6 6',
  face: 'M12 4.5c3.6 0 6 2.8 6 7s-2.6 8-6 8-6-3.8-6-8 2.4-7 6-7zM9.5 11h.01M14.5 11h.01M9.8 15.2c1.4 1 3 1 4.4 0',
  camera:
    'M4 8.5A1.5 1.5 0 0 1 5.5 7h2l1.5-2.5h6L16.5 7h2A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM12 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  photo:
    'M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM4.5 16.5l4.5-4.5 3.5 3.5 2.5-2.5 4.5 4.5M15 9.3h.01',
  send: 'M12 19V5M6 11l6-6 6 6',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  file: 'M13.5 4H7.5A1.5 1.5 0 0 0 6 5.5v13A1.5 1.5 0 0 0 7.5 20h9a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 4v4.5H18',
  download: 'M12 5v10M7.5 11l4.5 4.5 4.5-4.5M5.5 19h13',
  tick: 'M5.5 12.5l4.5 4.5 8.5-9.5',
  clock: 'M12 6.5V12l3.5 2.5',
  eye: 'M3 12s3.3-5.5 9-5.5 9 5.5 9 5.5-3.3 5.5-9 5.5S3 12 3 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  link: 'M10 14a4 4 0 0 0 5.7.3l3-3a4 4 0 0 0-5.7-5.6l-1 1M14 10a4 4 0 0 0-5.7-.3l-3 3a4 4 0 0 0 5.7 5.6l1-1',
  key: 'M14.5 9.5a4 4 0 1 0-3.4 3.95L13 15.5h2v2h2v2h3v-3l-5.6-5.6M9.5 8.5h.01',
  swap: 'M5 11a7 7 0 0 1 12-4.5L19 8.5M19 4.5v4h-4M19 13a7 7 0 0 1-12 4.5L5 15.5M5 19.5v-4h4',
} as const;

/** A line drawing that takes the colour of the text around it. */
export function icon(name: keyof typeof paths): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }))
    svg.setAttribute(key, value);
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

/** Phones raise a keyboard over half of the page on focus: there it waits until the person asks for it. */
export function focusIfKeyboard(element: HTMLElement): void {
  if (matchMedia('(pointer: fine)').matches) element.focus();
}
