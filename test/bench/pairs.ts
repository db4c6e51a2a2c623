/** Reads lists of photo pairs: the official LFW pairs.txt with its folds, or a CSV of two paths and a label. */

/** Two photos, as paths below the image folder, and whether they show one person. */
export interface Pair {
  a: string;
  b: string;
  isSame: boolean;
  /** Which tenth the pair belongs to, 0..9. */
  fold: number;
}

const folds = 10;

/** @throws Error that names the line which cannot be read */
export function parsePairs(text: string): Pair[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines[0]?.includes(',') === true ? parseCsv(lines) : parseOfficial(lines);
}

/**
 * `10 300`, then for every fold 300 lines `name n1 n2` and 300 lines `name1 n1 name2 n2`
 * (http://vis-www.cs.umass.edu/lfw/README.txt).
 */
function parseOfficial(lines: readonly string[]): Pair[] {
  const pairsPerKind = Number(lines[0]?.split(/\s+/)[1]);
  if (!Number.isInteger(pairsPerKind))
    throw new Error(`The first line of pairs.txt names folds and pairs, not "${lines[0] ?? ''}"`);
  return lines.slice(1).map((line, index) => {
    const [first, firstNumber, second, secondNumber] = line.trim().split(/\s+/);
    const fold = Math.floor(index / (pairsPerKind * 2));
    if (first === undefined || firstNumber === undefined || second === undefined)
      throw new Error(`Line ${index + 2} of the pairs cannot be read: ${line}`);
    if (secondNumber === undefined)
      return { a: photoOf(first, firstNumber), b: photoOf(first, second), isSame: true, fold };
    return { a: photoOf(first, firstNumber), b: photoOf(second, secondNumber), isSame: false, fold };
  });
}

function photoOf(name: string, number: string): string {
  return `${name}/${name}_${number.trim().padStart(4, '0')}.jpg`;
}

/** A header, then path, path, 1 or 0. Without folds of its own every tenth pair of each kind makes one. */
function parseCsv(lines: readonly string[]): Pair[] {
  const seen = { same: 0, other: 0 };
  return lines.slice(1).map((line, index) => {
    const [a, b, label] = line.split(',').map((cell) => cell.trim());
    if (!a || !b || (label !== '0' && label !== '1'))
      throw new Error(`Line ${index + 2} of the pairs cannot be read: ${line}`);
    const isSame = label === '1';
    const position = isSame ? seen.same++ : seen.other++;
    return { a, b, isSame, fold: position % folds };
  });
}
