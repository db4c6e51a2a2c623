/** A worker that does what it is told, to see what the pool makes of a thread that dies, fails or hangs. */
import { workerData } from 'node:worker_threads';

export type FailingTask = 'answer' | 'throw' | 'die' | 'hold';

export function handleFailingTask(task: FailingTask): string {
  if (task === 'throw') throw new Error('a defect');
  if (task === 'die') process.exit(3);
  // Holds the thread until the test opens the gate.
  if (task === 'hold') Atomics.wait(workerData as Int32Array, 0, 0);
  return task;
}
