/** The API of Attendly: from its 21 routes to our operations, and from our answers to its. */
import type { CompatApi } from '../compat.ts';
import { accountRoutes, type AccountModules } from './accounts.ts';
import { attendanceRoutes, type AttendanceModules } from './attendance.ts';
import { classRoutes, type ClassModules } from './classes.ts';
import { faceRoutes, type FaceModules } from './faces.ts';

export const attendlyApi = (modules: AccountModules & ClassModules & FaceModules & AttendanceModules): CompatApi => ({
  name: 'attendly',
  tokenIn: 'header',
  prefixes: ['/api/auth', '/api/classes', '/api/face-data', '/api/attendance'],
  routes: [...accountRoutes(modules), ...classRoutes(modules), ...faceRoutes(modules), ...attendanceRoutes(modules)],
});
