/** A month of a school whose every mark is known: what figures, records and dashboards say is held against it. */
import type { Client } from './client.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from './muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from './school.ts';

type Code = 'CS101' | 'MA200';
type Marks = (string | null)[];

export interface KnownMonth {
  readonly muster: TestMuster;
  readonly school: SmallSchool;
  readonly people: Record<'ada' | 'blaise' | 'colleague' | 'guardian', Client>;
  readonly zurichId: string;
  readonly otherClassId: string;
  /** Sets the clock, and signs the office in again, whose token may have run out. */
  goTo: (instant: string) => Promise<void>;
  openSession: (code: Code) => Promise<string>;
  markAll: (sessionId: string, marks: Marks) => Promise<unknown>;
}

/**
 * CS101 in UTC with Ada, Blaise and Chen; MA200 in Zurich with Ada. Every status occurs; one session is cancelled and
 * may not count; one is still to be opened.
 */
export const held: readonly [code: Code, at: string, marks: Marks][] = [
  ['CS101', '2026-11-02T09:00:00Z', ['present', 'late', 'absent']],
  ['CS101', '2026-11-09T09:00:00Z', ['present', 'absent', 'absent']],
  ['CS101', '2026-11-10T09:00:00Z', ['excused', 'absent', 'present']],
  // The 11th in Zurich, the 10th in UTC.
  ['MA200', '2026-11-10T23:30:00Z', ['absent']],
  ['MA200', '2026-11-12T09:00:00Z', ['present']],
];

/** What a query has to ask for to get the whole of it. */
export const wholeMonth = 'from=2026-11-01&to=2026-11-30';

/** Starts a service in which the month was held; it is the 18th at 9 in UTC, and one session is still to be opened. */
export async function startKnownMonth(): Promise<KnownMonth> {
  const muster = await startTestMuster({}, '2026-11-02T08:00:00Z');
  const school = await createSmallSchool(muster, 3, { minimumPercentage: 50 });
  const zurichId = (
    await school.admin.post<{ id: string }>('/api/v2/campuses', { name: 'Zurich', timeZone: 'Europe/Zurich' })
  ).body.id;
  const otherClassId = (
    await school.admin.post<{ id: string }>('/api/v2/classes', {
      code: 'MA200',
      title: 'Algebra',
      campusId: zurichId,
      policy: { minimumPercentage: 60 },
    })
  ).body.id;
  await school.admin.post(`/api/v2/classes/${otherClassId}/students`, { personIds: [school.students[0]!.id] });
  const colleague = await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  await school.admin.post(`/api/v2/classes/${otherClassId}/teachers`, { personId: colleague });
  await createPerson(school.admin, 'Guar Dian', 'guardian@school.example', 'guardian');
  const goTo = async (instant: string): Promise<void> => {
    muster.clock.set(instant);
    await school.admin.signIn(adminEmail, password);
  };
  const openSession = async (code: Code): Promise<string> =>
    (
      await school.admin.post<{ id: string }>(
        `/api/v2/classes/${code === 'CS101' ? school.classId : otherClassId}/sessions/open`,
      )
    ).body.id;
  const markAll = (sessionId: string, marks: Marks) =>
    school.admin.request('PUT', `/api/v2/sessions/${sessionId}/records`, {
      marks: marks.flatMap((status, index) => (status ? [{ personId: school.students[index]!.id, status }] : [])),
    });
  for (const [code, at, marks] of held) {
    await goTo(at);
    const sessionId = await openSession(code);
    await markAll(sessionId, marks);
    await school.admin.post(`/api/v2/sessions/${sessionId}/close`);
  }
  await goTo('2026-11-18T09:00:00Z');
  const cancelled = await school.admin.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions`, {
    startsAt: '2026-11-16T09:00:00Z',
    endsAt: '2026-11-16T10:00:00Z',
  });
  await school.admin.post(`/api/v2/sessions/${cancelled.body.id}/cancel`);
  const people = {
    ada: await muster.signIn('ada@school.example'),
    blaise: await muster.signIn('blaise@school.example'),
    colleague: await muster.signIn('alan@school.example'),
    guardian: await muster.signIn('guardian@school.example'),
  };
  await school.teacher.signIn('grace@school.example', password);
  return { muster, school, people, zurichId, otherClassId, goTo, openSession, markAll };
}

/** Read from `held`, by the same rule as sheets: excused counts neither way. */
export function count(
  which: (code: string, at: string) => boolean,
  student?: number,
): { present: number; late: number; absent: number; excused: number } {
  const marks = held
    .filter(([code, at]) => which(code, at))
    .flatMap(([, , all]) => (student === undefined ? all : [all[student] ?? null]));
  const of = (status: string): number => marks.filter((mark) => mark === status).length;
  return { present: of('present'), late: of('late'), absent: of('absent'), excused: of('excused') };
}

export const percentage = ({ present, late, absent }: ReturnType<typeof count>): number | null =>
  present + late + absent === 0 ? null : Math.round((1000 * (present + late)) / (present + late + absent)) / 10;
