/** A school as drawn: classes in many zones, with rosters of spells, sessions in every state and marks of any kind. */
import fc from 'fast-check';
import type { CountingRule } from '../../src/reporting/counting/index.ts';
import type { Database } from '../../src/db/index.ts';
import { newId } from '../../src/kernel/ids.ts';

export const zones = [
  'UTC',
  'Pacific/Kiritimati',
  'Pacific/Honolulu',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Europe/Berlin',
  'America/Los_Angeles',
  'America/Havana',
  'Australia/Lord_Howe',
  'Africa/Cairo',
] as const;

export type Status = 'present' | 'late' | 'absent' | 'excused';
type State = 'scheduled' | 'open' | 'closed' | 'cancelled';

export interface DrawnClass {
  zone: number;
  rule: CountingRule;
  /** Edges of spells of each student, in hours after the start of the window, in order; an odd last one still lasts. */
  students: number[][];
  sessions: { startsAt: number; hours: number; state: State; wasHeld: boolean; marks: (Status | null)[] }[];
}

/** The window in which everything lies: over the change of clocks of two hemispheres. */
export const windowStart = Date.UTC(2026, 9, 20);
const windowHours = 24 * 20;
const studentsEach = 3;

const hour = fc.integer({ min: 0, max: windowHours });
const status = fc.constantFrom<Status>('present', 'late', 'absent', 'excused');

export const drawnClass: fc.Arbitrary<DrawnClass> = fc.record({
  zone: fc.nat({ max: zones.length - 1 }),
  rule: fc.record({
    percentageBase: fc.constantFrom('held', 'planned'),
    excusedRule: fc.constantFrom('left_out', 'attended', 'absent'),
    freeAbsences: fc.nat({ max: 2 }),
    minimumPercentage: fc.constantFrom(50, 75, 80),
  }),
  students: fc.array(
    fc.uniqueArray(hour, { minLength: 1, maxLength: 5 }).map((edges) => [...edges].sort((a, b) => a - b)),
    { minLength: studentsEach, maxLength: studentsEach },
  ),
  sessions: fc.array(
    fc.record({
      startsAt: hour,
      hours: fc.integer({ min: 1, max: 4 }),
      state: fc.constantFrom<State>('scheduled', 'open', 'closed', 'closed', 'closed', 'cancelled'),
      wasHeld: fc.boolean(),
      marks: fc.array(fc.option(status, { freq: 3 }), { minLength: studentsEach, maxLength: studentsEach }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

export interface StoredClass extends DrawnClass {
  id: string;
  personIds: string[];
  sessionIds: string[];
}

const at = (hours: number): Date => new Date(windowStart + hours * 3600_000);

/** Writes the classes as they were drawn, in few statements. */
export async function storeDrawn(db: Database, drawn: readonly DrawnClass[]): Promise<StoredClass[]> {
  const { autocommit } = db;
  const campuses = zones.map((timeZone) => ({ id: newId(), name: timeZone, timeZone }));
  await autocommit.campus.createMany({ data: campuses });
  const classes = drawn.map((one) => ({
    ...one,
    id: newId(),
    personIds: one.students.map(() => newId()),
    sessionIds: one.sessions.map(() => newId()),
  }));
  await autocommit.class.createMany({
    data: classes.map(({ id, zone, rule }, index) => ({
      id,
      campusId: campuses[zone]!.id,
      code: `D${index}`,
      title: `Drawn ${index}`,
      ...rule,
    })),
  });
  await autocommit.person.createMany({
    data: classes.flatMap(({ personIds }, index) =>
      personIds.map((id, student) => ({
        id,
        email: `d${index}.${student}@school.example`,
        name: `Student ${index}.${student}`,
        role: 'student' as const,
      })),
    ),
  });
  await autocommit.enrolment.createMany({
    data: classes.flatMap(({ id: classId, personIds, students }) =>
      students.flatMap((edges, student) =>
        edges.flatMap((from, index) => {
          if (index % 2 === 1) return [];
          const to = edges[index + 1];
          return [
            {
              id: newId(),
              classId,
              personId: personIds[student]!,
              enrolledAt: at(from),
              ...(to === undefined ? {} : { leftAt: at(to), endedBy: 'left' as const }),
            },
          ];
        }),
      ),
    ),
  });
  await autocommit.session.createMany({
    data: classes.flatMap(({ id: classId, sessionIds, sessions }) =>
      sessions.map(({ startsAt, hours, state, wasHeld }, index) => ({
        id: sessionIds[index]!,
        classId,
        startsAt: at(startsAt),
        endsAt: at(startsAt + hours),
        status: state,
        ...(state === 'open' || state === 'closed' || wasHeld ? { openedAt: at(startsAt) } : {}),
        ...(state === 'closed' || (state === 'cancelled' && wasHeld) ? { closedAt: at(startsAt + hours) } : {}),
        ...(state === 'cancelled' ? { statusBefore: wasHeld ? ('closed' as const) : ('scheduled' as const) } : {}),
      })),
    ),
  });
  const records = classes.flatMap(({ personIds, sessionIds, sessions }) =>
    sessions.flatMap(({ state, wasHeld, marks, startsAt }, index) =>
      state === 'scheduled' || (state === 'cancelled' && !wasHeld)
        ? []
        : marks.flatMap((mark, student) =>
            mark === null
              ? []
              : [{ id: newId(), sessionId: sessionIds[index]!, personId: personIds[student]!, mark, at: at(startsAt) }],
          ),
    ),
  );
  await db.transaction(async (tx) => {
    await tx.attendanceRecord.createMany({
      data: records.map(({ mark, at: markedAt, ...row }) => ({ ...row, status: mark, source: 'manual', markedAt })),
    });
    await tx.recordChange.createMany({
      data: records.map(({ id: recordId, mark, at: when }) => ({
        id: newId(),
        recordId,
        version: 1,
        before: null,
        after: mark,
        source: 'manual',
        at: when,
      })),
    });
  });
  return classes;
}
