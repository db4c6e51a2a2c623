/** The database: client, transactions, migrations, the embedded server, changes that every process hears of. */
export { createChangeCache } from './change-cache.ts';
export { listenToChanges, type Changes, type Topic } from './changes.ts';
export {
  isDatabaseDown,
  isForbidden,
  isMissingReference,
  isUniqueViolation,
  openDatabase,
  type Database,
  type Queryable,
  type Tx,
} from './database.ts';
export { hasEmbedded, reachEmbedded, removeEmbedded, startEmbedded } from './embedded.ts';
export { lockPersonRow } from './lock-person.ts';
export { inNameOrder } from './name-order.ts';
export { migrate } from './migrate.ts';
export { ownsTables, readyServiceRole, type ServiceRole } from './service-role.ts';
export { isShortNumber } from './short-number.ts';
export { announcePresence } from './worker-liveness.ts';
