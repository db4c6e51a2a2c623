/** Attendance sheets as PDF, XLSX, CSV, JSON and text. */
export type { RenderedSheet } from './render-sheet.ts';
export { isUnderMinimum, percentageOf } from './sheet.ts';
export { createSheets, type ClassFigures, type DayRange, type OwnFigures, type Sheets } from './sheets.ts';
