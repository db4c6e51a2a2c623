/** Statistics: figures, dashboards and one's own history. */
export { createDashboards, type Dashboards } from './dashboards.ts';
export { addUp, type Summed } from './history.ts';
export {
  classFiguresSchema,
  classOutline,
  dashboardSchema,
  figuresSchema,
  historyRowSchema,
  institutionFiguresSchema,
  listedRecordSchema,
  recordPageSchema,
  standingSchema,
  type AdminDashboard,
  type Figures,
  type HistoryRow,
  type RecordPage,
  type StudentDashboard,
  type TeacherDashboard,
  type Totals,
  type WeekFigures,
} from './statistics.schema.ts';
export { createStatistics, type Statistics } from './statistics.ts';
