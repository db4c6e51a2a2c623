/** Measures where a head is turned. */
import type { Weights } from '../../models/weights-schema.ts';
import { outputOf, softmax, type Network } from './network.ts';
import { mapRegion, samplePlanes, type Pyramid } from './sample.ts';
import type { FaceBox } from './vision-types.ts';

/** Degrees; 0 looks into the camera. */
export interface HeadPose {
  yawDeg: number;
  pitchDeg: number;
  rollDeg: number;
}

/** On a crop that shows the whole head, as the network was made for; each output spreads one angle over 66 bins of three degrees (Hopenet, arXiv 1710.00925). */
export async function measureHeadPose({ described, run }: Network<Weights['headPose']>, pyramid: Pyramid, box: FaceBox): Promise<HeadPose> {
  const side = Math.max(box.width, box.height) * (1 + 2 * described.margin);
  const x = box.x + box.width / 2 - side / 2;
  const y = box.y + box.height / 2 - side / 2;
  const outputs = await run(samplePlanes(pyramid, mapRegion(x, y, side, described.input.width), described.input));
  return {
    yawDeg: expectedDegrees(outputOf(outputs, described.output.yaw)),
    pitchDeg: expectedDegrees(outputOf(outputs, described.output.pitch)),
    rollDeg: expectedDegrees(outputOf(outputs, described.output.roll)),
  };
}

/** The expectation over the bins: Σ softmax·i·3 − 99 degrees. */
function expectedDegrees(bins: Float32Array): number {
  return softmax(bins).reduce((sum, share, index) => sum + share * index, 0) * 3 - 99;
}
