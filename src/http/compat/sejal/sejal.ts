/**
 * The API of the sejal backend under /api/v1: tokens travel in the body, sessions are named by class, day and times.
 */
import type { CompatApi } from '../compat.ts';
import { accountRoutes, type AccountModules } from './accounts.ts';
import { attendanceRoutes, type AttendanceModules } from './attendance.ts';
import { classRoutes, type ClassModules } from './classes.ts';
import { statisticsRoutes, type StatisticsModules } from './statistics.ts';

export function sejalApi(modules: AccountModules & ClassModules & AttendanceModules & StatisticsModules): CompatApi {
  const [classes, statistics] = [classRoutes(modules), statisticsRoutes(modules)];
  return {
    name: 'sejal',
    tokenIn: 'body',
    prefixes: ['/api/v1'],
    // In the order of its documentation.
    routes: [
      ...accountRoutes(modules),
      classes.create,
      ...attendanceRoutes(modules),
      classes.listTaught,
      statistics.countsByClass,
      classes.latest,
      ...statistics.ofStudents,
    ],
  };
}
