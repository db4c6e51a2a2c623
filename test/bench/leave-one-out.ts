/**
 * Whether the detector's settings hold on photos they were not chosen on: each photo is judged by what does best on all
 * the others.
 */
import { readFile } from 'node:fs/promises';
import { shippedWeights } from '../../src/recognition/weights/manifest.ts';
import { loadVerifiedWeights } from '../../src/recognition/weights/weights.ts';
import { gather, lookAgain, planLooks, propose, settle } from '../../src/recognition/vision/networks/crowd.ts';
import { decodePhoto } from '../../src/recognition/vision/pixels/decode.ts';
import type { Detection } from '../../src/recognition/vision/networks/detect.ts';
import { openNetwork } from '../../src/recognition/vision/networks/network.ts';
import { createPyramid } from '../../src/recognition/vision/pixels/sample.ts';
import { addTallies, recallOf, tally, type MarkedFace, type Tally } from './detection.ts';

/** What the mean of the second look may have to reach; the product's is among them. */
const settings = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
/** As much is lost by a false alarm as by a missed face. */
const lossOf = ({ bands, falseAlarms }: Tally): number =>
  falseAlarms + bands.reduce((sum, { faces, found }) => sum + faces - found, 0);

/** @param photos path and marked faces of each */
export async function leaveOneOut(
  photos: readonly { file: string; faces: readonly MarkedFace[] }[],
): Promise<{ recall: number; falseAlarms: number; chosen: [number, number] }> {
  const detector = await openNetwork((await loadVerifiedWeights()).detector, shippedWeights.detector);
  const tallies: Tally[][] = [];
  for (const { file, faces } of photos) {
    const { image, scale } = await decodePhoto(await readFile(file), 4096);
    const pyramid = createPyramid(image);
    const { certain, doubtful } = gather(
      await propose(detector, pyramid, planLooks(image, shippedWeights.detector.input)),
    );
    const confirmed = await lookAgain(detector, pyramid, doubtful, Math.min(...settings));
    tallies.push(
      settings.map((enough) =>
        tally(
          faces,
          surestFirst(settle([...certain, ...confirmed.filter(({ score }) => score >= enough)])).map(({ box }) =>
            enlarge(box, scale),
          ),
        ),
      ),
    );
  }
  const chosen = tallies.map((_, left) => bestSetting(tallies.filter((_tally, index) => index !== left)));
  const total = addTallies(tallies.map((ofPhoto, index) => ofPhoto[chosen[index]!]!));
  const used = chosen.map((index) => settings[index]!);
  return { recall: recallOf(total), falseAlarms: total.falseAlarms, chosen: [Math.min(...used), Math.max(...used)] };
}

/**
 * Of those that lose least the one in the middle, or the lower of two: a false face comes out as unknown, a missed one
 * is somebody marked absent.
 */
function bestSetting(tallies: readonly (readonly Tally[])[]): number {
  const losses = settings.map((_, setting) => lossOf(addTallies(tallies.map((ofPhoto) => ofPhoto[setting]!))));
  const best = losses.flatMap((loss, setting) => (loss === Math.min(...losses) ? [setting] : []));
  return best[Math.floor((best.length - 1) / 2)]!;
}

const surestFirst = (faces: readonly Detection[]): Detection[] => [...faces].sort((a, b) => b.score - a.score);

const enlarge = ({ x, y, width, height }: Detection['box'], scale: number): Detection['box'] => ({
  x: x * scale,
  y: y * scale,
  width: width * scale,
  height: height * scale,
});
