/** Appeals: a student says that a record is wrong, a teacher answers. */
export { appealSchema, appealStatusSchema, newAppealSchema, type AppealView } from './appeals.schema.ts';
export { createAppeals, type Appeals } from './appeals.ts';
