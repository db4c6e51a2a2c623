/** Import of people and rosters from a CSV file. */
export { importReportSchema } from './import.schema.ts';
export { createImports, type Imports } from './import-people.ts';
