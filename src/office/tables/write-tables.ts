/** Tables to files, for templates: CSV that spreadsheets open as it is meant, workbooks, and bundles. */
import { stringify } from 'csv-stringify/sync';
import { zipSync } from 'fflate';

type Cells = readonly (readonly string[])[];

/** With the mark by which spreadsheets see that it is UTF-8. */
export const writeCsv = (rows: Cells): Buffer =>
  Buffer.from(stringify(rows as string[][], { bom: true, record_delimiter: '\r\n' }));

/** Every column as text: numbers keep the zeros that they begin with. */
export async function writeWorkbook(sheet: string, rows: Cells): Promise<Buffer> {
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.Workbook();
  const worksheet = workbook.addWorksheet(sheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  worksheet.addRows(rows.map((row) => [...row]));
  worksheet.columns.forEach((column) => {
    column.width = 24;
    column.numFmt = '@';
  });
  worksheet.getRow(1).font = { bold: true };
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

export const writeZip = (files: Readonly<Record<string, Buffer>>): Buffer => Buffer.from(zipSync(files));
