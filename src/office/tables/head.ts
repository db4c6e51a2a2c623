/** Heads of tables: which row says what the columns are, and which column is which. Pure. */
import { fold, squash, squashLoosely } from './fold.ts';
import type { CountKnown, TableRow } from './read-csv.ts';
import { words } from './words/en.ts';

/** What each field may be called, in any of the languages, as `squash` leaves it. */
export type Synonyms<Field extends string> = Readonly<Record<Field, readonly string[]>>;

export interface ColumnMatch<Field extends string> {
  header: string;
  /** Empty: not read. */
  field: Field | null;
}

export interface Head<Field extends string> {
  line: number;
  columns: ColumnMatch<Field>[];
  /** Rows below it. */
  rows: TableRow[];
}

/** Longer than any name of a column; what is longer is no name, and is not looked at letter by letter. */
const longestHeader = 120;

/** Titles stand above a head, not a whole list. */
const rowsOfTitles = 50;

/** Which field a header means; what stands in brackets is a remark. */
export type MatchHeader<Field extends string> = (header: string) => Field | null;

/** The fields by their synonyms; several columns may be of one field. */
export function matcherOf<Field extends string>(synonyms: Synonyms<Field>): MatchHeader<Field> {
  const byName = new Map<string, Field>();
  const byLooseName = new Map<string, Field | null>();
  for (const field of Object.keys(synonyms) as Field[])
    for (const name of [field, ...synonyms[field]]) {
      if (!byName.has(squash(name))) byName.set(squash(name), field);
      const loose = squashLoosely(name);
      // What may be of two fields so is of none.
      byLooseName.set(loose, byLooseName.has(loose) && byLooseName.get(loose) !== field ? null : field);
    }
  return (header) => {
    if (header.length > longestHeader) return null;
    const plain = header.replace(/\([^)]*\)|\[[^\]]*\]/g, ' ');
    // course1, course2, … are several columns of one kind.
    const numbered = squash(plain).replace(/\d+$/, '');
    for (const name of [squash(header), squash(plain), numbered]) {
      const field = byName.get(name);
      if (field !== undefined && name !== '') return field;
    }
    const loose = squashLoosely(plain);
    return loose === '' ? null : (byLooseName.get(loose) ?? null);
  };
}

/** A name of a column as it is compared; empty for what is too long to be one. */
export const foldHeader = (header: string): string => (header.length > longestHeader ? '' : fold(header));

export const countKnownBy =
  <Field extends string>(match: MatchHeader<Field>): CountKnown =>
  (cells) =>
    new Set(cells.map(match).filter((field) => field !== null)).size;

/**
 * The first row that has as many known columns as any near the top, and what its columns are: as the mapping says, else
 * by their names. Undefined where no row knows any.
 */
export function findHead<Field extends string>(
  rows: readonly TableRow[],
  match: MatchHeader<Field>,
  mapping: Readonly<Record<string, Field | null>> = {},
): Head<Field> | undefined {
  const mapped = new Map(Object.entries(mapping).map(([header, field]) => [fold(header), field]));
  const fieldOf = (header: string): Field | null => {
    if (header.length > longestHeader) return null;
    const said = mapped.get(fold(header));
    return said === undefined ? match(header) : said;
  };
  const count = ({ cells, isBroken }: TableRow): number =>
    isBroken
      ? 0
      : new Set(cells.map(fieldOf).filter((field) => field !== null)).size +
        (mapped.size > 0 && cells.some((cell) => cell.trim() !== '' && mapped.has(foldHeader(cell))) ? 0.5 : 0);
  const near = rows.slice(0, rowsOfTitles);
  const most = Math.max(0, ...near.map(count));
  const index = near.findIndex((row) => most > 0 && count(row) === most);
  const head = near[index];
  if (!head) return undefined;
  return {
    line: head.line,
    columns: head.cells.map((header) => ({
      header: header.trim(),
      field: header.trim() === '' ? null : fieldOf(header),
    })),
    rows: rows.slice(index + 1),
  };
}

/**
 * Why nothing of a row can be used, whatever its columns are: a cell too many says that those before it may stand in the
 * wrong columns. @param headers of the head, of which what is behind the last name is none
 */
export function faultOfRow(headers: readonly string[], { cells, isBroken }: TableRow): string | undefined {
  if (isBroken) return words.rowIsBroken;
  const columns = headers.findLastIndex((header) => header.trim() !== '') + 1;
  const beyond = cells.slice(columns).flatMap((cell) => (cell.trim() === '' ? [] : [`"${cell.trim().slice(0, 60)}"`]));
  return beyond.length === 0 ? undefined : words.rowHasMoreCells({ columns, beyond: beyond.slice(0, 10).join(', ') });
}

/** What is said of columns with something in them that the head does not name, and that nothing reads. */
export function warningsOfColumns<Field extends string>({ columns, rows }: Head<Field>): string[] {
  const last = columns.findLastIndex(({ header }) => header !== '');
  return columns.flatMap(({ header, field }, index) =>
    header === '' && field === null && index < last && rows.some(({ cells }) => (cells[index] ?? '').trim() !== '')
      ? [words.columnHasNoName(index + 1)]
      : [],
  );
}
