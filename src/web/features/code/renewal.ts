/** When a code that ends is to be asked anew, pure. */

const aheadMs = 4_000;
const soonestMs = 1_000;
const usualMs = 8_000;

/**
 * Counted by the service's own clock, since that of a device may be wrong.
 * @param date the `Date` of its answer; to the second, so that half a second may be missing
 * @param travelMs how long the answer took
 */
export function msUntilRenewal(expiresAt: string, date: string | null, travelMs: number): number {
  const answeredAt = Date.parse(date ?? '');
  if (Number.isNaN(answeredAt)) return usualMs;
  const leftMs = Date.parse(expiresAt) - answeredAt - travelMs - aheadMs;
  // Half its life at most: clocks of service and proxy may differ.
  return Math.max(soonestMs, Math.min(usualMs, leftMs));
}
