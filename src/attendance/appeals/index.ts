/** Appeals: a student says that a record is wrong, a teacher answers. */
export { createAppeals, newAppealSchema, type AppealView, type Appeals } from './appeals.ts';
