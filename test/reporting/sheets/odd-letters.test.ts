/** No letter of a name, a title or a number breaks a sheet, in any format. */
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { renderSheetCsv } from '../../../src/reporting/sheets/sheet-csv.ts';
import { renderSheetPdf } from '../../../src/reporting/sheets/sheet-pdf.ts';
import { renderSheetXlsx } from '../../../src/reporting/sheets/sheet-xlsx.ts';
import type { Sheet } from '../../../src/reporting/sheets/sheet.ts';
import { readPdf } from '../../support/read-pdf.ts';
import { sampleSheet } from './sample-sheets.ts';

/** A sheet on which everything that people write is the text. */
function sheetOf(text: string): Sheet {
  const sheet = sampleSheet(2, 2, [text, 'Grace Hopper']);
  return {
    ...sheet,
    institution: text,
    classTitle: text,
    teachers: [text],
    generatedBy: text,
    sessions: sheet.sessions.map((session) => ({ ...session, title: text })),
  };
}

const odd = [
  ['an emoji alone', '🦊'],
  ['an emoji of several', 'Rosa 👩🏾‍🔬 Luz'],
  ['a flag', '🇧🇷 Ana'],
  ['a flag of tags', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['a script that few write', '𐎀𐎁𐎂'],
  ['hieroglyphs', '𓅓𓏏'],
  ['a script of its own direction', '𞤀𞤣𞤤𞤢𞤥'],
  ['letters for private use', '\ue0a0\uf8ff'],
  ['letters for private use beyond the first plane', '\u{F1234}\u{10FFFD}'],
  ['half a letter', 'x\ud83e'],
  ['the other half', '\udd8a'],
  ['control characters', 'a\u0002\u0007\u001b[31mb'],
  ['what is no character', '\uffff\u{3FFFE}'],
  ['marks without a letter', '\u0308\u20dd'],
  ['joiners alone', '\u200d\u200c'],
] as const;

describe.each(odd)('%s', (_, text) => {
  test('is printed, as the missing-glyph box where no font has it', async () => {
    const pdf = await readPdf(await renderSheetPdf(sheetOf(text)));
    expect(pdf.pages[0]?.text).toContain('Grace Hopper');
  });

  test('is in a workbook that opens', async () => {
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await renderSheetXlsx(sheetOf(text))) as never);
    expect(workbook.getWorksheet('Attendance')?.getColumn(1).values).toContain('Grace Hopper');
  });

  test('is in a CSV of as many fields as ever', () => {
    const rows: string[][] = parse(renderSheetCsv(sheetOf(text)), { bom: true });
    expect(rows).toHaveLength(3);
    expect(rows.map(([name]) => name)).toContain('Grace Hopper');
  });
});

test('where no font has a letter, a box stands for it among those that there are', async () => {
  const pdf = await readPdf(await renderSheetPdf(sheetOf('Rosa 🦊 Luz')));
  expect(pdf.pages[0]?.text).toContain('Rosa \u25a1 Luz');
});

test('a name that reads like an escape of Excel stays what it is', async () => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load((await renderSheetXlsx(sheetOf('a_x0041_b'))) as never);
  expect(workbook.getWorksheet('Attendance')?.getColumn(1).values).toContain('a_x0041_b');
});
