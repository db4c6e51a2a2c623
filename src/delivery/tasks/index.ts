/** Tasks: what somebody asked for and does not wait for. */
export { cutFiles } from './split-files.ts';
export { createTasks, type RunningTask, type TaskView, type Tasks } from './tasks.ts';
