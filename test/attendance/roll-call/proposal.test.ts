/** What is said of the photos of a room: a name only where one student stands out, and each person once. */
import { describe, expect, it } from 'vitest';
import { putTogether } from '../../../src/attendance/roll-call/proposal.ts';
import type { KnownRoster } from '../../../src/recognition/faces/faces.ts';
import type { GroupAnalysis, GroupFace } from '../../../src/recognition/vision/vision.ts';

const students = ['Ada', 'Bo', 'Chen'];
const roster = students.map((name, number) => ({
  id: name,
  number,
  name,
  familyName: null,
  givenName: null,
  externalId: null,
  enrolledAt: new Date(0),
  leftAt: null,
  spells: [{ from: new Date(0), to: null }],
  groupSpells: [],
}));
const axis = (...shares: readonly (readonly [number, number])[]): Float32Array => {
  const vector = new Float32Array(12);
  for (const [index, share] of shares) vector[index] = share;
  return vector.map((value) => value / Math.hypot(...vector));
};
const known = (threshold = 0.42, who = students): KnownRoster => ({
  templates: who.map((personId) => ({
    id: personId,
    personId,
    photoId: null,
    quality: 1,
    vector: axis([students.indexOf(personId), 1]),
  })),
  threshold,
  isCovered: true,
  sameFaceThreshold: 0.48,
  strangerChance: (score) => 1 - score,
});

let nextX = 0;
/**
 * A face whose cosine with that student is `likeness`; the rest points to `aside`, which stands for the photo or
 * another person.
 */
function face(student: number, likeness: number, aside: number): GroupFace {
  nextX += 100;
  const quality = { heightPx: 80, brightness: 120, sharpness: 100, yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  return {
    box: { x: nextX, y: 0, width: 60, height: 80 },
    score: 1,
    quality,
    qualityScore: 1,
    embedding: axis([student, likeness], [aside, Math.sqrt(1 - likeness ** 2)]),
  };
}
const unclear = (): GroupFace => ({ ...face(0, 0.9, 9), embedding: null, qualityScore: 0 });
const photo = (...faces: GroupFace[]): GroupAnalysis => ({ width: 1000, height: 800, faces });
const outcomes = (proposal: ReturnType<typeof putTogether>) =>
  proposal.photos.map(({ faces }) => faces.map(({ outcome, name }) => name ?? outcome));

it("says when the class's promise about strangers was not measured for so many", () => {
  expect(
    [true, false].map(
      (isCovered) => putTogether(roster, { ...known(), isCovered }, [photo(face(0, 0.9, 5))]).isCovered,
    ),
  ).toEqual([true, false]);
});

describe('several photos', () => {
  it('name somebody of whom neither photo alone is sure', () => {
    const [first, second] = [face(0, 0.4, 5), face(0, 0.4, 5)];
    second.embedding = axis([0, 0.4], [5, 0.7], [6, 0.59]);
    first.embedding = axis([0, 0.4], [5, 0.7], [7, 0.59]);
    expect(putTogether(roster, known(), [photo(first)]).unsure.map(({ candidates }) => candidates[0]!.name)).toEqual([
      'Ada',
    ]);
    const together = putTogether(roster, known(), [photo(first), photo(second)]);
    expect(together.named.map(({ name }) => name)).toEqual(['Ada']);
    expect(outcomes(together)).toEqual([['Ada'], ['Ada']]);
  });

  it('name a person once, with the clearer face, and count a stranger once', () => {
    const stranger = () => face(8, 1, 9);
    const proposal = putTogether(roster, known(), [
      photo(face(0, 0.8, 5), stranger()),
      photo(face(0, 0.95, 5), stranger()),
    ]);
    expect(proposal.named.map(({ name, photo: index }) => [name, index])).toEqual([['Ada', 1]]);
    expect(proposal.unknownFaces).toBe(1);
    expect(proposal.notSeen.map(({ name }) => name)).toEqual(['Bo', 'Chen']);
  });

  it('name a face that resembles only the student named elsewhere, though the two faces differ', () => {
    const proposal = putTogether(roster, known(), [photo(face(0, 0.65, 5)), photo(face(0, 0.6, 6))]);
    expect([proposal.named.length, proposal.unsure, outcomes(proposal)]).toEqual([1, [], [['Ada'], ['Ada']]]);
  });
});

describe('one photo', () => {
  it('never shows a student twice: the second face is somebody else', () => {
    const proposal = putTogether(roster, known(), [photo(face(0, 0.9, 5), face(0, 0.6, 6))]);
    expect([proposal.named.length, proposal.unknownFaces, outcomes(proposal)]).toEqual([1, 1, [['Ada', 'unknown']]]);
  });

  it('leaves a face between two students to the teacher, the likelier first, with the chance of a stranger', () => {
    const between = face(0, 1, 5);
    between.embedding = axis([0, 0.62], [1, 0.6], [7, 0.5]);
    const proposal = putTogether(roster, known(), [photo(between)]);
    expect(proposal.named).toEqual([]);
    expect(proposal.unsure[0]!.candidates.map(({ name }) => name)).toEqual(['Ada', 'Bo']);
    for (const { score, strangerChance } of proposal.unsure[0]!.candidates)
      expect(strangerChance).toBeCloseTo(1 - score, 9);
  });

  it('tells a face too poor to name from a stranger, and names it never', () => {
    const proposal = putTogether(roster, known(), [photo(unclear(), face(8, 1, 9))]);
    expect([proposal.named, proposal.unclearFaces, proposal.unknownFaces, outcomes(proposal)]).toEqual([
      [],
      1,
      1,
      [['unclear', 'unknown']],
    ]);
  });

  it('shows a student who never agreed as unknown', () => {
    const proposal = putTogether(roster, known(0.42, ['Bo', 'Chen']), [photo(face(0, 1, 5))]);
    expect([proposal.unknownFaces, proposal.notEnrolled, proposal.notSeen.length]).toEqual([1, 1, 3]);
  });
});
