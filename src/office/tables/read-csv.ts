/** Text to rows: the separator is the one of which a table comes out. Pure. */
// csv-parse: quotes and separators as spreadsheets write them; MIT, no dependencies.
import { parse } from 'csv-parse/sync';
import { AppError } from '../../kernel/errors.ts';
import { words } from './words/en.ts';

/** A row as it stands in the file; the first line is 1, as an editor counts them. */
export interface TableRow {
  line: number;
  cells: string[];
}

/** How many columns of a row the reader of the table knows: the head is told from titles, and the separator, by it. */
export type CountKnown = (cells: readonly string[]) => number;

const separators = [',', ';', '\t', '|'] as const;
/** By so many rows the separator is chosen. */
const trialRows = 200;

/** @throws AppError `invalidInput`, with the line where no separator makes a table of it */
export function readCsv(text: string, countKnown: CountKnown): { separator: string; rows: TableRow[] } {
  const lines = text.replace(/\r\n?/g, '\n');
  // Spreadsheet programs of one maker write and read a first line that says it.
  const hint = /^"?sep=(.)"?\n/i.exec(lines);
  const body = hint ? `\n${lines.slice(hint[0].length)}` : lines;
  if (hint?.[1] !== undefined) return { separator: hint[1], rows: parseRows(body, hint[1]) };
  const separator = chooseSeparator(body, countKnown);
  return { separator, rows: parseRows(body, separator) };
}

/** What is known in the best row counts most; then that rows are of one length; then the most usual. */
function chooseSeparator(text: string, countKnown: CountKnown): string {
  let best: { separator: string; known: number; evenness: number } = { separator: ',', known: -1, evenness: -1 };
  for (const separator of separators) {
    const rows = tryRows(text, separator);
    if (!rows) continue;
    const known = Math.max(0, ...rows.slice(0, 50).map(({ cells }) => countKnown(cells)));
    const evenness = evennessOf(rows);
    if (known > best.known || (known === best.known && evenness > best.evenness)) best = { separator, known, evenness };
  }
  return best.separator;
}

/** The share of rows that are as long as most are, where that is more than one cell. */
function evennessOf(rows: readonly TableRow[]): number {
  const lengths = new Map<number, number>();
  for (const { cells } of rows) lengths.set(cells.length, (lengths.get(cells.length) ?? 0) + 1);
  const usual = [...lengths].filter(([length]) => length > 1).map(([, count]) => count);
  return rows.length === 0 ? 0 : Math.max(0, ...usual) / rows.length;
}

function tryRows(text: string, separator: string): TableRow[] | undefined {
  try {
    return parseRows(text, separator, trialRows);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** A quote within a cell that is not quoted is one of its letters, as hand-written files have it. */
function parseRows(text: string, separator: string, most?: number): TableRow[] {
  const options = {
    delimiter: separator,
    record_delimiter: '\n',
    info: true,
    relax_column_count: true,
    ...(most === undefined ? {} : { to: most }),
  } as const;
  const read = (isRelaxed: boolean) =>
    parse(text, { ...options, relax_quotes: isRelaxed }) as unknown as { info: { lines: number }; record: string[] }[];
  let records: ReturnType<typeof read>;
  try {
    records = readOr(
      () => read(false),
      () => read(true),
    );
  } catch (cause) {
    const { lines, message } = cause as { lines?: number; message?: string };
    throw new AppError('invalidInput', {
      field: 'file',
      detail: words.fileLineCannotBeRead({ line: lines ?? '?', message: message ?? 'malformed' }),
      cause,
    });
  }
  let end = 0;
  const rows: TableRow[] = [];
  for (const { info, record } of records) {
    // A row of several lines is where it begins; rows of nothing are none.
    if (record.some((cell) => cell.trim() !== '')) rows.push({ line: end + 1, cells: record });
    end = info.lines;
  }
  return rows;
}

function readOr<T>(strictly: () => T, otherwise: () => T): T {
  try {
    return strictly();
  } catch {
    return otherwise();
  }
}
