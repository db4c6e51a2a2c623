/**
 * The work queue: rows of a table that are worked on once, by one process at a time, and tried again when that fails.
 */
export { createWorkQueue } from './work-queue.ts';
export type { QueueTable } from './work-queue.repo.ts';
export type { WorkLoop } from './work-loop.ts';
