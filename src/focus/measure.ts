/** Working out the focus index from photos of a session: one at once, or several as a task. No photo is kept. */
import { z } from 'zod';
import { type Actor, requireAccess } from '../security/access/index.ts';
import type { Audit } from '../security/audit/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError, isFileFault } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import type { Consents } from '../security/consent/index.ts';
import { type Vault, requireKey } from '../security/privacy/index.ts';
import type { NameFaces } from '../attendance/roll-call/index.ts';
import type { SessionView, Sessions } from '../school/sessions/index.ts';
import { type RunningTask, type TaskView, type Tasks, cutFiles } from '../delivery/tasks/index.ts';
import type { RoomAnalysis, Vision } from '../recognition/vision/index.ts';
import { figureOf } from './class-figure.policy.ts';
import { measureFrame, type FrameFocus, type FrontRule } from './focus.policy.ts';
import * as repo from './focus.repo.ts';
import type { FocusFrame, FocusSetting, Measured, PersonReading } from './focus.schema.ts';
import { readFrameTimes } from './frame-times.ts';
import type { createFocusSettings } from './settings.ts';
import { words } from './words/en.ts';

/** Name of the tasks. */
export const focusTask = 'focus';

/** Cameras and clocks differ, and lessons begin late: a frame may lie so far outside its session. */
const slackMs = 15 * 60_000;

const storedSchema = z.object({
  sessionId: z.uuid(),
  frames: z.array(z.object({ takenAt: z.coerce.date(), bytes: z.number().int() })).min(1),
});

/** Students by the number of their face in the photo. */
type NamesByFace = ReadonlyMap<number, { personId: string; name: string }>;

export const contextOfReading = (frameId: string): string => `focus_reading:${frameId}`;

