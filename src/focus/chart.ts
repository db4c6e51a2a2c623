/**
 * The timeline of a session as a picture: the figure of each photo with its interval, 0 to 100 over the hours of the
 * lesson.
 */
import { createOutlines } from '../fonts/index.ts';
import { dayOf, formatInstant, startOfDay } from '../kernel/days.ts';
import type { FocusFrame } from './focus.schema.ts';
import { words } from './words/en.ts';

export interface DrawnTimeline {
  session: { startsAt: Date; endsAt: Date };
  class: { timeZone: string };
  minimumPeople: number;
  frames: readonly FocusFrame[];
}

const size = { width: 560, height: 360 } as const;
const plot = { left: 48, right: 28, top: 60, bottom: 72 } as const;
/** Pixels of the picture for one of the drawing: sharp on a phone. */
const density = 2;
const colours = { ink: '#1b1f24', quiet: '#59636e', line: '#d4d9df', accent: '#1d3f72', interval: '#9db4d6' } as const;
const tickMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 240];
const mostTicks = 6;
/** Counts nearer to each other than this would be written over each other. */
const countGapPx = 22;

type Anchor = 'start' | 'middle' | 'end';
type Write = (
  text: string,
  at: { x: number; y: number; size: number; colour?: string; anchor?: Anchor },
) => Promise<string>;

export type DrawTimeline = (timeline: DrawnTimeline, format: 'png' | 'svg') => Promise<Buffer>;

/**
 * Draws PNG or SVG. Letters are outlines, so that both look the same everywhere; fonts stay open as long as what this
 * returns lives.
 */
export function createChart(): DrawTimeline {
  const write = createWriter();
  return async (timeline, format) => {
    const svg = Buffer.from(await toSvg(write, timeline));
    if (format === 'svg') return svg;
    const { default: sharp } = await import('sharp');
    return sharp(svg, { density: 72 * density })
      .png()
      .toBuffer();
  };
}

async function toSvg(
  write: Write,
  { session, class: { timeZone }, minimumPeople, frames }: DrawnTimeline,
): Promise<string> {
  const moments = [session.startsAt, session.endsAt, ...frames.map(({ takenAt }) => takenAt)].map((moment) =>
    moment.getTime(),
  );
  const [from, to] = [Math.min(...moments), Math.max(...moments)];
  const x = (moment: Date): number =>
    plot.left + ((moment.getTime() - from) / Math.max(to - from, 1)) * (size.width - plot.left - plot.right);
  const y = (figure: number): number => plot.top + (1 - figure / 100) * (size.height - plot.top - plot.bottom);
  const shown = frames.flatMap(({ figure, low, high, ...frame }) =>
    figure === null || low === null || high === null ? [] : [{ ...frame, figure, low, high }],
  );
  const day = formatInstant(session.startsAt, timeZone, 'ccc d LLLL yyyy');
  const parts = [
    await write(words.focusIndexOfTheClass, { x: plot.left, y: 26, size: 18 }),
    await write(words.bars95Interval(day), { x: plot.left, y: 46, size: 13, colour: colours.quiet }),
    ...(await grid(write, { from, to, timeZone, x, y })),
    ...shown.map(({ takenAt, low, high }) => line(x(takenAt), y(low), x(takenAt), y(high), colours.interval, 5)),
    ...(shown.length > 1
      ? [
          `<polyline fill="none" stroke="${colours.accent}" stroke-width="2" stroke-linejoin="round" points="${shown.map(({ takenAt, figure }) => `${round(x(takenAt))},${round(y(figure))}`).join(' ')}"/>`,
        ]
      : []),
    ...shown.map(
      ({ takenAt, figure }) =>
        `<circle cx="${round(x(takenAt))}" cy="${round(y(figure))}" r="4.5" fill="${colours.accent}" stroke="#fff" stroke-width="1.5"/>`,
    ),
    // Hollow, on the base: something was seen, and nothing is said.
    ...frames
      .filter(({ figure }) => figure === null)
      .map(
        ({ takenAt }) =>
          `<circle cx="${round(x(takenAt))}" cy="${y(0)}" r="4.5" fill="#fff" stroke="${colours.quiet}" stroke-width="1.5"/>`,
      ),
    ...(await Promise.all(
      apart(frames, x).map(({ takenAt, judged }) =>
        write(String(judged), {
          x: x(takenAt),
          y: size.height - 32,
          size: 12,
          colour: colours.quiet,
          anchor: 'middle',
        }),
      ),
    )),
    await write(words.belowTheHoursPeopleJudgedHollow(minimumPeople), {
      x: plot.left,
      y: size.height - 10,
      size: 13,
      colour: colours.quiet,
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>`;
}

function apart(frames: readonly FocusFrame[], x: (moment: Date) => number): FocusFrame[] {
  let last = -Infinity;
  return frames.filter(({ takenAt }) => x(takenAt) - last >= countGapPx && ((last = x(takenAt)), true));
}

async function grid(
  write: Write,
  {
    from,
    to,
    timeZone,
    x,
    y,
  }: { from: number; to: number; timeZone: string; x: (moment: Date) => number; y: (figure: number) => number },
): Promise<string[]> {
  const levels = await Promise.all(
    [0, 25, 50, 75, 100].map(
      async (figure) =>
        line(plot.left, y(figure), size.width - plot.right, y(figure), colours.line, 1) +
        (await write(String(figure), {
          x: plot.left - 8,
          y: y(figure) + 4.5,
          size: 13,
          colour: colours.quiet,
          anchor: 'end',
        })),
    ),
  );
  const stepMs = (tickMinutes.find((minutes) => (to - from) / (minutes * 60_000) <= mostTicks) ?? 24 * 60) * 60_000;
  const midnight = startOfDay(dayOf(new Date(from), timeZone), timeZone).getTime();
  const ticks: string[] = [];
  // From midnight of the wall clock on, so that the hours are round ones.
  for (let atMs = midnight + Math.ceil((from - midnight) / stepMs) * stepMs; atMs <= to; atMs += stepMs) {
    const at = new Date(atMs);
    ticks.push(
      line(x(at), y(0), x(at), y(0) + 5, colours.quiet, 1) +
        (await write(formatInstant(at, timeZone, 'HH:mm'), {
          x: x(at),
          y: y(0) + 20,
          size: 13,
          colour: colours.quiet,
          anchor: 'middle',
        })),
    );
  }
  return [...levels, ...ticks];
}

function createWriter(): Write {
  const draw = createOutlines(400);
  const shares = { start: 0, middle: 0.5, end: 1 } as const;
  return async (text, { x, y, size: em, colour = colours.ink, anchor = 'start' }) => {
    const { svg, widthEm } = await draw([...text]);
    return `<g fill="${colour}" transform="translate(${round(x - shares[anchor] * widthEm * em)} ${round(y)}) scale(${em})">${svg}</g>`;
  };
}

const line = (x1: number, y1: number, x2: number, y2: number, colour: string, width: number): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;

const round = (value: number): number => Math.round(value * 100) / 100;
