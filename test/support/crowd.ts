/** Many students in many open sessions, and a stream of their check-ins, for tests of what survives a crash. */
import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type Client } from './client.ts';
import { adminEmail, password } from './muster.ts';
import { createPerson } from './school.ts';

export interface Student {
  id: string;
  email: string;
  token: string;
  /** Sent instead of the code. */
  selfie?: Buffer;
}

export interface OpenSession {
  id: string;
  code: string;
}

export interface Crowd {
  students: Student[];
  sessions: OpenSession[];
}

/** What became of one request. */
export interface Attempt {
  student: Student;
  /** 0: the connection broke before an answer came. */
  status: number;
  body: {
    id?: string;
    code?: string;
    retryable?: boolean;
    detail?: string;
    receipt?: { decision: string; status: string | null };
  };
}

/** One class a session, each with all the students on its roster and a code that lives on. */
export async function createCrowd(url: string, size: { students: number; sessions: number }): Promise<Crowd> {
  const admin = await createClient(url).signIn(adminEmail, password);
  const students = await inParallel(
    Array.from({ length: size.students }, (_, index) => `s${index}@school.example`),
    4,
    async (email): Promise<Student> => {
      const id = await createPerson(admin, `Student ${email.split('@')[0]}`, email, 'student');
      return { id, email, token: (await createClient(url).signIn(email, password)).token };
    },
  );
  const campus = await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main', timeZone: 'UTC' });
  const sessions = await inParallel(
    Array.from({ length: size.sessions }, (_, index) => `C${index}`),
    4,
    async (code): Promise<OpenSession> => {
      const group = await admin.post<{ id: string }>('/api/v2/classes', {
        code,
        title: code,
        campusId: campus.body.id,
        policy: {},
      });
      await admin.post(`/api/v2/classes/${group.body.id}/students`, {
        personIds: students.map((student) => student.id),
      });
      const session = await admin.post<{ id: string }>(`/api/v2/classes/${group.body.id}/sessions/open`, {
        durationMinutes: 600,
      });
      const made = await admin.post<{ code: string }>(`/api/v2/sessions/${session.body.id}/code`, { lifeMinutes: 240 });
      return { id: session.body.id, code: made.body.code };
    },
  );
  return { students, sessions };
}

export function clientOf(url: string, token: string): Client {
  return Object.assign(createClient(url), { token });
}

/** One check-in, with the student's selfie or the session's code. */
export async function attempt(url: string, student: Student, session: OpenSession): Promise<Attempt> {
  const client = clientOf(url, student.token);
  const sent = student.selfie
    ? client.upload<Attempt['body']>('/api/v2/check-ins', 'photo', [student.selfie], { sessionId: session.id })
    : client.post<Attempt['body']>('/api/v2/check-ins', { sessionId: session.id, code: session.code });
  return sent.then(
    ({ status, body }) => ({ student, status, body }),
    () => ({ student, status: 0, body: {} }),
  );
}

/**
 * Sends until it is accepted, as somebody does who sees "please try again shortly". @returns every attempt, the last
 * one accepted or given up.
 */
export async function attemptUntilAccepted(
  url: string,
  student: Student,
  session: OpenSession,
  timeoutMs: number,
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const end = Date.now() + timeoutMs;
  do {
    if (attempts.length > 0) await pause(50);
    attempts.push(await attempt(url, student, session));
  } while (!isAccepted(attempts.at(-1)) && Date.now() < end);
  return attempts;
}

export const isAccepted = (made: Attempt | undefined): boolean =>
  made?.status === 200 && made.body.receipt?.decision === 'accepted';

/** Works the list off, so many at once. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
    }),
  );
  return results;
}
