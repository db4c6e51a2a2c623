/**
 * The API of the SmartPresence backend: accounts that an admin lets in, one-time codes, selfies by class name, and
 * notifications.
 */
import type { CompatApi } from '../compat.ts';
import { accountRoutes, type AccountModules } from './accounts.ts';
import { attendanceRoutes, type AttendanceModules } from './attendance.ts';
import { notificationRoutes, type NotificationModules } from './notifications.ts';

export const smartpresenceApi = (modules: AccountModules & AttendanceModules & NotificationModules): CompatApi => ({
  name: 'smartpresence',
  tokenIn: 'header',
  prefixes: [],
  routes: [...accountRoutes(modules), ...attendanceRoutes(modules), ...notificationRoutes(modules)],
});
