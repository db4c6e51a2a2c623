/**
 * Small files that were made to keep the service busy or to fill its memory: each is read or refused. What takes ever
 * longer with its size would not end within a test, though nothing here is timed.
 */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readMarks } from '../../../src/office/import-marks/read-marks.ts';
import { readFile } from '../../../src/office/import/read-file.ts';
import { readSource } from '../../../src/office/tables/read-source.ts';
import { AppError } from '../../../src/kernel/errors.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const documents = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (...of: [id: string, type: string, target: string][]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${of
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${documents}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;
const cell = (at: string, text: string): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const usual = `<row r="1">${cell('A1', 'Name')}${cell('B1', 'E-Mail')}</row><row r="2">${cell('A2', 'Ada')}${cell('B2', 'ada@x.test')}</row>`;

/** A workbook of one sheet, written by hand, since no library writes what these say. */
function workbook(parts: { before?: string; rows?: string; after?: string; names?: string; strings?: string }): Buffer {
  const { before = '', rows = '', after = '', names = '', strings = '' } = parts;
  const files = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': relations(['rId1', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${documents}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>${names}</workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'sharedStrings', 'sharedStrings.xml'],
    ),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}">${before}<sheetData>${usual}${rows}</sheetData>${after}</worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings}</sst>`,
  };
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, xml]) => [name, strToU8(xml)]))));
}

/** @returns how many people are read, or the code of the refusal. */
async function people(file: Buffer): Promise<number | string> {
  try {
    return (await readFile(file, { fullSync: false }, '2026-11-30')).lines.length;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code;
  }
}

describe('a workbook', () => {
  test('as it should be is read', async () => {
    expect(await people(workbook({}))).toBe(1);
    expect(await people(workbook({ after: '<mergeCells count="1"><mergeCell ref="A4:B5"/></mergeCells>' }))).toBe(1);
  });

  test.each([
    ['merges a whole sheet', { after: `<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>` }, 'invalidInput'],
    ['merges it backwards', { after: `<mergeCells><mergeCell ref='XFD1:A1048576'/></mergeCells>` }, 'invalidInput'],
    ['begins merging without end', { after: '<mergeCells'.repeat(300_000) }, 1],
    [
      'names a whole sheet',
      { names: '<definedNames><definedName name="a">S!$A$1:$XFD$1048576</definedName></definedNames>' },
      1,
    ],
    [
      'names it a second time',
      {
        names:
          '<definedNames></definedNames><definedNames><definedName name="a">S!$A$1:$XFD$1048576</definedName></definedNames>',
      },
      1,
    ],
    ['has a row far below', { rows: `<row r="2147483000">${cell('A2147483000', 'x')}</row>` }, 'invalidInput'],
    [
      'has a row far below, said otherwise',
      { rows: `<row r = '2147483000'>${cell('A2147483000', 'x')}</row>` },
      'invalidInput',
    ],
    ['has columns without end', { before: '<cols><col min="1" max="2147483647" width="9"/></cols>' }, 1],
  ])('that %s is read or refused', async (_, parts, outcome) => {
    expect(await people(workbook(parts))).toBe(outcome);
  });

  test('whose cells all point to one long text is refused, with the line', async () => {
    // A to ZZ.
    const columns = Array.from({ length: 702 }, (_, at) =>
      [Math.floor(at / 26) - 1, at % 26].map((one) => (one < 0 ? '' : String.fromCharCode(65 + one))).join(''),
    );
    const rows = Array.from(
      { length: 50 },
      (_, row) =>
        `<row r="${row + 3}">${columns.map((column) => `<c r="${column}${row + 3}" t="s"><v>0</v></c>`).join('')}</row>`,
    ).join('');
    const file = workbook({ rows, strings: `<si><t>${'a'.repeat(30_000)}</t></si>` });
    await expect(readFile(file, { fullSync: false }, '2026-11-30')).rejects.toThrow(
      'line 3 has a cell of more than 2000 characters',
    );
    expect(await people(workbook({ rows, strings: `<si><t>${'a'.repeat(1900)}</t></si>` }))).toEqual(expect.anything());
  });
});

describe('a text', () => {
  const table = (head: string, ...rows: string[]) =>
    readSource(Buffer.from([head, ...rows, ''].join('\n')), { countKnown: (cells) => cells.length });
  test.each([
    ['brackets in its head', 'Name,E-Mail,' + '('.repeat(1999)],
    ['brackets in its cells', 'Name,E-Mail,Note'],
  ])('of %s is read', async (_, head) => {
    const rows = Array.from({ length: 400 }, (_, at) => `P${at},p${at}@x.test,${'('.repeat(1900)}`);
    expect(await people(Buffer.from([head, ...rows, ''].join('\n')))).toBe(400);
  });

  test('of dashes, brackets and half times where a grid has days and words is told, not puzzled over', async () => {
    const source = await table(
      `Name,2026-11-03,${'-'.repeat(1900)}x,${'10:00+99:99 '.repeat(150)}`,
      ...Array.from({ length: 400 }, (_, at) => `P${at},${' ('.repeat(900)},P,P`),
    );
    if (source.format === 'bundle') throw new Error('a table was expected');
    const { marks } = await readMarks(source.tables, {}, '2026-11-30');
    expect(marks.length).toBeGreaterThan(0);
  });
});