export function createMeasure(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  vision: Vision;
  sessions: Sessions;
  nameFaces: NameFaces;
  tasks: Tasks;
  consents: Consents;
  faceConsents: Consents;
  settings: ReturnType<typeof createFocusSettings>;
}) {
  /**
   * Works the index out of one photo of now and keeps the figure.
   * @throws AppError `conflict` while it is off or the session is not held; `notFound`; those of decoding
   */
  async function measurePhoto(actor: Actor, sessionId: string, photo: Buffer): Promise<Measured> {
    const session = await requireSession(actor, sessionId);
    const takenAt = deps.clock.now();
    requireMoment(session, takenAt);
    return measure(actor, session, photo, takenAt);
  }

  /**
   * Takes frames of a lesson in, to be worked on as a task.
   * @param takenAt as `readFrameTimes` reads it
   * @throws as `measurePhoto`, and `tooManyRequests` while too much waits
   */
  async function takeFrames(
    actor: Actor,
    sessionId: string,
    photos: readonly Buffer[],
    takenAt: string | undefined,
  ): Promise<TaskView> {
    const session = await requireSession(actor, sessionId);
    const moments = readFrameTimes(takenAt, photos.length, deps.clock.now());
    for (const moment of moments) requireMoment(session, moment);
    return deps.tasks.ask(
      actor,
      focusTask,
      { sessionId, frames: photos.map((photo, index) => ({ takenAt: moments[index], bytes: photo.byteLength })) },
      Buffer.concat(photos),
    );
  }

  /** Works on frames that were taken in. One that cannot be read is told and passed over. */
  async function workOnFrames({
    actor,
    input,
    file,
    ...task
  }: RunningTask): Promise<{ frames: FocusFrame[]; unreadable: { takenAt: Date; detail: string }[] }> {
    const { sessionId, frames } = storedSchema.parse(input);
    const session = await requireSession(actor, sessionId);
    const done: { frames: FocusFrame[]; unreadable: { takenAt: Date; detail: string }[] } = {
      frames: [],
      unreadable: [],
    };
    const photos = cutFiles(
      file,
      frames.map(({ bytes }) => bytes),
    );
    for (const [index, { takenAt }] of frames.entries()) {
      try {
        done.frames.push((await measure(actor, session, photos[index]!, takenAt)).frame);
      } catch (error) {
        if (!(error instanceof AppError) || !isFileFault(error)) throw error;
        done.unreadable.push({ takenAt, detail: error.publicMessage });
      }
      await task.progress(index + 1, frames.length);
    }
    return done;
  }

  async function requireSession(actor: Actor, sessionId: string): Promise<SessionView> {
    const session = await deps.sessions.get(deps.db.autocommit, sessionId);
    await requireAccess(deps.db.autocommit, actor, 'focus.use', { classId: session.classId, sessionId });
    await deps.settings.requireOn(deps.db.autocommit, session.classId);
    if (session.status !== 'open' && session.status !== 'closed')
      throw new AppError('conflict', { detail: words.theSessionIsNotHeldOpen });
    return session;
  }

  function requireMoment({ startsAt, endsAt }: SessionView, takenAt: Date): void {
    const at = takenAt.getTime();
    if (
      at < startsAt.getTime() - slackMs ||
      at > Math.min(endsAt.getTime() + slackMs, deps.clock.now().getTime() + 60_000)
    ) {
      throw new AppError('invalidInput', {
        field: 'takenAt',
        detail: words.takenAtDoesNotLieWithin({
          at: takenAt.toISOString(),
          at2: startsAt.toISOString(),
          at3: endsAt.toISOString(),
        }),
      });
    }
  }

  async function measure(actor: Actor, session: SessionView, photo: Buffer, takenAt: Date): Promise<Measured> {
    const analysis = await deps.vision.analyseRoom(photo);
    const asked = await deps.settings.requireOn(deps.db.autocommit, session.classId);
    const names: NamesByFace = asked.perStudent ? await nameFaces(session.classId, analysis) : new Map();
    return deps.db.transaction(async (tx) => {
      // What was allowed when the photo came may not be any more.
      const { setting, profile } = await deps.settings.holdOn(tx, session.classId);
      // Before a reading is touched, in the order of who withdraws: theirs goes from the consent to the readings.
      const agreed = setting.perStudent && profile === 'standard' ? await holdAgreed(tx, names) : null;
      const focus = measureFrame(analysis.faces, ruleOf(setting));
      const frame: FocusFrame = {
        id: newId(),
        takenAt,
        seen: focus.seen,
        ...figureOf(focus.judged, setting.minimumPeople),
      };
      await repo.replaceFrame(tx, { ...frame, classId: session.classId, sessionId: session.id });
      const people = agreed && (await keepReadings(tx, frame.id, focus, agreed));
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'focus.measured',
        subjectType: 'session',
        subjectId: session.id,
        facts: { takenAt: takenAt.toISOString(), judged: frame.judged, students: people?.length ?? 0 },
      });
      return { frame, minimumPeople: setting.minimumPeople, people };
    });
  }

  async function nameFaces(classId: string, analysis: RoomAnalysis): Promise<NamesByFace> {
    const {
      photos: [seen],
    } = await deps.nameFaces(classId, [analysis]);
    return new Map(
      (seen?.faces ?? []).flatMap(({ personId, name }, index) =>
        personId !== null && name !== null ? [[index, { personId, name }] as const] : [],
      ),
    );
  }

  /** Those who agree to the index and to being known by their face still, both held until the transaction ends. */
  async function holdAgreed(tx: Tx, names: NamesByFace): Promise<NamesByFace> {
    const toIndex = await deps.consents.holdConsenting(
      tx,
      [...names.values()].map(({ personId }) => personId),
    );
    const toBoth = await deps.faceConsents.holdConsenting(tx, [...toIndex]);
    return new Map([...names].filter(([, { personId }]) => toBoth.has(personId)));
  }

  /** Of those who are named once. */
  async function keepReadings(
    tx: Tx,
    frameId: string,
    { judged }: FrameFocus,
    agreed: NamesByFace,
  ): Promise<PersonReading[]> {
    const found = judged.flatMap(({ face, index, uncertainty }) => {
      const student = agreed.get(face);
      return student ? [{ ...student, index: Math.round(index), uncertainty: Math.round(uncertainty) }] : [];
    });
    const people = [...new Map(found.map((person) => [person.personId, person])).values()].sort((a, b) =>
      a.name.localeCompare(b.name),
    );
    const keys = await deps.vault.keysOf(
      tx,
      people.map(({ personId }) => personId),
    );
    await repo.insertReadings(
      tx,
      people.map(({ personId, index, uncertainty }) => ({
        frameId,
        personId,
        sealed: requireKey(keys, personId).sealJson({ index, uncertainty }, contextOfReading(frameId)),
      })),
    );
    return people;
  }

  /** Takes a photo's figures back. @throws AppError `notFound`. */
  async function takeBack(actor: Actor, sessionId: string, frameId: string): Promise<void> {
    await deps.db.transaction(async (tx) => {
      const session = await deps.sessions.get(tx, sessionId);
      await requireAccess(tx, actor, 'focus.use', { classId: session.classId, sessionId });
      if (!(await repo.deleteFrame(tx, sessionId, frameId))) throw new AppError('notFound');
      await deps.audit.record(tx, {
        actorId: actor.personId,
        action: 'focus.taken_back',
        subjectType: 'session',
        subjectId: sessionId,
        facts: { frameId },
      });
    });
  }

  return { measurePhoto, takeFrames, workOnFrames, takeBack };
}

const ruleOf = ({ front, frontYawDeg }: FocusSetting): FrontRule =>
  front === 'offset' ? { kind: 'offset', yawDeg: frontYawDeg } : { kind: front };
