/** Which photos of an enrolment show one person. */
import { expect, test } from 'vitest';
import { splitByMajority } from '../../../src/recognition/faces/majority-face.ts';

/** Unit vectors: a person is a direction, a photo of them a little off it. */
const photoOf = (person: number, photo: number) => {
  const embedding = new Float32Array(8);
  embedding[person] = Math.cos(0.1);
  embedding[7] = Math.sin(0.1);
  return { photo, data: Buffer.alloc(0), face: { embedding } as never };
};
const template = (person: number) => ({
  id: '',
  personId: '',
  photoId: null,
  quality: 1,
  vector: Float32Array.from({ length: 8 }, (_, index) => (index === person ? 1 : 0)),
});
const photosKept = (candidates: ReturnType<typeof photoOf>[], existing: ReturnType<typeof template>[] = []) =>
  splitByMajority(candidates, existing, 0.335).alike.map((candidate) => candidate.photo);

test('photos of one person are kept, the one of somebody else is not', () => {
  expect(photosKept([photoOf(0, 1), photoOf(1, 2), photoOf(0, 3)])).toEqual([1, 3]);
});

test('of two photos that show two people none is kept: nobody can say who is meant', () => {
  expect(photosKept([photoOf(0, 1), photoOf(1, 2)])).toEqual([]);
});

test('templates on file decide, even against a majority of new photos', () => {
  expect(photosKept([photoOf(1, 1), photoOf(1, 2), photoOf(0, 3)], [template(0)])).toEqual([3]);
});

test('a single photo is kept', () => {
  expect(photosKept([photoOf(2, 1)])).toEqual([1]);
});
