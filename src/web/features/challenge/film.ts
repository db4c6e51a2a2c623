/** Takes the pictures of a challenge: what to do when, and a picture every so often. */
import { toJpeg } from '../camera/photos.ts';

export type HeadMove = 'left' | 'right';

export interface Step {
  /** Null: look into the camera. */
  turn: HeadMove | null;
  durationMs: number;
}

const firstLookMs = 1500;
const turnMs = 1700;
const backMs = 1100;
const pauseMs = 320;
/**
 * The first picture is compared with the enrolled ones; of the others it is enough to see the turn, and they have to
 * arrive in time.
 */
const sizes = { first: { sidePx: 960, quality: 0.9 }, others: { sidePx: 480, quality: 0.75 } } as const;

/** Look, then each turn and back. */
export const planSteps = (turns: readonly HeadMove[]): Step[] => [
  { turn: null, durationMs: firstLookMs },
  ...turns.flatMap((turn): Step[] => [
    { turn, durationMs: turnMs },
    { turn: null, durationMs: backMs },
  ]),
];

/** @param onTime is told with every picture of the screen which step it is and which share of all the time is over */
export async function film(
  video: HTMLVideoElement,
  steps: readonly Step[],
  options: { most: number; onTime: (step: Step, share: number) => void; signal: AbortSignal },
): Promise<Blob[]> {
  const ends = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, { durationMs }) => sum + durationMs, 0));
  const totalMs = ends.at(-1) ?? 0;
  const everyMs = Math.max(pauseMs, totalMs / (options.most - 1));
  const startedAt = performance.now();
  const pictures: Promise<Blob>[] = [];
  for (;;) {
    const nowMs = (await nextPaint(options.signal)) - startedAt;
    if (nowMs >= totalMs) return Promise.all(pictures);
    const step = steps[ends.findIndex((end) => nowMs < end)];
    if (step) options.onTime(step, Math.max(0, nowMs) / totalMs);
    if (nowMs < pictures.length * everyMs || pictures.length >= options.most) continue;
    const { sidePx, quality } = pictures.length === 0 ? sizes.first : sizes.others;
    pictures.push(toJpeg(video, video.videoWidth, video.videoHeight, sidePx, quality));
  }
}

function nextPaint(signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new DOMException('Closed', 'AbortError'));
    requestAnimationFrame(resolve);
  });
}
