/** Attendance sheets as PDF, XLSX, CSV, JSON and text. */
export type { RenderedSheet } from './render-sheet.ts';
export { isUnderMinimum, percentageOf } from './sheet.ts';
export { createReports, type ClassFigures, type DayRange, type OwnFigures, type Reports } from './sheets.ts';
