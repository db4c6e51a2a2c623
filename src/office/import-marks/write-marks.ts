/**
 * Writes planned marks. What the plan saw may have changed since: each session is looked at again once it is held, and
 * what is different then is told of its marks.
 */
import type { Attendance } from '../../attendance/register/index.ts';
import type { Database, Tx } from '../../db/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Sessions, SessionView } from '../../school/sessions/index.ts';
import type { Actor } from '../../security/access/index.ts';
import type { MarkLine, MarksOptions } from './marks.schema.ts';
import { fateOf, knownSession, type PlannedSession } from './plan-marks.ts';

export type NoteProgress = (done: number, total: number) => Promise<void>;

export interface WrittenMarks {
  isApplied: boolean;
  written: number;
  /** As they were found; those that take no marks any more are missing. */
  sessions: PlannedSession[];
  /** Lines that came out otherwise than planned, by the planned ones. */
  corrected: ReadonlyMap<MarkLine, MarkLine>;
}

interface WrittenSession {
  /** Absent: it takes no marks. */
  session?: PlannedSession;
  written: number;
  corrected: (readonly [MarkLine, MarkLine])[];
}

/** Takes back what was written where all or nothing was asked for. */
class Refused extends Error {
  readonly outcomes: WrittenSession[];

  constructor(outcomes: WrittenSession[]) {
    super();
    this.outcomes = outcomes;
  }
}

export function createMarksWriter(deps: {
  db: Database;
  clock: Clock;
  sessions: Sessions;
  attendance: Pick<Attendance, 'takeOver'>;
}) {
  /** A session at a time, each in a transaction of its own; all in one where it is all or nothing. */
  async function write(
    actor: Actor,
    sessions: readonly PlannedSession[],
    { atomic, overwrite }: Pick<MarksOptions, 'atomic' | 'overwrite'>,
    progress: NoteProgress,
  ): Promise<WrittenMarks> {
    const planned = new Set(sessions.map(({ id }) => id));
    const total = sessions.reduce((sum, { marks }) => sum + marks.length, 0);
    const all: WrittenSession[] = [];
    let done = 0;
    for (const run of atomic ? [sessions] : sessions.map((session) => [session])) {
      try {
        const outcomes = await deps.db.transaction((tx) => writeRun(tx, run), { timeoutMs: 120_000 });
        for (const outcome of outcomes) all.push(outcome);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return gather(error.outcomes, false);
      }
      done += run.reduce((sum, { marks }) => sum + marks.length, 0);
      await progress(done, total);
    }
    return gather(all, true);

    async function writeRun(tx: Tx, run: readonly PlannedSession[]): Promise<WrittenSession[]> {
      const outcomes: WrittenSession[] = [];
      for (const session of run) outcomes.push(await writeSession(tx, actor, session, { planned, overwrite }));
      if (atomic && outcomes.some(({ session }) => session === undefined)) throw new Refused(outcomes);
      return outcomes;
    }
  }

  async function writeSession(
    tx: Tx,
    actor: Actor,
    planned: PlannedSession,
    { planned: ours, overwrite }: { planned: ReadonlySet<string>; overwrite: boolean },
  ): Promise<WrittenSession> {
    const { view, marks } = planned;
    await deps.sessions.lockClass(tx, view.id);
    const isMissing = planned.fate === 'made';
    const twin = isMissing ? await findTwin(tx, planned, ours) : undefined;
    const isMade = isMissing && !twin;
    if (isMade) await deps.sessions.insertHeld(tx, actor, { ...planned, classId: view.id });
    const session = await deps.sessions.lock(tx, twin?.id ?? planned.id, 'alone');
    const found = isMade ? planned : knownSession({ actor, view, now: deps.clock.now() }, session);
    if ('fault' in found)
      return {
        written: 0,
        corrected: marks.flatMap(({ lines }) =>
          lines.map((line) => [line, refusedLine(line, found.field, found.fault)] as const),
        ),
      };
    if (session.status === 'scheduled') await deps.sessions.holdAfterwards(tx, actor, session);
    const { written, before } = await deps.attendance.takeOver(tx, actor, { session, view }, marks, overwrite);
    const corrected = marks.flatMap(({ personId, lines }) =>
      lines.flatMap((line) => {
        const now = fateOf(before.get(personId), line.to, overwrite);
        return now.fate === line.fate && now.from === line.from ? [] : [[line, { ...line, ...now }] as const];
      }),
    );
    return { session: { ...planned, ...found }, written, corrected };
  }

  /** Whoever brought the same lesson in at the same time may have made it by now. */
  async function findTwin(
    tx: Tx,
    { view, startsAt }: PlannedSession,
    ours: ReadonlySet<string>,
  ): Promise<SessionView | undefined> {
    const to = new Date(startsAt.getTime() + 1);
    const there = await deps.sessions.find(tx, { classIds: [view.id], from: startsAt, to });
    return there.find(({ id, status }) => status !== 'cancelled' && !ours.has(id));
  }

  return { write };
}

function gather(outcomes: readonly WrittenSession[], isApplied: boolean): WrittenMarks {
  return {
    isApplied,
    written: isApplied ? outcomes.reduce((sum, { written }) => sum + written, 0) : 0,
    sessions: outcomes.flatMap(({ session }) => session ?? []),
    corrected: new Map(outcomes.flatMap(({ corrected }) => corrected)),
  };
}

const refusedLine = (line: MarkLine, field: string, reason: string): MarkLine => ({
  ...line,
  ...{ fate: 'fault', from: null, to: null, field, reason },
});
