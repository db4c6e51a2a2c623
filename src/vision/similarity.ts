/** How alike two faces are. */

/**
 * Cosine of two vectors of unit length: −1..1, 1 is the same picture.
 * @throws RangeError when the lengths differ, which means templates of different weights
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Embeddings of ${a.length} and ${b.length} numbers cannot be compared`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
