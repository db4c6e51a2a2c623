/** Attendance sheets as PDF, XLSX, CSV, JSON and text. */
export { collectPdf } from './pdf/collect-pdf.ts';
export { createTypesetter, type Canvas } from './pdf/typesetter.ts';
export type { RenderedSheet } from './render-sheet.ts';
export { createSheets, type ClassFigures, type DayRange, type OwnFigures, type Sheets } from './sheets.ts';
