/** Places the points of a body around a face. */
import { outputOf, type Network } from './network.ts';
import { mapRegion, samplePatch, type Pyramid } from './sample.ts';
import type { BodyPoint, FaceBox } from './vision-types.ts';

const inputPx = 192;
const points = 17;
/** What the network is shown: a square so many faces high, the face in the middle and so far down, so that shoulders and arms are in it and few neighbours. */
const region = { faces: 5, down: 0.3 } as const;

/** Input int32 1×192×192×3 RGB 0..255, black beyond the photo; output y, x, score of 17 points in 0..1 of the input. In COCO's order, pixels of the image. */
export async function measureBodyPose(network: Network, pyramid: Pyramid, box: FaceBox): Promise<BodyPoint[]> {
  const side = box.height * region.faces;
  const x = box.x + box.width / 2 - side / 2;
  const y = box.y + box.height / 2 - side * region.down;
  const patch = samplePatch(pyramid, mapRegion(x, y, side, inputPx), inputPx, inputPx);
  const found = outputOf(await network.run(Int32Array.from(patch, Math.round), [1, inputPx, inputPx, 3]), 'Identity');
  return Array.from({ length: points }, (_, point) => ({ x: x + found[point * 3 + 1]! * side, y: y + found[point * 3]! * side, score: found[point * 3 + 2]! }));
}
