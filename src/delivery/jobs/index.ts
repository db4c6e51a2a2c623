/** Recurring jobs, by pg-boss. */
export { prepareJobs, startJobs, type Jobs, type RecurringJob } from './jobs.ts';
