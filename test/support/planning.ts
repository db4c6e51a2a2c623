/**
 * A school that plans: a class of its own for each test, on a campus in Zurich with a room, and a colleague who teaches
 * none of them.
 */
import { newId } from '../../src/kernel/ids.ts';
import type { Client } from './client.ts';
import { startTestMuster, type TestMuster } from './muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from './school.ts';

export interface Session {
  id: string;
  classId: string;
  title: string | null;
  startsAt: string;
  endsAt: string;
  status: string;
  placeId: string | null;
  timetableId: string | null;
}
export interface Page {
  sessions: Session[];
  next: string | null;
}
export interface Fault {
  code: string;
  field: string;
  detail: string;
}

export interface Planning {
  muster: TestMuster;
  school: SmallSchool;
  colleague: Client & { id: string };
  ada: Client;
  /** Of the class of this test. */
  code: string;
  classId: string;
  campusId: string;
  placeId: string;
  /** Another class, at nine in the morning of 18 November 2026 (ten in Zurich). */
  renew(): Promise<void>;
  list(query?: string, who?: Client): Promise<Page>;
  schedule(startsAt: string, endsAt: string, more?: Record<string, unknown>): Promise<Session>;
  auditOf(subjectId: string): Promise<string[]>;
}

/** `env` adds to the environment of the service. */
export async function startPlanning(env: Record<string, string> = {}): Promise<Planning> {
  const muster = await startTestMuster({ PUBLIC_URL: 'https://muster.school.example', ...env });
  const school = await createSmallSchool(muster, 2);
  const id = await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  let made = 0;
  const it: Planning = {
    muster,
    school,
    code: '',
    classId: '',
    campusId: '',
    placeId: '',
    colleague: Object.assign(await muster.signIn('alan@school.example'), { id }),
    ada: await muster.signIn(school.students[0]!.email),
    renew: async () => {
      muster.clock.set('2026-11-18T09:00:00Z');
      made += 1;
      it.code = `PH${100 + made}`;
      it.campusId = (
        await school.admin.post<{ id: string }>('/api/v2/campuses', {
          name: `Zurich ${made}`,
          timeZone: 'Europe/Zurich',
        })
      ).body.id;
      it.classId = (
        await school.admin.post<{ id: string }>('/api/v2/classes', {
          code: it.code,
          title: 'Physics',
          campusId: it.campusId,
        })
      ).body.id;
      await school.admin.post(`/api/v2/classes/${it.classId}/teachers`, { personId: school.teacher.id });
      await school.admin.post(`/api/v2/classes/${it.classId}/students`, { personIds: [school.students[0]!.id] });
      it.placeId = newId();
      await muster.db.autocommit.place.create({
        data: {
          id: it.placeId,
          campusId: it.campusId,
          kind: 'room',
          name: 'Room 12',
          latitude: 47.4,
          longitude: 8.5,
          radiusM: 50,
        },
      });
    },
    list: async (query = `classId=${it.classId}`, who = school.teacher) =>
      (await who.get<Page>(`/api/v2/sessions?${query}`)).body,
    schedule: async (startsAt, endsAt, more = {}) =>
      (await school.teacher.post<Session>(`/api/v2/classes/${it.classId}/sessions`, { startsAt, endsAt, ...more }))
        .body,
    auditOf: async (subjectId) =>
      (await muster.db.autocommit.auditEntry.findMany({ where: { subjectId }, orderBy: { id: 'asc' } })).map(
        (entry) => entry.action,
      ),
  };
  return it;
}
