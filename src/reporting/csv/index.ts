/** CSV as spreadsheets open it. */
export { columnsOf, toCsv, type Cell } from './to-csv.ts';
