/** Selfies of a whole lecture hall arrive at once: as many as can be looked at soon are answered at once, the rest are taken in and decided as tasks. */
import { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import type { RunningTask, TaskView, Tasks } from '../tasks/tasks.ts';
import type { CheckInResult } from './check-in.ts';
import type { Attendance } from './attendance.ts';
import type { Shown } from './evidence.ts';
import { forStudent, type Receipt } from './receipt.ts';

/** Name of the tasks. */
export const checkInTask = 'checkIn';

/** Looked at here at once, waiting ones included: at some 50 ms each, nobody waits for more than a second or two. */
const mostAtOnce = 16;

export interface DecidedCheckIn {
  id: string;
  at: Date;
  sessionId: string;
  class: string;
  receipt: Receipt;
}

export type SelfieAnswer = { kind: 'decided'; decided: DecidedCheckIn } | { kind: 'taken'; task: TaskView };

/** All that may be shown through the API; a card is vouched for by its reader only. */
export type ShownByStudent = Omit<Shown, 'card'> & { sessionId?: string };

const storedSchema = z.object({
  sessionId: z.uuid().optional(), code: z.string().optional(), qr: z.string().optional(), deviceId: z.string().optional(),
  position: z.object({ latitude: z.number(), longitude: z.number(), accuracyM: z.number() }).optional(),
});

export type SelfieQueue = ReturnType<typeof createSelfieQueue>;

export function createSelfieQueue(deps: { attendance: Attendance; tasks: Tasks }) {
  let running = 0;

  /**
   * Decides a check-in now, or takes it in when it has a photo and too many are being looked at or the client would
   * rather not wait. @throws as `Attendance.checkIn` when it is decided now.
   */
  async function checkIn(actor: Actor, shown: ShownByStudent, prefersTask: boolean): Promise<SelfieAnswer> {
    const { photo, ...rest } = shown;
    if (photo && (prefersTask || running >= mostAtOnce)) {
      const sessionId = await deps.attendance.requireSession(actor, shown);
      return { kind: 'taken', task: await deps.tasks.ask(actor, checkInTask, { ...rest, sessionId }, photo) };
    }
    running += 1;
    try {
      return { kind: 'decided', decided: tell(await deps.attendance.checkIn(actor, { channel: 'api', ...shown })) };
    } finally {
      running -= 1;
    }
  }

  /** Decides one that was taken in; as of when it was sent. */
  async function decide({ actor, askedAt, input, file }: RunningTask): Promise<DecidedCheckIn> {
    const stored = storedSchema.parse(input);
    const shown = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined)) as ShownByStudent;
    return tell(await deps.attendance.checkIn(actor, { channel: 'api', sentAt: askedAt, ...shown, ...(file ? { photo: file } : {}) }));
  }

  return { checkIn, decide };
}

const tell = (result: CheckInResult): DecidedCheckIn => ({
  id: result.checkInId, at: result.at, sessionId: result.session.id, class: result.class.code, receipt: forStudent(result.receipt),
});
