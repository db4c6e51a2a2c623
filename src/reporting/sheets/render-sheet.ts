/** One door to all formats of a sheet. */
import type { Sheet } from './sheet.ts';
import { renderSheetCsv } from './sheet-csv.ts';
import { renderSheetJson } from './sheet-json.ts';
import { renderSheetXlsx } from './sheet-xlsx.ts';
import { words } from './words/en.ts';

export type SheetFormat = 'pdf' | 'xlsx' | 'csv' | 'json';

export interface RenderedSheet {
  /** Letters, digits, spaces and . _ - only, so that it is safe in a header and on every file system. */
  readonly fileName: string;
  readonly mimeType: string;
  readonly data: Buffer;
}

const renderers: Readonly<
  Record<SheetFormat, { mimeType: string; render: (sheet: Sheet) => Buffer | Promise<Buffer> }>
> = {
  // What draws and sets it takes a third of a second to load.
  pdf: { mimeType: 'application/pdf', render: async (sheet) => (await import('./sheet-pdf.ts')).renderSheetPdf(sheet) },
  xlsx: { mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', render: renderSheetXlsx },
  csv: { mimeType: 'text/csv; charset=utf-8', render: renderSheetCsv },
  json: { mimeType: 'application/json', render: renderSheetJson },
};

/** A class code as part of a file name; 'class' where nothing of it can stand. */
function safeCode(code: string): string {
  const safe = code
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  return safe.slice(0, 60) || 'class';
}

/** 'CS101 attendance 2026-11-01 to 2026-11-30.pdf'; one date where the sheet is of one day. */
export function sheetFileName(sheet: Pick<Sheet, 'classCode' | 'from' | 'to'>, format: SheetFormat): string {
  const period = sheet.from === sheet.to ? sheet.from : words.to({ from: sheet.from, to: sheet.to });
  return words.attendance({ classCode: safeCode(sheet.classCode), period, format });
}

/** Renders a sheet in a format, with the name and type under which it is handed out. */
export async function renderSheet(sheet: Sheet, format: SheetFormat): Promise<RenderedSheet> {
  const { mimeType, render } = renderers[format];
  return { fileName: sheetFileName(sheet, format), mimeType, data: await render(sheet) };
}
