/** Recurring jobs, by pg-boss. */
export { startJobs, type RecurringJob } from './jobs.ts';
