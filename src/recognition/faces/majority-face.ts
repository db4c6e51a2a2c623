/** Which photos of an enrolment show one person. */
import { type AnalysedFace, cosine } from '../vision/index.ts';
import { scoreAgainst, type Template } from './templates.ts';

/** A photo that can be used, not yet compared with the others. */
export interface UsablePhoto {
  photo: number;
  data: Buffer;
  face: AnalysedFace;
}

/**
 * Splits photos into those of one person and the rest. With templates on file they decide; among new photos alone it is
 * the largest group around one photo, and when no group is larger than another, nobody can say who is meant: none is
 * kept.
 */
export function splitByMajority(
  candidates: readonly UsablePhoto[],
  existing: readonly Template[],
  threshold: number,
): { alike: UsablePhoto[]; unlike: UsablePhoto[] } {
  const groupAround = (centre: UsablePhoto): UsablePhoto[] =>
    candidates.filter((other) => cosine(centre.face.embedding, other.face.embedding) >= threshold);
  const alike =
    existing.length > 0
      ? candidates.filter((candidate) => (scoreAgainst(candidate.face.embedding, existing) ?? -1) >= threshold)
      : majority(candidates.map(groupAround), candidates.length);
  return { alike, unlike: candidates.filter((candidate) => !alike.includes(candidate)) };
}

function majority(groups: UsablePhoto[][], total: number): UsablePhoto[] {
  const largest = groups.reduce((best, group) => (group.length > best.length ? group : best), []);
  return largest.length * 2 > total ? largest : [];
}
