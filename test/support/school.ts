/** A small school for tests: one teacher, some students with portraits, a class or two, made through the API. */
import { readFile } from 'node:fs/promises';
import { listPortraits } from '../../models/portraits.ts';
import { createClient, type Client } from './client.ts';
import { adminEmail, password, type TestMuster } from './muster.ts';

export interface Pupil {
  id: string;
  name: string;
  email: string;
}

export interface SmallSchool {
  admin: Client;
  teacher: Client & { id: string };
  students: Pupil[];
  classId: string;
  campusId: string;
}

const names = ['Ada Lovelace', 'Blaise Pascal', 'Chen Jingrun', 'Dorothy Vaughan', 'Emmy Noether', 'Fibonacci da Pisa'];

/** CS101 with a teacher and `count` students (six at most), in UTC. */
export const createSmallSchool = (
  muster: TestMuster,
  count = 3,
  policy: Record<string, unknown> = {},
): Promise<SmallSchool> => createSmallSchoolAt(muster.url, count, policy);

/** The same at a service wherever it runs. */
export async function createSmallSchoolAt(
  url: string,
  count = 3,
  policy: Record<string, unknown> = {},
): Promise<SmallSchool> {
  const signIn = (email: string): Promise<Client> => createClient(url).signIn(email, password);
  const admin = await signIn(adminEmail);
  const campus = await admin.post<{ id: string }>('/api/v2/campuses', { name: 'Main', timeZone: 'UTC' });
  const created = await admin.post<{ id: string }>('/api/v2/classes', {
    code: 'CS101',
    title: 'Introduction to Computing',
    campusId: campus.body.id,
    policy,
  });
  const classId = created.body.id;
  const teacherId = await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
  await admin.post(`/api/v2/classes/${classId}/teachers`, { personId: teacherId });
  const students: Pupil[] = [];
  for (const name of names.slice(0, count)) {
    const email = `${name.split(' ')[0]!.toLowerCase()}@school.example`;
    students.push({ id: await createPerson(admin, name, email, 'student'), name, email });
  }
  await admin.post(`/api/v2/classes/${classId}/students`, { personIds: students.map((student) => student.id) });
  const teacher = await signIn('grace@school.example');
  return { admin, teacher: Object.assign(teacher, { id: teacherId }), students, classId, campusId: campus.body.id };
}

export async function createPerson(admin: Client, name: string, email: string, role: string): Promise<string> {
  const answer = await admin.post<{ id: string }>('/api/v2/people', { name, email, role, password });
  if (answer.status !== 201) throw new Error(`${email} could not be created: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** Portraits of distinct people, in a fixed order. */
export async function readPortraits(count: number, from = 0): Promise<Buffer[]> {
  const portraits = (await listPortraits())
    .filter((portrait) => portrait.id.startsWith('tabler-preview/'))
    .slice(from, from + count);
  return Promise.all(portraits.map((portrait) => readFile(portrait.file)));
}

/** Agrees to face recognition and enrols one photo. */
export async function enrolFace(client: Client, photo: Buffer): Promise<void> {
  const { body } = await client.get<{ version: string }>('/api/v2/me/face-consent');
  await client.post('/api/v2/me/face-consent', { textVersion: body.version });
  const enrolled = await client.upload<{ kept: number }>('/api/v2/me/faces', 'photos', [photo]);
  if (enrolled.body.kept !== 1) throw new Error(`The photo could not be enrolled: ${JSON.stringify(enrolled.body)}`);
}
