/**
 * Selfies of a whole lecture hall arrive at once: as many as can be looked at soon are answered at once, the rest are
 * taken in and decided as tasks.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Actor } from '../../security/access/index.ts';
import { AppError } from '../../kernel/errors.ts';
import { shownPositionSchema } from '../../kernel/position.ts';
import type { RunningTask, TaskView, Tasks } from '../../delivery/tasks/index.ts';
import type { CheckInInput, CheckInResult } from './check-in.ts';
import type { Attendance } from './attendance.ts';
import type { CheckInEvidence } from './evidence.ts';
import { forStudent } from './receipt.ts';
import type { DecidedCheckIn } from './register.schema.ts';

/** Name of the tasks. */
export const checkInTask = 'checkIn';

/** Looked at here at once, waiting ones included: at some 50 ms each, nobody waits for long. */
const mostAtOnce = 4;

/** Once more than that came at once, the next ones follow at their heels: for so long all are only taken in. */
const rushMs = 500;
/** So long, at most, what was taken in waits for a rush to be over. */
const patienceMs = 15_000;

export type SelfieAnswer = { kind: 'decided'; decided: DecidedCheckIn } | { kind: 'taken'; task: TaskView };

/** All that may be shown through the API; a card is vouched for by its reader only, and a challenge by its room. */
export type ShownByStudent = Omit<CheckInEvidence, 'card' | 'challenge'> &
  Pick<CheckInInput, 'sessionId' | 'classIds' | 'joins'> & { channel?: string };

const storedSchema = z.object({
  sessionId: z.uuid().optional(),
  channel: z.string().optional(),
  joins: z.boolean().optional(),
  code: z.string().optional(),
  qr: z.string().optional(),
  deviceId: z.string().optional(),
  position: shownPositionSchema.optional(),
});

export type SelfieQueue = ReturnType<typeof createSelfieQueue>;

export function createSelfieQueue(deps: { attendance: Attendance; tasks: Tasks }) {
  let running = 0;
  let rushedAt = -Infinity;
  const isRush = (): boolean => performance.now() - rushedAt < rushMs;

  /**
   * Decides a check-in now, or takes it in when it has a photo and too many are being looked at or the client would
   * rather not wait. @throws as `Attendance.checkIn` when it is decided now.
   */
  async function checkIn(actor: Actor, shown: ShownByStudent, prefersTask: boolean): Promise<SelfieAnswer> {
    const { photo } = shown;
    if (!photo) return decideNow(actor, shown);
    if (running >= mostAtOnce || isRush()) return takeInRush(actor, shown, photo);
    if (prefersTask) return take(actor, shown, photo);
    running += 1;
    try {
      return await decideNow(actor, shown);
    } catch (error) {
      // Others have filled the line before the face models.
      if (error instanceof AppError && error.code === 'busy') return await takeInRush(actor, shown, photo);
      throw error;
    } finally {
      running -= 1;
    }
  }

  const decideNow = async (actor: Actor, shown: ShownByStudent): Promise<SelfieAnswer> => ({
    kind: 'decided',
    decided: tell(await deps.attendance.checkIn(actor, { channel: 'api', ...shown })),
  });

  async function takeInRush(actor: Actor, shown: ShownByStudent, photo: Buffer): Promise<SelfieAnswer> {
    rushedAt = performance.now();
    return take(actor, shown, photo);
  }

  async function take(actor: Actor, { photo: _, ...shown }: ShownByStudent, photo: Buffer): Promise<SelfieAnswer> {
    const sessionId = await deps.attendance.requireSession(actor, shown);
    return { kind: 'taken', task: await deps.tasks.ask(actor, checkInTask, { ...shown, sessionId }, photo) };
  }

  /**
   * Decides one that was taken in; as of when it was sent. Taking in goes first: nobody waits for an acknowledgement
   * because others are being looked at.
   */
  async function decide({ actor, askedAt, input, file }: RunningTask): Promise<DecidedCheckIn> {
    for (const startedAt = performance.now(); isRush() && performance.now() - startedAt < patienceMs;)
      await pause(rushMs / 2);
    const stored = storedSchema.parse(input);
    const shown = Object.fromEntries(
      Object.entries(stored).filter(([, value]) => value !== undefined),
    ) as ShownByStudent;
    return tell(
      await deps.attendance.checkIn(actor, {
        channel: 'api',
        sentAt: askedAt,
        ...shown,
        ...(file ? { photo: file } : {}),
      }),
    );
  }

  return { checkIn, decide };
}

const tell = (result: CheckInResult): DecidedCheckIn => ({
  id: result.checkInId,
  at: result.at,
  sessionId: result.session.id,
  class: result.class.code,
  receipt: forStudent(result.receipt),
});
