/**
 * Several files of one task, which keeps one: they lie in it one after the other, and the task's input says how long
 * each is.
 */

/** @param sizes bytes of each, in their order */
export function cutFiles(joined: Buffer | undefined, sizes: readonly number[]): Buffer[] {
  let end = 0;
  return sizes.map((size) => (joined ?? Buffer.alloc(0)).subarray(end, (end += size)));
}
