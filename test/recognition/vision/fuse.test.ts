/** Photos of one room are put together before anybody is named. */
import { describe, expect, it } from 'vitest';
import { fusePhotos } from '../../../src/recognition/vision/judging/fuse.ts';
import { cosine } from '../../../src/recognition/vision/judging/similarity.ts';

const threshold = 0.48;

/** A face that points mostly to the person, and aside by what its photo got wrong. */
function face(person: number, aside: number, qualityScore = 1): { embedding: Float32Array; qualityScore: number } {
  const embedding = new Float32Array(16);
  embedding[person] = 0.8;
  embedding[aside] = 0.6;
  return { embedding, qualityScore };
}

describe('faces of several photos', () => {
  it('of one person are one person, with a face from each photo', () => {
    const [ada, bo, adaAgain] = [face(0, 10), face(1, 11), face(0, 12)];
    expect(fusePhotos([[ada, bo], [adaAgain]], threshold).map(({ faces }) => faces)).toEqual([
      [
        { photo: 0, face: ada },
        { photo: 1, face: adaAgain },
      ],
      [{ photo: 0, face: bo }],
    ]);
  });

  it('come closer to the person together than any of them alone', () => {
    const alone = face(0, 10).embedding;
    const [person] = fusePhotos([[face(0, 10)], [face(0, 11)], [face(0, 12)]], threshold);
    const truth = new Float32Array(16);
    truth[0] = 1;
    expect(person!.faces).toHaveLength(3);
    expect(cosine(person!.embedding, truth)).toBeGreaterThan(cosine(alone, truth) + 0.1);
    expect(Math.hypot(...person!.embedding)).toBeCloseTo(1, 6);
  });

  it('weigh by what they are worth', () => {
    const [person] = fusePhotos([[face(0, 10, 1)], [face(0, 11, 0.1)]], threshold);
    expect(person!.embedding[10]).toBeGreaterThan(person!.embedding[11]! * 5);
  });

  it('of one photo are never one person, however alike', () => {
    expect(fusePhotos([[face(0, 10), face(0, 10)], [face(0, 10)]], threshold).map(({ faces }) => faces.length)).toEqual(
      [2, 1],
    );
  });

  it('go to whom they resemble most, not to whoever comes first', () => {
    const people = fusePhotos(
      [
        [face(0, 10), face(0, 11)],
        [face(0, 11), face(0, 10)],
      ],
      threshold,
    );
    expect(
      people.map(({ faces }) => faces.map((seen) => seen.face.embedding.findLastIndex((value) => value > 0))),
    ).toEqual([
      [10, 10],
      [11, 11],
    ]);
  });

  it('of strangers stay apart', () => {
    expect(fusePhotos([[face(0, 10)], [face(1, 10)]], threshold)).toHaveLength(2);
  });
});
