/** Finding a person or a class by what somebody typed: one match, several to ask back about, or none. */
import Fuse from 'fuse.js';

export type Lookup<T> = { kind: 'one'; item: T } | { kind: 'several'; candidates: T[] } | { kind: 'none' };

const maxCandidates = 5;
/** fuse.js score below which a spelling counts as meant (0 is exact). */
const closeEnough = 0.34;
/** Shorter words resemble too many others to be corrected. */
const minCorrectable = 4;
/** How much better than the runner-up a fuzzy match must be to be taken without asking. */
const clearLead = 0.12;

/**
 * Looks `typed` up among the items. Exact matches of a whole key win, then matches of whole words ("Ada" of "Ada
 * Lovelace"), then close spellings. Two equally good ones are never decided by chance.
 */
export function findByName<T>(
  items: readonly T[],
  typed: string,
  keysOf: (item: T) => readonly (string | null)[],
): Lookup<T> {
  const wanted = fold(typed);
  if (wanted === '') return { kind: 'none' };
  const keyed = items.map((item) => ({
    item,
    keys: keysOf(item)
      .filter((key) => key !== null)
      .map(fold),
  }));

  // "cs 101" is CS101 and "math2b" MATH-2B.
  const exact = keyed.filter(({ keys }) => keys.some((key) => squash(key) === squash(wanted)));
  if (exact.length > 0) return decide(exact.map(({ item }) => item));

  const wantedWords = wanted.split(' ');
  const byWords = keyed.filter(({ keys }) =>
    keys.some((key) => wantedWords.every((word) => key.split(' ').includes(word))),
  );
  if (byWords.length > 0) return decide(byWords.map(({ item }) => item));

  if (wanted.length < minCorrectable) return { kind: 'none' };
  // Another number is another thing: CS102 is no misspelling of CS101.
  const sameNumbers = keyed.map(({ item, keys }) => ({
    item,
    keys: keys.filter((key) => digitsOf(key) === digitsOf(wanted)),
  }));
  const fuse = new Fuse(sameNumbers, {
    keys: ['keys'],
    includeScore: true,
    threshold: closeEnough,
    ignoreLocation: true,
    minMatchCharLength: 2,
  });
  const close = fuse.search(wanted);
  const [best, second] = close;
  if (!best) return { kind: 'none' };
  const isClear = second === undefined || (second.score ?? 1) - (best.score ?? 1) >= clearLead;
  return isClear ? { kind: 'one', item: best.item.item } : decide(close.map(({ item }) => item.item));
}

function decide<T>(found: T[]): Lookup<T> {
  const [first, ...others] = found;
  if (first === undefined) return { kind: 'none' };
  return others.length === 0
    ? { kind: 'one', item: first }
    : { kind: 'several', candidates: found.slice(0, maxCandidates) };
}

/** Case, accents and runs of space do not matter when people type names. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const squash = (folded: string): string => folded.replaceAll(' ', '');
const digitsOf = (folded: string): string => folded.replace(/\D/g, '');
