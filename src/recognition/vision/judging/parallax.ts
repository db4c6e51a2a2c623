/**
 * How far the nose stands out of the plane of the face between two pictures. A flat picture of a face, however it is
 * tilted, turned, moved, sheared or bent into perspective, is mapped by a homography, and so are all its landmarks; the
 * nose of a head that turns moves further than that.
 */
import { meanOf } from '../../../kernel/mean.ts';
import type { Point } from '../vision-types.ts';

/** In the iBUG 300-W order: corners of the eyes, and the tip of the nose. */
const eyeCorners = { left: [36, 39], right: [42, 45] } as const;
const noseTip = 30;

/**
 * Where the tip of the nose is, against where the homography that fits all landmarks best would have it.
 * @param frontal 68 landmarks of a face that looks into the camera
 * @param other the same of another picture
 * @returns in distances between the eyes of `other`: above 0 it is to the right in the picture, as when somebody looks
 * to their own left
 */
export function measureParallax(frontal: readonly Point[], other: readonly Point[]): number {
  const [from, to] = [normalise(frontal), normalise(other)];
  const { x, y } = from.points[noseTip]!;
  const [a, b, c, , , , g, h] = fitHomography(from.points, to.points) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const expected = (a * x + b * y + c) / (g * x + h * y + 1);
  return (to.points[noseTip]!.x - expected) / to.eyeDistance;
}

/** Moved to their centre and scaled to their spread, without which the fit would be ill-conditioned (Hartley 1997). */
function normalise(points: readonly Point[]): { points: Point[]; eyeDistance: number } {
  const [centreX, centreY] = [meanOf(points.map(({ x }) => x)), meanOf(points.map(({ y }) => y))];
  const spread = Math.sqrt(meanOf(points.map(({ x, y }) => (x - centreX) ** 2 + (y - centreY) ** 2)));
  const moved = points.map(({ x, y }) => ({ x: (x - centreX) / spread, y: (y - centreY) / spread }));
  const [left, right] = [middleOf(moved, eyeCorners.left), middleOf(moved, eyeCorners.right)];
  return { points: moved, eyeDistance: Math.hypot(right.x - left.x, right.y - left.y) };
}

/**
 * The direct linear transformation by least squares, its last entry being 1: x' = (ax + by + c) / (gx + hy + 1), y' =
 * (dx + ey + f) / (gx + hy + 1).
 */
function fitHomography(from: readonly Point[], to: readonly Point[]): number[] {
  const normal = Array.from({ length: 8 }, () => new Array<number>(9).fill(0));
  const add = (row: readonly number[], target: number): void =>
    row.forEach((value, index) => {
      row.forEach((other, column) => {
        normal[index]![column]! += value * other;
      });
      normal[index]![8]! += value * target;
    });
  from.forEach(({ x, y }, index) => {
    const { x: u, y: v } = to[index]!;
    add([x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    add([0, 0, 0, x, y, 1, -v * x, -v * y], v);
  });
  return solve(normal);
}

/** Gauss–Jordan with pivots; each row ends with its right-hand side. */
function solve(rows: number[][]): number[] {
  for (let column = 0; column < rows.length; column++) {
    const [pivot] = rows.slice(column).sort((a, b) => Math.abs(b[column]!) - Math.abs(a[column]!));
    rows = [...rows.slice(0, column), pivot!, ...rows.slice(column).filter((row) => row !== pivot)];
    rows.forEach((row, index) => {
      if (index === column) return;
      const factor = row[column]! / pivot![column]!;
      for (let at = column; at < row.length; at++) row[at]! -= factor * pivot![at]!;
    });
  }
  return rows.map((row, index) => row.at(-1)! / row[index]!);
}

const middleOf = (points: readonly Point[], indices: readonly number[]): Point => ({
  x: meanOf(indices.map((index) => points[index]!.x)),
  y: meanOf(indices.map((index) => points[index]!.y)),
});
