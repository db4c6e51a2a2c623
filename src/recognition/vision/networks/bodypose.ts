/** Places the points of a body around a face. */
import type { Weights } from '../../weights/index.ts';
import { outputOf, type Network } from './network.ts';
import { mapRegion, samplePlanes, type Pyramid } from '../pixels/sample.ts';
import type { BodyPoint, FaceBox } from '../vision-types.ts';

const points = 17;
/**
 * What the network is shown: a square so many faces high, the face in the middle and so far down, so that shoulders and
 * arms are in it and few neighbours.
 */
const region = { faces: 5, down: 0.3 } as const;

/** In COCO's order, pixels of the image; beyond the photo all is black. */
export async function measureBodyPose(
  { described, run }: Network<Weights['bodyPose']>,
  pyramid: Pyramid,
  box: FaceBox,
): Promise<BodyPoint[]> {
  const side = box.height * region.faces;
  const x = box.x + box.width / 2 - side / 2;
  const y = box.y + box.height / 2 - side * region.down;
  const found = outputOf(
    await run(samplePlanes(pyramid, mapRegion(x, y, side, described.input.width), described.input)),
    described.output,
  );
  return Array.from({ length: points }, (_, point) => ({
    x: x + found[point * 3 + 1]! * side,
    y: y + found[point * 3]! * side,
    score: found[point * 3 + 2]!,
  }));
}
