/** Guesses from one still whether a face was before the camera or on paper or a screen. Advice, never proof. */
import type { Weights } from '../../models/weights-schema.ts';
import { outputOf, softmax, type Network } from './network.ts';
import { mapRegion, samplePlanes, type Pyramid } from './sample.ts';
import type { FaceBox } from './vision-types.ts';

/** The network looks at the surroundings too: a frame, a hand that holds a phone. Returns the share of real, 0..1. */
export async function measureLiveness({ described, run }: Network<Weights['liveness']>, pyramid: Pyramid, box: FaceBox): Promise<number> {
  // The largest square of that scale which fits into the photo, moved inside it.
  const side = Math.min(Math.max(box.width, box.height) * described.surroundings, pyramid.width, pyramid.height);
  const x = clamp(box.x + box.width / 2 - side / 2, pyramid.width - side);
  const y = clamp(box.y + box.height / 2 - side / 2, pyramid.height - side);
  const planes = samplePlanes(pyramid, mapRegion(x, y, side, described.input.width), described.input);
  const real = softmax(outputOf(await run(planes), described.output))[described.realIndex];
  if (real === undefined) throw new Error(`The liveness network has no output of number ${described.realIndex}`);
  return real;
}

function clamp(value: number, highest: number): number {
  return Math.min(Math.max(value, 0), highest);
}
