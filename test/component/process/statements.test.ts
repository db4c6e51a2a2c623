/**
 * What one operation costs the database: how many SQL statements are sent for its request until it is answered, which
 * is the same in a class of five and in one of forty. What opens and ends a transaction is not counted, nor what the
 * service does besides (its queues look for work all the time).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

interface TestClass {
  code: string;
  classId: string;
  sessionId: string;
  sessionCode: string;
  pupils: { id: string; email: string }[];
}

const sizes = [5, 40];
let muster: TestMuster;
let classes: TestClass[];

/** Whatever runs for a request finds its statements here. */
const request = new AsyncLocalStorage<string[]>();
let statements: string[] = [];
const onRequest = (): void => request.enterWith(statements);
const boundsTransaction = /^(BEGIN|COMMIT|ROLLBACK)\b/i;

beforeAll(async () => {
  const query = Reflect.get(pg.Client.prototype, 'query') as (...sent: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...sent: unknown[]) {
    const [first] = sent as [string | { text: string }];
    const text = typeof first === 'string' ? first : first.text;
    if (!boundsTransaction.test(text)) request.getStore()?.push(text);
    return query.apply(this, sent);
  });
  subscribe('http.server.request.start', onRequest);
  muster = await startTestMuster();
  classes = await createClasses();
}, 120_000);
afterAll(async () => {
  unsubscribe('http.server.request.start', onRequest);
  vi.restoreAllMocks();
  await muster.end();
});

/** A class of each size with an open session, all of one teacher. */
async function createClasses(): Promise<TestClass[]> {
  const admin = await muster.signIn(adminEmail);
  const campus = await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main', timeZone: 'UTC' });
  const teacherId = await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
  const teacher = await signInTeacher();
  return Promise.all(
    sizes.map(async (size) => {
      const code = `CS${size}`;
      const created = { code, title: `A class of ${size}`, campusId: campus.body.id };
      const { id: classId } = (await admin.post<{ id: string }>('/api/v2/classes', created)).body;
      await admin.post(`/api/v2/classes/${classId}/teachers`, { personId: teacherId });
      const pupils: TestClass['pupils'] = [];
      for (let number = 1; number <= size; number += 1) {
        const email = `pupil${number}.of${size}@school.example`;
        pupils.push({ email, id: await createPerson(admin, `Pupil ${number} of ${size}`, email, 'student') });
      }
      await admin.post(`/api/v2/classes/${classId}/students`, { personIds: pupils.map(({ id }) => id) });
      const opened = await teacher.post<{ id: string }>(`/api/v2/classes/${classId}/sessions/open`, {
        durationMinutes: 120,
      });
      const sessionId = opened.body.id;
      const shown = await teacher.post<{ code: string }>(`/api/v2/sessions/${sessionId}/code`);
      return { code, classId, sessionId, sessionCode: shown.body.code, pupils };
    }),
  );
}

/** Anew each time: a client goes on with the conversation that it began. */
const signInTeacher = (): Promise<Client> => muster.signIn('grace@school.example');

type Asking = () => Promise<unknown>;
const mark = async ({ sessionId, pupils }: TestClass, status: string): Promise<Asking> => {
  const teacher = await signInTeacher();
  return () => teacher.request('PUT', `/api/v2/sessions/${sessionId}/records/${pupils[0]!.id}`, { status });
};

/** In this order: the second mark corrects the first. */
const operations: { what: string; atMost: number; prepare: (of: TestClass) => Promise<Asking> }[] = [
  {
    what: 'who I am',
    atMost: 1,
    prepare: async () => {
      const teacher = await signInTeacher();
      return () => teacher.get('/api/v2/me');
    },
  },
  { what: 'marking a student', atMost: 10, prepare: (of) => mark(of, 'late') },
  { what: 'correcting a mark', atMost: 12, prepare: (of) => mark(of, 'present') },
  { what: 'marking a student absent, who may have guardians', atMost: 13, prepare: (of) => mark(of, 'absent') },
  {
    what: 'a check-in by code',
    atMost: 16,
    prepare: async ({ sessionId, sessionCode, pupils }) => {
      const student = await muster.signIn(pupils[1]!.email);
      return () => student.post('/api/v2/check-ins', { sessionId, code: sessionCode });
    },
  },
  {
    what: 'a page of the records of a class',
    atMost: 4,
    prepare: async ({ classId }) => {
      const teacher = await signInTeacher();
      return () => teacher.get(`/api/v2/records?classId=${classId}&limit=100`);
    },
  },
  {
    what: 'a page of all records',
    // The calendars of the campuses, by which its days are cut, are one of them.
    atMost: 3,
    prepare: async () => {
      const admin = await muster.signIn(adminEmail);
      return () => admin.get('/api/v2/records?limit=100');
    },
  },
  {
    what: 'asking in chat who is missing',
    atMost: 14,
    prepare: async ({ code }) => {
      const teacher = await signInTeacher();
      return async () => {
        expect((await teacher.say(`who is missing in ${code}?`)).text).toContain('Missing');
        return { status: 200 };
      };
    },
  },
];

test.each(operations)('$what takes at most $atMost statements, however many are on the roster', async (operation) => {
  const counts: number[] = [];
  for (const one of classes) {
    const ask = await operation.prepare(one);
    const own = (statements = []);
    expect(await ask()).toMatchObject({ status: 200 });
    counts.push(own.length);
  }
  expect(new Set(counts).size, `${counts.join(' and ')} statements`).toBe(1);
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[0]).toBeLessThanOrEqual(operation.atMost);
});
