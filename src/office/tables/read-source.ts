/** A file to tables: what kind it is is said by its bytes, not by its name. */
import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import { decode, encodings } from './decode.ts';
import { type CountKnown, type TableRow, readCsv } from './read-csv.ts';
import { isOfWorkbook, readWorkbook } from './read-workbook.ts';
import { isArchive, unpack } from './unpack.ts';
import { words } from './words/en.ts';

export type { TableRow } from './read-csv.ts';

/** How a file was read, for the report. */
export const sourceSchema = z.object({
  format: z.enum(['csv', 'xlsx', 'oneroster']),
  encoding: z.string().nullable().describe('Of text.'),
  isEncodingSure: z
    .boolean()
    .describe('False where it was found by what reads as words: please look at names with accents.'),
  separator: z.string().nullable(),
  sheet: z.string().nullable(),
  headLine: z.int().nullable().describe('The line that names the columns; the first is 1.'),
});

export interface SourceTable extends Omit<z.infer<typeof sourceSchema>, 'headLine' | 'format'> {
  rows: TableRow[];
}

/** The CSV files of an archive by their names without folders, in small letters. */
export type Bundle = ReadonlyMap<string, SourceTable>;

export type Source =
  | { format: 'csv' | 'xlsx'; tables: SourceTable[] }
  /** Several tables that belong together. */
  | { format: 'bundle'; bundle: Bundle };

/** More rows than the largest of schools has enrolments. */
const maxRows = 200_000;
/** Longer than any name, address or reason; what is longer is no cell of a list. */
const maxCellLength = 2000;

/**
 * @param countKnown how many columns of a row the reader knows
 * @throws AppError `invalidInput` for what is no table, `fileTooLarge`
 */
export async function readSource(
  bytes: Buffer,
  { countKnown, encoding }: { countKnown: CountKnown; encoding?: string },
): Promise<Source> {
  if (bytes.byteLength === 0) throw new AppError('invalidInput', { field: 'file', detail: words.fileIsEmpty });
  if (encoding !== undefined && !encodings.some((known) => known === encoding))
    throw new AppError('invalidInput', { field: 'encoding', detail: words.encodingIsNoneOf(encodings.join(', ')) });
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new AppError('invalidInput', { field: 'file', detail: words.fileIsAnOldWorkbook });
  if (!isArchive(bytes)) return { format: 'csv', tables: [requireReadable(readText(bytes, countKnown, encoding))] };
  const files = unpack(bytes, (name) => isOfWorkbook(name) || /\.csv$/i.test(name));
  if (files.has('xl/workbook.xml')) {
    const sheets = await readWorkbook(new Map([...files].filter(([name]) => isOfWorkbook(name))));
    const tables = sheets.map(({ name, rows }) =>
      requireReadable({ encoding: null, isEncodingSure: true, separator: null, sheet: name, rows }),
    );
    return { format: 'xlsx', tables };
  }
  const texts = [...files].filter(([name]) => /\.csv$/i.test(name) && !name.startsWith('__MACOSX/'));
  const [only, ...others] = texts;
  if (!only) throw new AppError('invalidInput', { field: 'file', detail: words.fileIsAnotherArchive });
  if (others.length === 0) return { format: 'csv', tables: [requireReadable(readText(only[1], countKnown, encoding))] };
  const read = texts.map(([name, data]) => {
    const table = data.byteLength === 0 ? emptyTable : requireReadable(readText(data, countCells, encoding));
    return [(name.split('/').pop() ?? name).toLowerCase(), table] as const;
  });
  return { format: 'bundle', bundle: new Map(read) };
}

/** Of a bundle's files the columns are fixed: whatever separates most is it. */
const countCells: CountKnown = (cells) => cells.length;
const emptyTable: SourceTable = { encoding: null, isEncodingSure: true, separator: null, sheet: null, rows: [] };

function readText(bytes: Buffer, countKnown: CountKnown, named: string | undefined): SourceTable {
  const { text, encoding, isSure } = decode(bytes, named);
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(text.slice(0, 500)))
    throw new AppError('invalidInput', { field: 'file', detail: words.fileIsAWebPage });
  if (text.trim() === '') throw new AppError('invalidInput', { field: 'file', detail: words.fileIsEmpty });
  return { ...readCsv(text, countKnown), encoding, isEncodingSure: isSure, sheet: null };
}

function requireReadable(table: SourceTable): SourceTable {
  if (table.rows.length > maxRows)
    throw new AppError('invalidInput', { field: 'file', detail: words.fileHasTooManyRows(maxRows) });
  for (const { line, cells } of table.rows)
    if (cells.some((cell) => cell.length > maxCellLength))
      throw new AppError('invalidInput', { field: 'file', detail: words.cellIsTooLong({ line, maxCellLength }) });
  return table;
}
