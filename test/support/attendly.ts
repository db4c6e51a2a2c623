/** A school whose people sign in by the API of Attendly, and what its clients do with answers. */
import { expect } from 'vitest';
import { attendlyApi } from '../../src/http/compat/attendly/attendly.ts';
import { createClient, type Answer, type Client } from './client.ts';
import { password, startTestMuster, type TestMuster } from './muster.ts';
import { expectShape } from './old-client.ts';
import { createPerson, createSmallSchool, type SmallSchool } from './school.ts';

export interface AttendlyUser {
  id: number;
  email: string;
  first_name: string;
  last_name: string;
  role: string;
}
export interface AttendlySignIn {
  message: string;
  access_token: string | null;
  user: AttendlyUser;
}
export interface AttendlyClass {
  id: number;
  name: string;
  description: string;
  join_code: string | null;
}
export interface Refusal {
  error: string;
}

export interface Attendly {
  muster: TestMuster;
  school: SmallSchool;
  /** A teacher, two students who signed up here and are in her class, a colleague and an admin. */
  grace: Client;
  ada: Client;
  blaise: Client;
  alan: Client;
  admin: Client;
  ids: { grace: number; ada: number; blaise: number };
  mathematics: AttendlyClass;
  as: (token: string | null) => Client;
  login: (email: string, secret?: string) => Promise<Answer<AttendlySignIn & Refusal>>;
  signup: (change?: object) => Promise<Answer<AttendlySignIn & Refusal>>;
  createClass: (name: string) => Promise<AttendlyClass>;
}

const { routes } = attendlyApi({} as never);
export const attendlyRoutes = routes;

export async function startAttendly(): Promise<Attendly> {
  const muster = await startTestMuster({ COMPAT: 'attendly', COMPAT_CONSENT: '1' });
  const school = await createSmallSchool(muster, 1);
  await createPerson(school.admin, 'Alan Turing', 'alan@school.example', 'teacher');
  const as: Attendly['as'] = (token) => Object.assign(createClient(muster.url), { token: token ?? '' });
  const login: Attendly['login'] = (email, secret = password) =>
    as(null).post('/api/auth/login', { email, password: secret });
  const signup: Attendly['signup'] = (change = {}) =>
    as(null).post('/api/auth/signup', {
      email: 'new@school.example',
      password: 'tall green tree',
      first_name: 'John',
      last_name: 'Doe',
      role: 'student',
      ...change,
    });
  const {
    body: { access_token, user },
  } = await login('grace@school.example');
  const grace = as(access_token);
  const createClass = async (name: string): Promise<AttendlyClass> =>
    (await grace.post<{ class: AttendlyClass }>('/api/classes/create', { name })).body.class;
  const mathematics = await createClass('Mathematics 101');
  const students = [
    await signup({ email: 'augusta@school.example', first_name: 'Augusta Ada', last_name: 'King' }),
    await signup({ email: 'pascal@school.example', first_name: 'Blaise', last_name: 'Pascal' }),
  ];
  const [ada, blaise] = students.map(({ body }) => as(body.access_token)) as [Client, Client];
  for (const student of [ada, blaise]) await student.post('/api/classes/join', { join_code: mathematics.join_code });
  return {
    muster,
    school,
    grace,
    ada,
    blaise,
    alan: as((await login('alan@school.example')).body.access_token),
    admin: as((await login('admin@school.example')).body.access_token),
    ids: { grace: user.id, ada: students[0]!.body.user.id, blaise: students[1]!.body.user.id },
    mathematics,
    as,
    login,
    signup,
    createClass,
  };
}

/** Holds an answer against the example that the README shows of its route. */
export function expectLikeExample(method: string, path: string, { body }: Answer<unknown>): void {
  const found = routes.find(({ route }) => route.method === method && route.path === path);
  expect(found, `${method} ${path}`).toBeDefined();
  expectShape(body, found?.example);
}

/** Status and what there is besides details, to be held against `refused`: one sentence. */
export const refusal = ({ status, body }: Answer<unknown>): [number, string[], string] => [
  status,
  Object.keys(body as object).filter((key) => key !== 'details'),
  typeof (body as Refusal).error,
];
export const refused = (status: number): [number, string[], string] => [status, ['error'], 'string'];

export const dataUrl = (photo: Buffer): string => `data:image/jpeg;base64,${photo.toString('base64')}`;
