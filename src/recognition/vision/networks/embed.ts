/** Turns an aligned face into numbers whose direction stands for the person. */
import type { Weights } from '../../weights/index.ts';
import { outputOf, type Network } from './network.ts';
import { toPlanes, type Patch } from '../pixels/sample.ts';

/**
 * Returns as many numbers as the manifest says (512 with the shipped network), of unit length, to be compared by
 * cosine.
 */
export async function embedFace(
  { described, run }: Network<Weights['embedder']>,
  aligned: Patch,
): Promise<Float32Array> {
  const raw = outputOf(await run(toPlanes(aligned, described.input)), described.output);
  if (raw.length !== described.length)
    throw new Error(`The embedder makes ${raw.length} numbers of a face, not ${described.length} as its manifest says`);
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
}
