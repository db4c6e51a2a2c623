/**
 * Puts the faces of several photos of one room together: somebody seen in two of them is one person, and what both show
 * counts.
 */
import { assignBest } from './assignment.ts';
import { cosine } from './similarity.ts';

export interface ComparableFace {
  /** Of unit length. */
  embedding: Float32Array;
  /** Its weight beside other faces of the person; above 0. */
  qualityScore: number;
}

export interface SeenPerson<Face> {
  /** One a photo at most, in the order of the photos. */
  faces: { photo: number; face: Face }[];
  /**
   * The mean over the faces by quality, of unit length: what they have in common weighs more than what one photo got
   * wrong.
   */
  embedding: Float32Array;
}

/**
 * Photo by photo, the faces go to the people seen so far, one to one with the greatest total likeness; nobody is in one
 * photo twice.
 * @param threshold cosine from which two faces are one person's
 */
export function fusePhotos<Face extends ComparableFace>(
  photos: readonly (readonly Face[])[],
  threshold: number,
): SeenPerson<Face>[] {
  const people: SeenPerson<Face>[] = [];
  for (const [photo, faces] of photos.entries()) {
    const known = assignBest(
      faces.map(({ embedding }) => people.map((person) => cosine(embedding, person.embedding))),
      threshold,
    );
    for (const [index, face] of faces.entries()) {
      const person = people[known.get(index) ?? -1];
      if (!person) people.push({ faces: [{ photo, face }], embedding: face.embedding });
      else person.embedding = meanEmbedding([...person.faces, { photo, face }].map((seen) => seen.face));
      person?.faces.push({ photo, face });
    }
  }
  return people;
}

/** What faces of one person have in common, of unit length, each with its weight. */
export function meanEmbedding(faces: readonly ComparableFace[]): Float32Array {
  const sum = new Float32Array(faces[0]?.embedding.length ?? 0);
  for (const { embedding, qualityScore } of faces)
    embedding.forEach((value, index) => {
      sum[index]! += value * qualityScore;
    });
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}
