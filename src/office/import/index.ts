/** Import of people and rosters from a CSV file. */
export { createImports, type Imports } from './import-people.ts';
