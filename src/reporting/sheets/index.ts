/** Attendance sheets as PDF, XLSX, CSV, JSON and text. */
export { createTypesetter, type Canvas } from './pdf/typesetter.ts';
export type { RenderedSheet } from './render-sheet.ts';
export { createSheets, type ClassFigures, type DayRange, type OwnFigures, type Sheets } from './sheets.ts';
