/** The promises of naming the faces of a class photo. */
import { describe, expect, it } from 'vitest';
import { assignFaces, type AssignmentRules } from '../../../src/recognition/vision/judging/assignment.ts';

const rules: AssignmentRules = { threshold: 0.42, lowerBound: 0.3, margin: 0.05 };

describe('one face', () => {
  it('is named when one student is clearly the best', () => {
    expect(assignFaces([[0.1, 0.7, 0.2]], rules)).toEqual([{ kind: 'named', student: 1, score: 0.7 }]);
  });

  it('is named exactly at the threshold', () => {
    expect(assignFaces([[0.42]], rules)).toEqual([{ kind: 'named', student: 0, score: 0.42 }]);
  });

  it('is left to the teacher between the bounds, best suggestion first and three at most', () => {
    expect(assignFaces([[0.31, 0.41, 0.33, 0.35, 0.1]], rules)).toEqual([
      {
        kind: 'unsure',
        candidates: [
          { student: 1, score: 0.41 },
          { student: 3, score: 0.35 },
          { student: 2, score: 0.33 },
        ],
      },
    ]);
  });

  it('is unknown when nobody comes near', () => {
    expect(assignFaces([[0.29, -0.2]], rules)).toEqual([{ kind: 'unknown' }]);
  });

  it('is unsure when a second student is as likely', () => {
    expect(assignFaces([[0.6, 0.57]], rules)).toEqual([
      {
        kind: 'unsure',
        candidates: [
          { student: 0, score: 0.6 },
          { student: 1, score: 0.57 },
        ],
      },
    ]);
  });
});

describe('several faces', () => {
  it('names both twins when each has a face of their own', () => {
    expect(
      assignFaces(
        [
          [0.6, 0.57],
          [0.5, 0.7],
        ],
        rules,
      ),
    ).toEqual([
      { kind: 'named', student: 0, score: 0.6 },
      { kind: 'named', student: 1, score: 0.7 },
    ]);
  });

  it('prefers the greatest total to the greatest single score', () => {
    const outcomes = assignFaces(
      [
        [0.8, 0.79],
        [0.75, 0.1],
      ],
      { ...rules, margin: 0 },
    );
    // Greedy would give student 0 to the first face and leave the second without anybody.
    expect(outcomes).toEqual([
      {
        kind: 'unsure',
        candidates: [
          { student: 0, score: 0.8 },
          { student: 1, score: 0.79 },
        ],
      },
      { kind: 'named', student: 0, score: 0.75 },
    ]);
  });

  it('gives a student to one face only', () => {
    const outcomes = assignFaces([[0.9], [0.8], [0.7]], rules);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['named', 'unsure', 'unsure']);
  });
});

describe('nobody there', () => {
  it.each([
    ['no faces', []],
    ['no students', [[], []]],
  ])('%s: nobody is named', (_name, scores: number[][]) => {
    expect(assignFaces(scores, rules)).toEqual(scores.map(() => ({ kind: 'unknown' })));
  });

  it('a score that is not a number names nobody', () => {
    expect(assignFaces([[Number.NaN, 0.1]], rules)).toEqual([{ kind: 'unknown' }]);
  });

  it('a threshold that would name anybody is refused', () => {
    expect(() => assignFaces([[0.5]], { ...rules, threshold: 0 })).toThrow(RangeError);
  });
});

describe('on any scores', () => {
  const cases = Array.from({ length: 200 }, (_, seed) => randomScores(seed));

  it('no student has two faces and no name is below the threshold', () => {
    for (const scores of cases) {
      const named = assignFaces(scores, rules).filter((outcome) => outcome.kind === 'named');
      expect(new Set(named.map(({ student }) => student)).size).toBe(named.length);
      expect(named.every(({ score }) => score >= rules.threshold)).toBe(true);
    }
  });

  it('the total is never below that of greedy choice', () => {
    for (const scores of cases) {
      // No rival is ever within this margin, so that every pair of the assignment shows.
      const named = assignFaces(scores, { ...rules, margin: -2 }).filter((outcome) => outcome.kind === 'named');
      const total = named.reduce((sum, { score }) => sum + score, 0);
      expect(total).toBeGreaterThanOrEqual(greedyTotal(scores) - 1e-9);
    }
  });

  it('a margin only ever takes names away', () => {
    for (const scores of cases) {
      const bare = assignFaces(scores, { ...rules, margin: -2 });
      assignFaces(scores, rules).forEach((outcome, face) => {
        if (outcome.kind === 'named') expect(outcome).toEqual(bare[face]);
      });
    }
  });
});

/** Up to nine faces by nine students, some alike; the same for the same seed. */
function randomScores(seed: number): number[][] {
  let state = seed + 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const faces = Math.floor(next() * 10);
  const students = Math.floor(next() * 10);
  return Array.from({ length: faces }, () => Array.from({ length: students }, () => next() * 1.2 - 0.3));
}

function greedyTotal(scores: number[][]): number {
  const pairs = scores
    .flatMap((row, face) => row.map((score, student) => ({ face, student, score })))
    .filter(({ score }) => score >= rules.threshold)
    .sort((a, b) => b.score - a.score);
  const faces = new Set<number>();
  const students = new Set<number>();
  let total = 0;
  for (const { face, student, score } of pairs) {
    if (faces.has(face) || students.has(student)) continue;
    faces.add(face);
    students.add(student);
    total += score;
  }
  return total;
}
