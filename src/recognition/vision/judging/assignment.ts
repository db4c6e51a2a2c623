/** Gives the faces of one photo to the students of one class: each to one at most, or to nobody. */
import { munkres } from 'munkres';

export interface FaceCandidates {
  /** Index of the student (column of the scores). */
  student: number;
  score: number;
}

export type FaceOutcome =
  | { kind: 'named'; student: number; score: number }
  /** For a person to decide; best first, at most three. */
  | { kind: 'unsure'; candidates: FaceCandidates[] }
  | { kind: 'unknown' };

export interface AssignmentRules {
  /** From this score on a face may be given a name; above 0. */
  threshold: number;
  /** Below this score a student is not even a suggestion. */
  lowerBound: number;
  /** A rival student closer than this makes the name unsure. */
  margin: number;
}

const maxCandidates = 3;

/**
 * The one-to-one assignment with the greatest total score over the pairs at or above the threshold (Hungarian method);
 * pairs below it count nothing, so leaving a face unnamed is always allowed. A named face becomes unsure when a rival
 * student comes within the margin, unless that rival is better explained by the face it was given to.
 * @param scores one row a face, one column a student; cosines
 * @throws RangeError when the threshold is not above 0: then no name would be better than some
 * @returns one outcome a face, in the order of the rows
 */
export function assignFaces(scores: readonly (readonly number[])[], rules: AssignmentRules): FaceOutcome[] {
  if (!(rules.threshold > 0)) throw new RangeError(`A threshold of ${rules.threshold} names anybody`);
  const given = assignBest(scores, rules.threshold);
  const faceOf = new Map([...given].map(([face, student]) => [student, face]));
  return scores.map((row, face) => {
    const student = given.get(face);
    if (student === undefined) return unnamed(row, rules);
    const score = row[student]!;
    const isRival = (other: number): boolean => {
      const owner = faceOf.get(other);
      const isBetterExplained = owner !== undefined && scores[owner]![other]! > row[other]!;
      return other !== student && !isBetterExplained && score - row[other]! < rules.margin;
    };
    return row.some((_, other) => isRival(other)) ? unnamed(row, rules) : { kind: 'named', student, score };
  });
}

/** Row to column, one to one, with the greatest total score; only pairs at or above the threshold. */
export function assignBest(scores: readonly (readonly number[])[], threshold: number): Map<number, number> {
  const columns = scores[0]?.length ?? 0;
  if (columns === 0) return new Map();
  // Costs to be minimised; a pair below the threshold costs as much as no pair at all.
  const worth = (score: number): number => (score >= threshold ? score : 0);
  const pairs = munkres(scores.map((row) => row.map((score) => -worth(score))));
  return new Map(pairs.filter(([row, column]) => scores[row]![column]! >= threshold));
}

function unnamed(row: readonly number[], { lowerBound }: AssignmentRules): FaceOutcome {
  const candidates = row
    .map((score, student) => ({ student, score }))
    .filter(({ score }) => score >= lowerBound)
    .sort((a, b) => b.score - a.score)
    .slice(0, maxCandidates);
  return candidates.length > 0 ? { kind: 'unsure', candidates } : { kind: 'unknown' };
}
