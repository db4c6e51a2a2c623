/** Text to rows: the separator is the one of which a table comes out. Pure. */
// csv-parse: quotes and separators as spreadsheets write them; MIT, no dependencies.
import { CsvError, parse } from 'csv-parse/sync';

/** A row as it stands in the file; the first line is 1, as an editor counts them. */
export interface TableRow {
  line: number;
  cells: string[];
  /** Its quotes do not match: the cells are only a guess at who is meant. */
  isBroken?: true;
}

/** How many columns of a row the reader of the table knows: the head is told from titles, and the separator, by it. */
export type CountKnown = (cells: readonly string[]) => number;

const separators = [',', ';', '\t', '|'] as const;
/** By so many rows the separator is chosen. */
const trialRows = 200;

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
    const rows = parseRows(text, separator, trialRows);
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

function parseRows(text: string, separator: string, most?: number): TableRow[] {
  let records: { info: { lines: number }; record: string[] }[];
  try {
    records = parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      info: true,
      relax_column_count: true,
      ...(most === undefined ? {} : { to: most }),
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof CsvError) return readLineByLine(text, separator, most);
    throw error;
  }
  let end = 0;
  const rows: TableRow[] = [];
  for (const { info, record } of records) {
    // A row of several lines is where it begins; rows of nothing are none.
    if (!isEmpty(record)) rows.push({ line: end + 1, cells: record });
    end = info.lines;
  }
  return rows;
}

/** Of a row that goes over several lines, more than anybody writes into a cell. */
const mostLinesOfRow = 20;

/**
 * What has a quote too many or too few, as hand-written files have it: a quote within a cell is one of its letters, and a
 * row that cannot be told from the next ones is broken. Only what fills as many columns as rows usually have goes over
 * several lines: a quote that nobody closed would take the rows below with it.
 */
function readLineByLine(text: string, separator: string, most = Infinity): TableRow[] {
  const lines = text.split('\n');
  const width = usualWidth(lines.slice(0, trialRows).flatMap((line) => [parseRow(line, separator) ?? []]));
  const rows: TableRow[] = [];
  for (let at = 0; at < lines.length && rows.length < most; at += 1) {
    const [line, first = ''] = [at + 1, lines[at]];
    const alone = parseRow(first, separator);
    const long = alone ? undefined : readLong(at);
    if (long) at += long.more;
    const cells = alone ?? long?.cells ?? parseRow(first, separator, true);
    if (!cells)
      rows.push({ line, cells: first.split(separator).map((cell) => cell.replaceAll('"', '')), isBroken: true });
    else if (!isEmpty(cells)) rows.push({ line, cells });
  }
  return rows;

  function readLong(at: number): { cells: string[]; more: number } | undefined {
    for (let more = 1; more < mostLinesOfRow; more += 1) {
      if (lines[at + more]?.includes('"') !== true) continue;
      const cells = parseRow(lines.slice(at, at + more + 1).join('\n'), separator);
      if (cells?.length === width) return { cells, more };
    }
    return undefined;
  }
}

/** The cells of one row; undefined where its quotes do not match. */
function parseRow(text: string, separator: string, isRelaxed = false): string[] | undefined {
  if (!text.includes('"')) return text.split(separator);
  try {
    const rows = parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: isRelaxed,
    });
    return rows.length === 1 ? rows[0] : undefined;
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}

const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

function usualWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 1;
}
