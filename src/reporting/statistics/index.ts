/** Statistics: figures, dashboards and one's own history. */
export {
  createDashboards,
  type AdminDashboard,
  type Dashboards,
  type StudentDashboard,
  type TeacherDashboard,
} from './dashboards.ts';
export { addUp, type HistoryRow, type Summed, type Totals } from './history.ts';
export { createFigures, type Figures, type FiguresRoom, type RecordPage, type WeekFigures } from './statistics.ts';
export { toCsv } from './to-csv.ts';
