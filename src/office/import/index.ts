/** Import of people, rosters, teachers, guardians and cards from files as schools have them. */
export { matchPeopleHeader } from './columns.ts';
export { flagOption, jsonOption } from './options.ts';
export { importOptionsSchema, importReportSchema } from './import.schema.ts';
export { createPeopleImport, type PeopleImport } from './import-people.ts';
export { createImportDesk, isLarge, peopleImportTask, type ImportDesk } from './take-import.ts';
export { makeTemplate, templateFormats } from './template.ts';
