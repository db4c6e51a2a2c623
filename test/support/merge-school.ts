/** A class with two accounts of one student, which are to be merged. */
import type { MergeReport } from '../../src/office/merge/merge.schema.ts';
import type { Answer, Client } from './client.ts';
import { silentSlack } from './slack.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from './muster.ts';
import { createPerson, createSmallSchool, type SmallSchool } from './school.ts';

/** The account that is closed, and the one that stays. */
export interface Twins {
  fromId: string;
  intoId: string;
  from: Client;
  into: Client;
}

export interface MergeSchool {
  muster: TestMuster;
  school: SmallSchool;
  /** Two accounts of one student, made anew for each test and enrolled; `merge` is about these. */
  makeTwins: () => Promise<Twins>;
  /** Their addresses are `from…@school.example` and `into…@school.example` with this number. */
  count: () => number;
  enrol: (...personIds: string[]) => Promise<Answer>;
  merge: (
    dryRun?: boolean,
    over?: { fromId?: string; intoId?: string; choices?: Record<string, 'from' | 'into'> },
  ) => Promise<Answer<MergeReport & { detail?: string; field?: string }>>;
  /** A session of a minute: the one before is over then, since one that is closed too early would go on. */
  openSession: (durationMinutes?: number) => Promise<string>;
  close: (sessionId: string) => Promise<Answer>;
  mark: (sessionId: string, personId: string, status: string, reason?: string) => Promise<Answer>;
  statusOf: (sessionId: string, personId: string) => Promise<string | null | undefined>;
  /** Before, after and source of each change. */
  historyOf: (sessionId: string, personId: string) => Promise<(string | null)[][]>;
}

export async function startMergeSchool(): Promise<MergeSchool> {
  const muster = await startTestMuster(silentSlack);
  const school = await createSmallSchool(muster, 1);
  let count = 0;
  let [fromId, intoId] = ['', ''];
  const enrol = (...personIds: string[]) =>
    school.admin.post(`/api/v2/classes/${school.classId}/students`, { personIds });
  return {
    muster,
    school,
    enrol,
    count: () => count,
    async makeTwins() {
      count += 1;
      // Tests let time pass, in which staff would have signed in anew.
      await school.admin.signIn(adminEmail, password);
      await school.teacher.signIn('grace@school.example', password);
      const [fromEmail, intoEmail] = [`from${count}@school.example`, `into${count}@school.example`];
      fromId = await createPerson(school.admin, 'Emmy N', fromEmail, 'student');
      intoId = await createPerson(school.admin, 'Emmy Noether', intoEmail, 'student');
      await enrol(fromId, intoId);
      return { fromId, intoId, from: await muster.signIn(fromEmail), into: await muster.signIn(intoEmail) };
    },
    merge: (dryRun = false, over = {}) =>
      school.admin.post(`/api/v2/people/${over.fromId ?? fromId}/merge`, {
        intoId: over.intoId ?? intoId,
        dryRun,
        choices: over.choices ?? {},
      }),
    async openSession(durationMinutes = 1) {
      muster.clock.advance(1);
      const { body } = await school.teacher.post<{ id: string }>(`/api/v2/classes/${school.classId}/sessions/open`, {
        durationMinutes,
      });
      return body.id;
    },
    close: (sessionId) => school.teacher.post(`/api/v2/sessions/${sessionId}/close`),
    mark: (sessionId, personId, status, reason) =>
      school.teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${personId}`, {
        status,
        ...(reason === undefined ? {} : { reason }),
      }),
    statusOf: async (sessionId, personId) =>
      (await muster.db.autocommit.attendanceRecord.findFirst({ where: { sessionId, personId } }))?.status,
    historyOf: async (sessionId, personId) =>
      (
        await school.teacher.get<{ before: string | null; after: string | null; source: string }[]>(
          `/api/v2/sessions/${sessionId}/records/${personId}/history`,
        )
      ).body.map(({ before, after, source }) => [before, after, source]),
  };
}
