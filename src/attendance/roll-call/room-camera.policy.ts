/** What many looks of a camera say together about one student. */

export interface Sightings {
  /** Looks in which the student was named. */
  named: number;
  /** Looks in which somebody was likeliest the student, and yet not surely. */
  unsure: number;
  /** The best cosine of all looks. */
  score: number;
}

/**
 * With every look a stranger has another chance to resemble somebody: from so many looks on, one alone is not enough.
 */
const manyLooks = 5;

/**
 * Named often enough for the number of looks; and if more often in doubt than named, once beyond doubt. Each look keeps
 * to the roll call's own threshold; looks of one minute are no independent witnesses, so nothing is multiplied: what is
 * proposed still waits for the teacher.
 * @param clearScore cosine from which a face is somebody's beyond doubt
 */
export function isSurelySeen({ named, unsure, score }: Sightings, looks: number, clearScore: number): boolean {
  return named >= (looks < manyLooks ? 1 : 2) && (named >= unsure || score >= clearScore);
}
