/** Rows as CSV, as sheets write it: UTF-8 with a byte-order mark, CRLF, and no cell that a spreadsheet would run. */
import { stringify } from 'csv-stringify/sync';

export function toCsv(columns: readonly string[], rows: readonly object[]): Buffer {
  const cells = rows.map((row) => columns.map((column) => asText((row as Record<string, unknown>)[column])));
  return Buffer.from(
    stringify([[...columns], ...cells], { bom: true, record_delimiter: 'windows', escape_formulas: true }),
    'utf8',
  );
}

function asText(value: unknown): string | number {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'number' ? value : typeof value === 'string' ? value : JSON.stringify(value);
}
