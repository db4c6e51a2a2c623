/** Guesses from one still whether a face was before the camera or on paper or a screen. Advice, never proof. */
import { outputOf, softmax, type Network } from './network.ts';
import { mapRegion, samplePlanes, type Pyramid } from './sample.ts';
import type { FaceBox } from './vision-types.ts';

const inputPx = 128;
/** The network looks at the surroundings too: a frame, a hand that holds a phone. */
const boxScale = 2.7;
const normalisation = { order: 'bgr', mean: [0, 0, 0], scale: [1, 1, 1] } as const;

/** Input 1×3×128×128, blue first, 0..255; `output` is real, flat picture, mask before softmax. Returns the share of real, 0..1. */
export async function measureLiveness(network: Network, pyramid: Pyramid, box: FaceBox): Promise<number> {
  // The largest square of that scale which fits into the photo, moved inside it.
  const side = Math.min(Math.max(box.width, box.height) * boxScale, pyramid.width, pyramid.height);
  const x = clamp(box.x + box.width / 2 - side / 2, pyramid.width - side);
  const y = clamp(box.y + box.height / 2 - side / 2, pyramid.height - side);
  const planes = samplePlanes(pyramid, mapRegion(x, y, side, inputPx), inputPx, inputPx, normalisation);
  const output = outputOf(await network.run(planes, [1, 3, inputPx, inputPx]), 'output');
  return softmax(output)[0]!;
}

function clamp(value: number, highest: number): number {
  return Math.min(Math.max(value, 0), highest);
}
