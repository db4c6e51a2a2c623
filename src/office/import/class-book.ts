/** Which classes a cell names: codes or titles, one or several, there already or to be made. */
import { newId } from '../../kernel/ids.ts';
import { fold, squash } from '../tables/index.ts';
import { words } from './words/en.ts';

export interface NamedClass {
  id: string;
  code: string;
}

export interface NewClass extends NamedClass {
  title: string;
}

const longestCode = 32;
const longestTitle = 200;

export type ClassBook = ReturnType<typeof createClassBook>;

/**
 * @param make makes what is not there; absent: it is missing
 * @param archived codes that an archived class has
 */
export function createClassBook(
  known: readonly (NamedClass & { title: string })[],
  archived: ReadonlySet<string>,
  make: { titleOf: (code: string) => string | undefined } | undefined,
) {
  const byCode = new Map<string, NamedClass>(known.map((one) => [one.code, one]));
  const byLooks = uniqueBy(known, ({ code }) => squash(code));
  const byTitle = uniqueBy(known, ({ title }) => fold(title));
  const made: NewClass[] = [];

  const codeOf = (typed: string): string => typed.replace(/\s+/g, ' ').trim().toUpperCase();
  const find = (typed: string): NamedClass | undefined =>
    byCode.get(codeOf(typed)) ?? byLooks.get(squash(typed)) ?? byTitle.get(fold(typed));

  /** What is one class of all is not divided; what is not is, by what people write between them. */
  function divide(cell: string): string[] {
    if (find(cell)) return [cell];
    return cell.split(/[,;|\n\r]+/).flatMap((piece) => {
      const typed = piece.trim();
      if (typed === '' || find(typed)) return typed === '' ? [] : [typed];
      const bySlash = typed
        .split('/')
        .map((part) => part.trim())
        .filter(Boolean);
      // 10/B is one class, CS101/CS102 are two, and so is whatever is there in part.
      const areCodes = bySlash.every((part) => part.length > 1 && /\p{L}/u.test(part));
      if (bySlash.length > 1 && (bySlash.some(find) || areCodes)) return bySlash;
      const bySpace = typed.split(/\s+/);
      return bySpace.length > 1 && bySpace.every(find) ? bySpace : [typed];
    });
  }

  /** @returns the classes that a line names, each once, or why it cannot be said */
  function read(cells: readonly string[], title: string | null): { classes: NamedClass[] } | { reason: string } {
    const typed = cells.flatMap(divide);
    // A list of classes by their titles alone.
    const named = typed.length === 0 && title !== null ? [title] : typed;
    const found = new Map<string, NamedClass>();
    for (const one of named) {
      const there = find(one);
      const code = codeOf(one);
      if (!there && archived.has(code)) return { reason: words.thisClassIsArchived(code) };
      if (!there && !make) return { reason: words.thereIsNoClass(code) };
      if (code.length > longestCode && !there) return { reason: words.thisIsNoCode(code) };
      const meant = there ?? add(code, (named.length === 1 ? title : null) ?? make?.titleOf(code) ?? one);
      found.set(meant.id, meant);
    }
    return { classes: [...found.values()] };
  }

  /** Those of the codes that are there; nothing is made. */
  const readKnown = (codes: readonly string[]): NamedClass[] => codes.flatMap((code) => find(code) ?? []);

  function add(code: string, title: string): NewClass {
    const one = { id: newId(), code, title: title.replace(/\s+/g, ' ').trim().slice(0, longestTitle) };
    byCode.set(code, one);
    made.push(one);
    return one;
  }

  return { read, readKnown, divide, made };
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T | undefined>();
  for (const item of items) found.set(keyOf(item), found.has(keyOf(item)) ? undefined : item);
  return new Map([...found].flatMap(([key, item]) => (item === undefined || key === '' ? [] : [[key, item] as const])));
}
