/** The chart shows every photo of the session where it belongs, and says of which there is no figure. */
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createChart, type DrawnTimeline } from '../../src/focus/chart.ts';

const at = (minutes: number): Date => new Date(Date.parse('2026-11-18T09:00:00Z') + minutes * 60_000);
const frame = (minutes: number, figure: number | null) => ({
  id: String(minutes),
  takenAt: at(minutes),
  seen: 14,
  judged: figure === null ? 5 : 12,
  figure,
  low: figure && figure - 10,
  high: figure && figure + 5,
});
const timeline = (...frames: ReturnType<typeof frame>[]): DrawnTimeline => ({
  session: { startsAt: at(0), endsAt: at(90) },
  class: { timeZone: 'Europe/Zurich' },
  minimumPeople: 8,
  frames,
});
const draw = createChart();
const circlesOf = (svg: string): { x: number; y: number; fill: string }[] =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="(#\w+)"/g)].map(([, x, y, fill = '']) => ({
    x: Number(x),
    y: Number(y),
    fill,
  }));

it('draws a point a photo, later ones further to the right and higher figures higher, and hollow on the base where there is none', async () => {
  const svg = (await draw(timeline(frame(5, 90), frame(30, 40), frame(50, null), frame(80, 70)), 'svg')).toString();
  const [early, low, late, none] = circlesOf(svg) as [
    ReturnType<typeof circlesOf>[number],
    ReturnType<typeof circlesOf>[number],
    ReturnType<typeof circlesOf>[number],
    ReturnType<typeof circlesOf>[number],
  ];
  expect(circlesOf(svg)).toHaveLength(4);
  expect(early.x < low.x && low.x < none.x && none.x < late.x).toBe(true);
  expect(early.y < late.y && late.y < low.y && low.y < none.y).toBe(true);
  expect([none.fill, early.fill === none.fill]).toEqual(['#fff', false]);
  expect(svg.match(/<polyline/g)).toHaveLength(1);
});

it('draws one photo without a line, none at all as an empty chart, and letters without a font of the machine', async () => {
  const one = (await draw(timeline(frame(5, 90)), 'svg')).toString();
  expect([circlesOf(one).length, one.includes('<polyline'), one.includes('<text')]).toEqual([1, false, false]);
  expect(circlesOf((await draw(timeline(), 'svg')).toString())).toEqual([]);
});

it('stays inside the picture for photos before the start and after the end, and for a session of no length', async () => {
  for (const { x, y } of circlesOf((await draw(timeline(frame(-14, 100), frame(104, 0)), 'svg')).toString())) {
    expect([x >= 48 && x <= 532, y >= 60 && y <= 288]).toEqual([true, true]);
  }
  const single = await draw({ ...timeline(frame(0, 50)), session: { startsAt: at(0), endsAt: at(0) } }, 'svg');
  expect(single.toString()).not.toMatch(/NaN|Infinity/);
});

it('is a PNG twice as large as it is drawn', async () => {
  const { format, width, height } = await sharp(await draw(timeline(frame(5, 90)), 'png')).metadata();
  expect([format, width, height]).toEqual(['png', 1120, 720]);
});
