/** The photo of a roll call with what was recognised drawn on it: a box a face, initials on those that have a name. */
import type { DrawInitials } from '../../fonts/index.ts';
import type { FaceBox, Vision } from '../../recognition/vision/index.ts';

export type FaceMark = 'named' | 'unsure' | 'unknown' | 'unclear';

export interface PictureMark {
  readonly box: FaceBox;
  readonly outcome: FaceMark;
  /** Whose face it is, when it has a name. */
  readonly name: string | null;
}

/** Longest side, pixels: sharp on a phone, small enough for a chat. */
const longestSidePx = 2048;
/** Told apart by those who see no red and green too: by lightness, by the letter, and by the dashes. */
const looks = {
  named: { colour: '#0b7a3b', dash: '' },
  unsure: { colour: '#e8a400', dash: '' },
  unknown: { colour: '#d5d9df', dash: 'stroke-dasharray="8 6"' },
  unclear: { colour: '#d5d9df', dash: 'stroke-dasharray="2 5"' },
} as const;
/** A phone shows the picture at about a sixth of its width in points, and two fingers make it thrice as large. */
const chipTextPx = { smallest: 32, largest: 72 };
/** Height of the letters, as a share of the box. */
const chipShare = 0.4;

/** @returns a JPEG. @throws as `Vision.overlay`. */
export async function drawRollCall(
  deps: { vision: Vision; drawInitials: DrawInitials },
  photo: Buffer,
  size: { width: number; height: number },
  marks: readonly PictureMark[],
): Promise<Buffer> {
  const scale = Math.min(1, longestSidePx / Math.max(size.width, size.height));
  const width = Math.round(size.width * scale);
  const height = Math.round(size.height * scale);
  const drawn: string[] = [];
  // Names last, so that no other box covers them.
  const inOrder = [...marks].sort((a, b) => rank(a) - rank(b));
  const chips: FaceBox[] = [];
  for (const mark of inOrder) drawn.push(await drawMark(deps.drawInitials, mark, { scale, width, height, chips }));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawn.join('')}</svg>`;
  return deps.vision.overlay(photo, { svg, width, height });
}

const rank = ({ outcome }: PictureMark): number => ['unclear', 'unknown', 'unsure', 'named'].indexOf(outcome);

interface Canvas {
  scale: number;
  width: number;
  height: number;
  /** Where initials are already. */
  chips: FaceBox[];
}

async function drawMark(
  drawInitials: DrawInitials,
  { box, outcome, name }: PictureMark,
  canvas: Canvas,
): Promise<string> {
  const { colour, dash } = looks[outcome];
  const { scale } = canvas;
  const [x, y, w, h] = [box.x * scale, box.y * scale, box.width * scale, box.height * scale];
  const line = Math.max(3, Math.round(h * 0.03));
  const rect = (stroke: string, width: number): string =>
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${line * 2}" fill="none" ${stroke} stroke-width="${width}"/>`;
  // On a dark line, since dashes of one colour are lost on a wall of the same.
  const frame = rect('stroke="#000" stroke-opacity="0.35"', line + 2) + rect(`stroke="${colour}" ${dash}`, line);
  const label = name ?? (outcome === 'unsure' ? '?' : undefined);
  if (label === undefined) return frame;
  const { svg, widthEm } = label === '?' ? questionMark : await drawInitials(label);
  const text = Math.min(chipTextPx.largest, Math.max(chipTextPx.smallest, h * chipShare));
  const chip = placeChip(
    { x, y, width: w, height: h },
    { width: (widthEm + 0.5) * text, height: text * 1.25 },
    line,
    canvas,
  );
  canvas.chips.push(chip);
  return (
    `${frame}<rect x="${chip.x}" y="${chip.y}" width="${chip.width}" height="${chip.height}" rx="${text * 0.25}" fill="${colour}"/>` +
    `<g fill="#fff" stroke="#fff" transform="translate(${chip.x + text * 0.25} ${chip.y + text * 0.99}) scale(${text})">${svg}</g>`
  );
}

/** Under the face, where it hides nobody's, or above it where other initials are there already; inside the picture. */
function placeChip(
  face: FaceBox,
  size: { width: number; height: number },
  line: number,
  { width, height, chips }: Canvas,
): FaceBox {
  const x = within(face.x + face.width / 2 - size.width / 2, width - size.width);
  const [below, above] = [face.y + face.height - line, face.y + line - size.height].map((y) => ({
    x,
    y: within(y, height - size.height),
    ...size,
  }));
  return [below!, above!].find((place) => chips.every((chip) => !overlap(chip, place))) ?? below!;
}

const within = (value: number, most: number): number => Math.min(Math.max(0, value), Math.max(0, most));

const overlap = (a: FaceBox, b: FaceBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A hook and a dot. */
const questionMark = {
  svg: '<path fill="none" stroke-width="0.11" stroke-linecap="round" d="M0.1 -0.52 A0.18 0.18 0 1 1 0.33 -0.35 Q0.28 -0.32 0.28 -0.22"/><circle stroke-width="0" cx="0.28" cy="-0.05" r="0.075"/>',
  widthEm: 0.56,
};
