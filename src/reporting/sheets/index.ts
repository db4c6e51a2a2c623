/** Attendance sheets as PDF, XLSX, CSV, JSON and text. */
export { loadPdf } from './load-pdf.ts';
export type { Canvas } from './pdf/typesetter.ts';
export type { RenderedSheet } from './render-sheet.ts';
export { createSheets, type ClassFigures, type DayRange, type OwnFigures, type Sheets } from './sheets.ts';
