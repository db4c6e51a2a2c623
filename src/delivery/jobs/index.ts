/** Recurring jobs, and the loop that works off what waits. */
export { startJobs, type RecurringJob } from './jobs.ts';
export { startWorkLoop, type WorkLoop } from './work-loop.ts';
