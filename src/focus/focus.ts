/**
 * The focus index: 0 to 100 from head direction and posture, of a class over a session, and of single students only
 * where all allow it.
 */
import { type Actor, type InstitutionRules, requireAccess } from '../security/access/index.ts';
import type { Audit } from '../security/audit/index.ts';
import type { ClassView, Classes } from '../school/classes/index.ts';
import type { Database, Queryable, Tx } from '../db/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { meanOf } from '../kernel/mean.ts';
import { createConsents } from '../security/consent/index.ts';
import type { Vault } from '../security/privacy/index.ts';
import type { NameFaces } from '../attendance/roll-call/index.ts';
import type { SessionView, Sessions } from '../school/sessions/index.ts';
import type { Tasks } from '../delivery/tasks/index.ts';
import type { Vision } from '../recognition/vision/index.ts';
import { createChart } from './chart.ts';
import * as repo from './focus.repo.ts';
import { focusConsent, readingSchema, type FocusFrame, type Reading, type StudentFocus } from './focus.schema.ts';
import { contextOfReading, createMeasure } from './measure.ts';
import { createFocusSettings } from './settings.ts';

const dayMs = 24 * 3600_000;
/** A class's figures are kept for a term, those of a student for a month. */
const keptMs = { frames: 180 * dayMs, readings: 30 * dayMs } as const;
const shownReadings = 500;

export interface Timeline {
  session: SessionView;
  class: ClassView;
  minimumPeople: number;
  perStudent: boolean;
  /** The mean over the photos that have a figure, each counting the same; null when none has. */
  figure: number | null;
  lowest: number | null;
  highest: number | null;
  frames: FocusFrame[];
}

export type Focus = ReturnType<typeof createFocus>;

export function createFocus(deps: {
  db: Database;
  audit: Audit;
  clock: Clock;
  vault: Vault;
  vision: Vision;
  rules: InstitutionRules;
  classes: Classes;
  sessions: Sessions;
  nameFaces: NameFaces;
  tasks: Tasks;
}) {
  const { db } = deps;
  const consents = createConsents(deps, focusConsent);
  const faceConsents = createConsents(deps);
  const settings = createFocusSettings(deps);
  const drawTimeline = createChart();
  const measure = createMeasure({ ...deps, consents, faceConsents, settings });

  /** @throws AppError `conflict` while it is off, `notFound`. */
  async function readTimeline(actor: Actor, sessionId: string): Promise<Timeline> {
    const session = await reach(actor, sessionId);
    const { minimumPeople, perStudent } = await settings.requireOn(db.autocommit, session.classId);
    const frames = await repo.findFrames(db.autocommit, sessionId);
    const figures = frames.flatMap(({ figure }) => (figure === null ? [] : [figure]));
    return {
      session,
      class: await deps.classes.get(db.autocommit, session.classId),
      minimumPeople,
      perStudent,
      frames,
      figure: roundedMean(figures),
      lowest: figures.length > 0 ? Math.min(...figures) : null,
      highest: figures.length > 0 ? Math.max(...figures) : null,
    };
  }

  /** The same drawn. @throws as `readTimeline` */
  async function drawChart(actor: Actor, sessionId: string, format: 'png' | 'svg'): Promise<Buffer> {
    return drawTimeline(await readTimeline(actor, sessionId), format);
  }

  /**
   * Student by student, those who agreed, by name. @throws AppError `forbidden` in the eu profile, `conflict` where it
   * is off or of the class only, `notFound`
   */
  async function readStudents(actor: Actor, sessionId: string): Promise<StudentFocus[]> {
    const session = await reach(actor, sessionId);
    await settings.requirePerStudent(db.autocommit, session.classId);
    const stored = await repo.findReadingsOfSession(db.autocommit, sessionId);
    const names = new Map(
      (await deps.classes.roster(db.autocommit, session.classId, { includeLeft: true })).map(({ id, name }) => [
        id,
        name,
      ]),
    );
    const readings = await openAll(db.autocommit, stored);
    return [...new Set(readings.map(({ personId }) => personId))]
      .map((personId) => {
        const own = readings.filter((reading) => reading.personId === personId);
        const mean = (read: (reading: Reading) => number): number => Math.round(meanOf(own.map(read)));
        return {
          personId,
          name: names.get(personId) ?? '',
          frames: own.length,
          index: mean(({ index }) => index),
          uncertainty: mean(({ uncertainty }) => uncertainty),
        };
      })
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  /** What is kept of the actor, newest first. */
  async function readOwn(actor: Actor): Promise<(Reading & { sessionId: string; takenAt: Date })[]> {
    await requireAccess(db.autocommit, actor, 'focus.own', { personId: actor.personId });
    return (await openAll(db.autocommit, await repo.findReadingsOf(db.autocommit, actor.personId, shownReadings))).map(
      ({ sessionId, takenAt, index, uncertainty }) => ({ sessionId, takenAt, index, uncertainty }),
    );
  }

  async function openAll(
    db: Queryable,
    stored: readonly repo.StoredReading[],
  ): Promise<(Reading & { personId: string; sessionId: string; takenAt: Date })[]> {
    const keys = await deps.vault.keysOf(db, [...new Set(stored.map(({ personId }) => personId))]);
    return stored.flatMap(({ frameId, personId, sealed, frame }) => {
      const key = keys.get(personId);
      return key
        ? [
            {
              personId,
              ...frame,
              ...key.openJson(readingSchema, sealed, contextOfReading(frameId)),
            },
          ]
        : [];
    });
  }

  async function reach(actor: Actor, sessionId: string): Promise<SessionView> {
    const session = await deps.sessions.get(db.autocommit, sessionId);
    await requireAccess(db.autocommit, actor, 'focus.use', { classId: session.classId, sessionId });
    return session;
  }

  /** Withdraws the actor's agreement; what was kept of them is gone when this resolves. */
  async function withdraw(actor: Actor): Promise<void> {
    await db.transaction(async (tx) => {
      await requireAccess(tx, actor, 'focus.own', { personId: actor.personId });
      await forgetOf(tx, actor.personId);
    });
  }

  /**
   * The same for an account that ends, inside the transaction that ends it. The database deletes the readings with the
   * consent.
   */
  const forgetOf = async (tx: Tx, personId: string): Promise<void> => void (await consents.withdraw(tx, personId));

  /** Removes what is older than it is kept. @returns how many photos' figures and students' ones went. */
  const sweep = (): Promise<{ frames: number; readings: number }> =>
    repo.deleteBefore(db.autocommit, {
      frames: new Date(deps.clock.now().getTime() - keptMs.frames),
      readings: new Date(deps.clock.now().getTime() - keptMs.readings),
    });

  const { readState, listStates, turnOn, turnOff, requireSettable } = settings;
  return {
    ...measure,
    readState,
    listStates,
    turnOn,
    turnOff,
    requireSettable,
    consents,
    readTimeline,
    drawChart,
    readStudents,
    readOwn,
    withdraw,
    forgetOf,
    sweep,
  };
}

/** Whole; null of nothing. */
const roundedMean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(meanOf(values));
