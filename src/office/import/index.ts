/** Import of people and rosters from a CSV file. */
export { importReportSchema } from './import.schema.ts';
export { createPeopleImport, type PeopleImport } from './import-people.ts';
