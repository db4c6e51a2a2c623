/**
 * Whatever staff do with the lessons of a class, in whatever order, at whatever time: no mark that a person made is lost,
 * closing writes only what reopening takes back, and what counts is what the register says.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { newId } from '../../../src/kernel/ids.ts';
import type { WrittenChange } from '../../../src/attendance/register/register.ts';
import type { Actor } from '../../../src/security/access/index.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';

const runs = 1000;
type Status = 'present' | 'late' | 'absent' | 'excused';
type Step =
  | { do: 'wait'; minutes: number }
  | { do: 'mark'; session: number; student: number; status: Status }
  | { do: 'openNow' }
  | { do: 'undo'; session: number; student: number }
  | { do: 'open' | 'unopen' | 'close' | 'reopen' | 'cancel' | 'restore'; session: number };

const session = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(5, 31, 60, 600) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('mark' as const),
      session,
      student: fc.nat({ max: 1 }),
      status: fc.constantFrom<Status>('present', 'late', 'absent', 'excused'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('openNow' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('undo' as const), session, student: fc.nat({ max: 1 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('open', 'unopen', 'close', 'reopen', 'cancel', 'restore'), session }),
  },
);

let muster: TestMuster;
let admin: Actor;
let campusId = '';

beforeAll(async () => {
  // Without its jobs: here it is said when a session is closed.
  muster = await startTestMuster({ ROLE: 'web' }, '2026-11-16T07:00:00Z');
  const { id, name } = await muster.db.autocommit.person.findFirstOrThrow({ where: { email: adminEmail } });
  admin = { personId: id, name, role: 'admin' };
  campusId = (await muster.modules.classes.createCampus(admin, { name: 'Main', timeZone: 'Europe/Zurich' })).id;
});
afterAll(() => muster.end());

interface DrawnClass {
  classId: string;
  sessionIds: string[];
  personIds: string[];
}

/** Classes with two students and three lessons of the day: nine to ten, ten to eleven, twelve to one. */
async function setUp(count: number): Promise<DrawnClass[]> {
  const { autocommit } = muster.db;
  const classes = Array.from({ length: count }, () => ({
    classId: newId(),
    personIds: [newId(), newId()],
    sessionIds: [newId(), newId(), newId()],
  }));
  await autocommit.class.createMany({
    data: classes.map(({ classId }, index) => ({ id: classId, campusId, code: `L${index}`, title: 'Drawn' })),
  });
  await autocommit.person.createMany({
    data: classes.flatMap(({ personIds }) =>
      personIds.map((id) => ({ id, name: 'Pupil', role: 'student' as const, email: `${id}@school.example` })),
    ),
  });
  await autocommit.enrolment.createMany({
    data: classes.flatMap(({ classId, personIds }) =>
      personIds.map((personId) => ({ id: newId(), classId, personId, enrolledAt: new Date(0) })),
    ),
  });
  await autocommit.session.createMany({
    data: classes.flatMap(({ classId, sessionIds }) =>
      [9, 10, 12].map((hour, index) => ({
        id: sessionIds[index]!,
        classId,
        startsAt: new Date(Date.UTC(2026, 10, 16, hour)),
        endsAt: new Date(Date.UTC(2026, 10, 16, hour + 1)),
      })),
    ),
  });
  return classes;
}

test('no lesson and no mark is lost, whatever is done in whatever order', { timeout: 600_000 }, async () => {
  const { attendance, sessions, figures } = muster.modules;
  // One for each run, and some for finding the shortest counterexample.
  const classes = await setUp(2 * runs);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
      muster.clock.set('2026-11-16T09:00:00Z');
      const { classId, sessionIds, personIds } = classes.pop()!;
      /** The last mark by hand of each student in each session. */
      const byHand = new Map<string, Status>();
      const written = new Map<string, WrittenChange>();
      const carryOut = async (one: Step): Promise<void> => {
        if (one.do === 'wait') return muster.clock.advance(one.minutes);
        if (one.do === 'openNow') {
          await attendance.openNow(admin, { classId, durationMinutes: 60, title: null });
          return;
        }
        const id = sessionIds[one.session]!;
        if (one.do === 'mark') {
          const key = `${id} ${personIds[one.student]!}`;
          const marks = [{ personId: personIds[one.student]!, status: one.status }];
          written.set(key, (await attendance.mark(admin, id, marks, null))[0]!);
          byHand.set(key, one.status);
        } else if (one.do === 'undo') {
          const key = `${id} ${personIds[one.student]!}`;
          const change = written.get(key);
          // Taken back after closing, a mark leaves nothing: that is not looked at here.
          if (!change || (await sessions.get(muster.db.autocommit, id)).status !== 'open') return;
          await attendance.undo(admin, id, [change]);
          written.delete(key);
          if (change.before === null) byHand.delete(key);
          else byHand.set(key, change.before);
        } else if (one.do === 'unopen') await sessions.unopen(admin, id);
        else if (one.do === 'open') await attendance.openSession(admin, id);
        else if (one.do === 'close') await attendance.closeSession(admin, id);
        else if (one.do === 'reopen') await attendance.reopenSession(admin, id);
        else if (one.do === 'cancel') await sessions.cancel(admin, id);
        else await sessions.restore(admin, id);
      };
      for (const one of steps) {
        try {
          await carryOut(one);
        } catch (error) {
          // Refused: nothing may have been done then, which is seen below.
          if (!(error instanceof AppError) || !['conflict', 'changedMeanwhile'].includes(error.code)) throw error;
        }
      }
      const stored = await muster.db.autocommit.session.findMany({ where: { classId }, include: { records: true } });
      expect(sessionIds.filter((id) => !stored.some((one) => one.id === id))).toEqual([]);
      const totals = { sessions: 0, present: 0, late: 0, absent: 0, excused: 0 };
      for (const one of stored) {
        const isHeld = one.status === 'open' || one.status === 'closed';
        const standing = one.records.flatMap(({ status }) => status ?? []);
        if (one.status === 'closed' || (one.status === 'open' && standing.length > 0)) totals.sessions += 1;
        if (one.status === 'scheduled') expect(standing).toEqual([]);
        if (isHeld) for (const status of standing) totals[status] += 1;
        for (const personId of personIds) {
          const record = one.records.find((found) => found.personId === personId);
          const marked = byHand.get(`${one.id} ${personId}`);
          if (marked) expect([record?.status, record?.source]).toEqual([marked, 'manual']);
          else if (record?.status)
            expect([record.status, record.source, one.status === 'open']).toEqual(['absent', 'auto_close', false]);
          else if (one.status === 'closed') expect([one.id, 'closed without a mark']).toEqual([]);
        }
      }
      const { figures: counted } = await figures.readClass(admin, classId, { from: '2026-11-16', to: '2026-11-17' });
      expect(counted).toMatchObject(totals);
    }),
    { numRuns: runs },
  );
});
