/** The class that is shown, as each of its parts is given it. */
import type { Answer } from '../../api/answers.ts';

export interface ShownClass {
  shown: Answer<'/api/v2/classes/{classId}'>;
}

const dayMs = 24 * 3600_000;

/** Around now, in whole hours so that the same question is asked once. */
export function spanAround(daysBack: number, daysAhead: number): { from: string; to: string } {
  const hour = Math.floor(Date.now() / 3600_000) * 3600_000;
  return {
    from: new Date(hour - daysBack * dayMs).toISOString(),
    to: new Date(hour + daysAhead * dayMs).toISOString(),
  };
}

/** A day as date fields hold it, by the reader's clock. */
export function dayBack(days: number): string {
  const day = new Date(Date.now() - days * dayMs);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
