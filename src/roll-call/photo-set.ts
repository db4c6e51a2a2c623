/** Many photos of one session, as of a hall from all its corners: taken in at once, and looked at as a task with the same outcome. */
import { unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import type { RunningTask, TaskView, Tasks } from '../tasks/tasks.ts';
import type { RollCallProposal } from './proposal.ts';
import { maxRollCallPhotos, type RollCall } from './roll-call.ts';

/** Name of the tasks. */
export const rollCallTask = 'rollCall';

export type RollCallAnswer = { kind: 'proposed'; proposal: RollCallProposal } | { kind: 'taken'; task: TaskView };

const inputSchema = z.object({ sessionId: z.uuid() });

export type PhotoSets = ReturnType<typeof createPhotoSets>;

export function createPhotoSets({ rollCall, tasks }: { rollCall: RollCall; tasks: Tasks }) {
  /** Looks at a few photos now, and takes in more than that, or what the client would rather not wait for. @throws as `RollCall.propose`. */
  async function propose(actor: Actor, sessionId: string, photos: readonly Buffer[], prefersTask: boolean): Promise<RollCallAnswer> {
    if (photos.length === 0 || (photos.length <= maxRollCallPhotos && !prefersTask)) return { kind: 'proposed', proposal: await rollCall.propose(actor, sessionId, photos) };
    await rollCall.requireMayCall(actor, sessionId);
    return { kind: 'taken', task: await tasks.ask(actor, rollCallTask, { sessionId }, pack(photos)) };
  }

  /** Looks at what was taken in; whether the asker may is asked again. */
  const decide = ({ actor, input, file, ...task }: RunningTask): Promise<RollCallProposal> =>
    rollCall.propose(actor, inputSchema.parse(input).sessionId, unpack(file), (done, total) => task.progress(done, total));

  return { propose, decide };
}

/** Photos do not get smaller by being packed again: stored as they are, in their order. */
const pack = (photos: readonly Buffer[]): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(photos.map((photo, index) => [String(index).padStart(3, '0'), photo])), { level: 0 }));

function unpack(file: Buffer | undefined): Buffer[] {
  const entries = Object.entries(file ? unzipSync(file) : {}).sort(([a], [b]) => a.localeCompare(b));
  return entries.map(([, data]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
}
