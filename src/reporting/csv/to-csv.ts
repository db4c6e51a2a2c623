/** Rows as CSV that a spreadsheet opens as meant: whole, in its own separators, and with no cell that it would run. */
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | Date | null | undefined | object;

export interface CsvOptions {
  /**
   * BCP 47: where decimals are written with a comma, a spreadsheet separates columns by semicolons; commas elsewhere,
   * and when absent.
   */
  locale?: string;
  /** False for the lines after the first ones of a file that is written piece by piece. */
  isStart?: boolean;
}

/**
 * Rows as CSV (RFC 4180: CRLF, quotes doubled) in UTF-8 with a byte-order mark, without which Excel takes it for the
 * system's code page. A text that a spreadsheet would run as a formula (= + - @, tab or return at its start) is made
 * text by an apostrophe before it.
 */
export function toCsv(rows: readonly (readonly Cell[])[], { locale, isStart = true }: CsvOptions = {}): Buffer {
  const hasComma = locale !== undefined && writesDecimalComma(locale);
  const cells = rows.map((row) => row.map((cell) => asText(cell, hasComma)));
  return Buffer.from(
    stringify(cells, {
      bom: isStart,
      delimiter: hasComma ? ';' : ',',
      record_delimiter: 'windows',
      escape_formulas: true,
    }),
    'utf8',
  );
}

/** The named columns of rows, with their names above them. */
export const columnsOf = (columns: readonly string[], rows: readonly object[]): Cell[][] =>
  rows.map((row) => columns.map((column) => (row as Record<string, Cell>)[column]));

/** In the digits that we write, which are not those of every locale. */
const writesDecimalComma = (locale: string): boolean =>
  new Intl.NumberFormat(locale, { numberingSystem: 'latn' })
    .formatToParts(1.5)
    .some(({ type, value }) => type === 'decimal' && value === ',');

function asText(value: Cell, hasComma: boolean): string | number {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return hasComma ? String(value).replace('.', ',') : value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
