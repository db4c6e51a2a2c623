/** The other formats of a sheet, and the door to all of them. */
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { renderSheet, sheetFileName } from '../../../src/reporting/sheets/render-sheet.ts';
import { renderSheetCsv } from '../../../src/reporting/sheets/sheet-csv.ts';
import { sheetJsonSchema } from '../../../src/reporting/sheets/sheet-json.ts';
import { renderSheetXlsx } from '../../../src/reporting/sheets/sheet-xlsx.ts';
import { buildSheet } from '../../../src/reporting/sheets/sheet.ts';
import { sampleInput, sampleSheet } from './sample-sheets.ts';

const formulas = ['=HYPERLINK("http://evil","x")', '+1', '-1', '@SUM(A1)', '\tTab', '\rReturn'];

async function readXlsx(data: Buffer) {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(data as unknown as ArrayBuffer);
  const grid = workbook.getWorksheet('Attendance');
  const summary = workbook.getWorksheet('Summary');
  if (!grid || !summary) throw new Error('both pages');
  return { grid, summary };
}

describe('CSV', () => {
  it('begins with a byte-order mark, ends lines with CRLF and has a column for each session on the campus clock', () => {
    const text = renderSheetCsv(sampleSheet(2, 2, ['Ada', 'Bob'])).toString('utf8');
    expect(
      text.startsWith('\ufeffName,Number,2026-09-01 09:00,2026-09-02 09:00,present,late,absent,excused,percentage\r\n'),
    ).toBe(true);
    expect(text.split('\r\n')).toHaveLength(4);
    expect(text.split('\r\n')[1]).toMatch(/^Ada,20260000,present,/);
  });

  it('never lets a name, a number or a title act as a formula', () => {
    const input = sampleInput(formulas.length, 1, formulas);
    const sessions = input.sessions.map((session) => ({ ...session, title: '=1' }));
    const students = input.students.map((student) => ({ ...student, externalId: '=2+5' }));
    const text = renderSheetCsv(buildSheet({ ...input, sessions, students })).toString('utf8');
    for (const formula of formulas) expect(text).toContain(`'${formula.replaceAll('"', '""')}`);
    expect(text.replace('\ufeff', '')).not.toMatch(/(^|,|\n)"?[=+@\t-]/);
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(renderSheetCsv(sampleSheet(1, 1, ['Smith, "Jo"\nAnn'])).toString('utf8')).toContain('"Smith, ""Jo""\nAnn",');
  });
});

describe('XLSX', () => {
  it('holds real dates, counts and percentages, and keeps head and names in sight', async () => {
    const sheet = sampleSheet(5, 4, ['Ada', 'Bob', 'Cid', 'Dee', 'Eve']);
    const { grid, summary } = await readXlsx(await renderSheetXlsx(sheet));
    expect(grid.getCell('C1').value).toEqual(new Date('2026-09-01T09:00:00Z'));
    expect(grid.getCell('A4').value).toBe('Ada');
    expect(grid.getCell('C4').value).toMatch(/^[PLAE]$/);
    expect(grid.getCell('G4').value).toBe(sheet.rows[0]?.totals.present);
    expect(grid.getCell('K4').value).toBeCloseTo((sheet.rows[0]?.percentage ?? 0) / 100, 6);
    expect(grid.views[0]).toMatchObject({ state: 'frozen', xSplit: 2, ySplit: 3 });
    expect(summary.getCell('B7').value).toBe(4);
  });

  it('keeps a name that looks like a formula a text', async () => {
    const { grid } = await readXlsx(await renderSheetXlsx(sampleSheet(formulas.length, 2, formulas)));
    const cells = formulas.map((_, index) => grid.getCell(4 + index, 1));
    expect(cells.every((cell) => cell.type === ExcelJS.ValueType.String)).toBe(true);
    expect(cells.map((cell) => cell.text.trim()).sort()).toEqual(formulas.map((formula) => formula.trim()).sort());
  });

  it('says so when there is nothing to show', async () => {
    const { grid } = await readXlsx(await renderSheetXlsx(sampleSheet(0, 0)));
    expect(grid.getCell('A1').value).toMatch(/Nobody/);
  });
});

describe('renderSheet', () => {
  it('answers JSON that its own schema accepts, with one mark for each session', async () => {
    const { data } = await renderSheet(sampleSheet(14, 6), 'json');
    const json = sheetJsonSchema.parse(JSON.parse(data.toString('utf8')));
    expect(json.students).toHaveLength(14);
    expect(json.students.every((student) => student.marks.length === 6)).toBe(true);
  });

  it.each(['pdf', 'xlsx', 'csv', 'json'] as const)('renders an empty class as %s', async (format) => {
    const { data, fileName, mimeType } = await renderSheet(sampleSheet(0, 0), format);
    expect(data.length).toBeGreaterThan(0);
    expect(fileName).toBe(`CS101 attendance 2026-09-01 to 2026-11-30.${format}`);
    expect(mimeType).toMatch(/^(application|text)\//);
  });

  it('names files with letters that every system and header can carry', () => {
    const name = (classCode: string) => sheetFileName({ classCode, from: '2026-11-02', to: '2026-11-02' }, 'pdf');
    expect(name('../../etc/"x"\r\n')).toBe('etc-x attendance 2026-11-02.pdf');
    expect(name('Élan 1')).toBe('Elan-1 attendance 2026-11-02.pdf');
    expect(name('数学')).toBe('class attendance 2026-11-02.pdf');
  });
});
