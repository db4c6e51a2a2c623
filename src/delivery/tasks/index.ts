/** Tasks: what somebody asked for and does not wait for. */
export { cutFiles } from './split-files.ts';
export { taskSchema, type TaskView } from './tasks.schema.ts';
export { createTasks, type RunningTask, type Tasks } from './tasks.ts';
