/** Import of marks from files: lists, grids of students by days, exports of other products. */
export { createMarksImport, type MarksImport } from './import-marks.ts';
export { marksOptionsSchema, marksReportSchema } from './marks.schema.ts';
export { createMarksDesk, marksImportTask, type MarksDesk } from './take-marks.ts';
