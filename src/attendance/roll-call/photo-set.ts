/**
 * Many photos of one session, as of a hall from all its corners: taken in at once, and looked at as a task with the
 * same outcome.
 */
import { z } from 'zod';
import type { Actor } from '../../security/access/index.ts';
import { type RunningTask, type TaskView, type Tasks, cutFiles } from '../../delivery/tasks/index.ts';
import type { RollCallProposal } from './roll-call.schema.ts';
import { maxRollCallPhotos, type RollCall } from './roll-call.ts';

/** Name of the tasks. */
export const rollCallTask = 'rollCall';

export type RollCallAnswer = { kind: 'proposed'; proposal: RollCallProposal } | { kind: 'taken'; task: TaskView };

const inputSchema = z.object({ sessionId: z.uuid(), sizes: z.array(z.int()) });

export type PhotoSets = ReturnType<typeof createPhotoSets>;

export function createPhotoSets({ rollCall, tasks }: { rollCall: RollCall; tasks: Tasks }) {
  /**
   * Looks at a few photos now, and takes in more than that, or what the client would rather not wait for. @throws as
   * `RollCall.propose`.
   */
  async function propose(
    actor: Actor,
    sessionId: string,
    photos: readonly Buffer[],
    prefersTask: boolean,
  ): Promise<RollCallAnswer> {
    if (photos.length === 0 || (photos.length <= maxRollCallPhotos && !prefersTask))
      return { kind: 'proposed', proposal: await rollCall.propose(actor, sessionId, photos) };
    await rollCall.requireMayCall(actor, sessionId);
    return {
      kind: 'taken',
      task: await tasks.ask(
        actor,
        rollCallTask,
        { sessionId, sizes: photos.map((photo) => photo.byteLength) },
        Buffer.concat(photos),
      ),
    };
  }

  /** Looks at what was taken in; whether the asker may is asked again. */
  async function decide({ actor, input, file, ...task }: RunningTask): Promise<RollCallProposal> {
    const { sessionId, sizes } = inputSchema.parse(input);
    return rollCall.propose(actor, sessionId, cutFiles(file, sizes), (done, total) => task.progress(done, total));
  }

  return { propose, decide };
}
