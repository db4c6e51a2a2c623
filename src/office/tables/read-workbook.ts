/** Workbooks (XLSX) to rows: what a cell shows, without losing the zeros that a number begins with. */
import type { CellValue, Row, Workbook } from 'exceljs';
import { zipSync } from 'fflate';
import { AppError } from '../../kernel/errors.ts';
import type { TableRow } from './read-csv.ts';
import { words } from './words/en.ts';

export interface Sheet {
  name: string;
  rows: TableRow[];
}

/** Wider than any list of people or dates; what lies beyond is no table. */
const maxColumns = 1000;

/** What of a workbook is read: no pictures, no macros. */
export const isOfWorkbook = (name: string): boolean =>
  /^(\[content_types\]\.xml|_rels\/\.rels|xl\/(workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/i.test(
    name,
  );

/**
 * @param files its parts, unpacked already, so that the reader meets no more than was measured
 * @throws AppError `invalidInput` for what is no workbook
 */
export async function readWorkbook(files: ReadonlyMap<string, Buffer>): Promise<Sheet[]> {
  // Loaded where a workbook comes in: it takes a while.
  const { default: ExcelJS } = await import('exceljs');
  const workbook: Workbook = new ExcelJS.Workbook();
  try {
    const packed = Buffer.from(
      zipSync(Object.fromEntries([...files].map(([name, part]) => [name, onlyData(name, part)])), {
        level: 0,
      }),
    );
    await workbook.xlsx.load(packed as unknown as ArrayBuffer);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('invalidInput', { field: 'file', detail: words.fileIsDamaged, cause });
  }
  return workbook.worksheets.map((sheet) => {
    // The reader goes through all rows up to the last, whatever number that says it has.
    if (sheet.rowCount > maxSheetRow) throw tooWide();
    const rows: TableRow[] = [];
    sheet.eachRow({ includeEmpty: false }, (row, line) => {
      const cells = cellsOf(row);
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells });
    });
    return { name: sheet.name, rows };
  });
}

/** What a sheet has at most, by the format; the reader makes room for whatever a file says. */
const maxSheetRow = 1_048_576;
/** Cells in merged areas, each of which the reader visits. */
const maxMergedCells = 200_000;
const maxSheets = 100;

const tooWide = (): AppError =>
  new AppError('invalidInput', { field: 'file', detail: words.sheetIsTooWide(maxSheetRow) });

/**
 * A sheet's cells without what stands around them (widths of columns, links, drawings, tables, rules, named areas), which
 * points to parts that are not read or claims any size; and without the prefix that some writers give every element,
 * which the reader does not know. @throws AppError `invalidInput` for a sheet that claims more than there can be
 */
function onlyData(name: string, part: Buffer): Buffer {
  if (!/\.xml$/i.test(name) || /content_types/i.test(name)) return part;
  const xml = part.toString('utf8');
  const prefix = /<(\w+):(worksheet|workbook|sst|styleSheet)\b/.exec(xml.slice(0, 2000))?.[1];
  const plain =
    prefix === undefined
      ? xml
      : xml.replace(new RegExp(`(</?)${prefix}:`, 'g'), '$1').replace(`xmlns:${prefix}=`, 'xmlns=');
  if (/workbook\.xml$/i.test(name)) return Buffer.from(sheetsOf(plain));
  const [begin, end] = [plain.indexOf('<sheetData'), plain.indexOf('</sheetData>')];
  if (!/worksheets\//i.test(name) || begin < 0 || end < begin) return Buffer.from(plain);
  const merged = mergedOf(plain.slice(end));
  return Buffer.from(`${tagOf(plain, '<worksheet')}${plain.slice(begin, end)}</sheetData>${merged}</worksheet>`);
}

/** The tag that begins so, whole; empty when there is none. */
function tagOf(xml: string, begin: string): string {
  const at = xml.indexOf(begin);
  return at < 0 ? '' : xml.slice(at, xml.indexOf('>', at) + 1);
}

/** Which sheets a workbook has, and from when its days are counted. @throws AppError `invalidInput` for too many */
function sheetsOf(workbook: string): string {
  const [begin, end] = [workbook.indexOf('<sheets'), workbook.indexOf('</sheets>')];
  if (begin < 0 || end < begin) return '';
  const sheets = workbook.slice(begin, end);
  if (sheets.split('<sheet ').length - 1 > maxSheets) throw tooWide();
  const days = /\bdate1904\s*=\s*["'](?:1|true)["']/.test(tagOf(workbook, '<workbookPr'))
    ? '<workbookPr date1904="1"/>'
    : '';
  return `${tagOf(workbook, '<workbook ')}${days}${sheets}</sheets></workbook>`;
}

/** What is merged, where it is no more than a list has. @throws AppError `invalidInput` */
function mergedOf(rest: string): string {
  const [begin, end] = [rest.indexOf('<mergeCells'), rest.indexOf('</mergeCells>')];
  if (begin < 0 || end < begin) return '';
  const areas = [...rest.slice(begin, end).matchAll(/["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']/g)];
  const cells = areas.reduce(
    (sum, [, left = '', top, right = '', bottom]) =>
      sum + (Math.abs(columnOf(right) - columnOf(left)) + 1) * (Math.abs(Number(bottom) - Number(top)) + 1),
    0,
  );
  if (cells > maxMergedCells) throw tooWide();
  const merged = areas.map(([, left, top, right, bottom]) => `<mergeCell ref="${left}${top}:${right}${bottom}"/>`);
  return merged.length === 0 ? '' : `<mergeCells count="${merged.length}">${merged.join('')}</mergeCells>`;
}

/** A is 1, XFD is 16384. */
const columnOf = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

function cellsOf(row: Row): string[] {
  const cells: string[] = [];
  const count = Math.min(row.cellCount, maxColumns);
  for (let column = 1; column <= count; column += 1) {
    const cell = row.getCell(column);
    cells.push(textOf(cell.value, cell.numFmt));
  }
  return cells;
}

/** A cell as text; dates as ISO 8601, and times of day as HH:MM. */
function textOf(value: CellValue, format: string | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value, format);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (value instanceof Date) return dateText(value);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  // A link's text may be rich, though its type does not say so.
  if ('hyperlink' in value) return textOf(value.text, format);
  if ('result' in value) return textOf(value.result, format);
  return '';
}

function numberText(value: number, format: string | undefined): string {
  const digits = /^0{2,}$/.exec(format ?? '')?.[0].length ?? 0;
  // What was counted in binary fractions is shown as it was meant: 0.1 + 0.2 is 0.3.
  const text = Number.isInteger(value)
    ? value.toLocaleString('en', { useGrouping: false })
    : String(Number(value.toPrecision(15)));
  return text.padStart(digits, '0');
}

/** The day before the calendar of workbooks begins stands for a time of no day. */
function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return '';
  // Their clock knows no milliseconds: 08:59:59.999 is 09:00.
  const iso = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 16)];
  if (day < '1900-01-01') return time;
  return time === '00:00' ? day : `${day} ${time}`;
}
