/** A school that was set up through the API of SmartPresence, and requests as its clients make them. */
import { expect } from 'vitest';
import { smartpresenceApi } from '../../src/http/compat/smartpresence/smartpresence.ts';
import { adminEmail, password, startTestMuster, type TestMuster } from './muster.ts';
import { expectShape, sendOld, type BodyForm, type OldAnswer, type OldRequest } from './old-client.ts';

type Fields = NonNullable<OldRequest['fields']>;
type Answer = OldAnswer<never>;

export interface SmartSchool {
  muster: TestMuster;
  /** Tokens of an admin, a teacher and two students. */
  tokens: Record<'admin' | 'teacher' | 'ada' | 'blaise', string>;
  call(method: string, path: string, request?: OldRequest): Promise<Answer>;
  post(path: string, fields: Fields, token?: string, form?: BodyForm): Promise<Answer>;
  /** An account of that name at school.example, which waits. */
  register(name: string, role: string, form?: BodyForm): Promise<Answer>;
  login(email: string, secret?: string, form?: BodyForm): Promise<Answer>;
  approve(email: string, action?: string, token?: string): Promise<Answer>;
  /** Registers and approves. @returns the token. */
  enter(name: string, role: string): Promise<string>;
  makeOtp(className: string, token?: string): Promise<string>;
  selfie(token: string, image: Buffer, className?: string): Promise<Answer>;
  history(token: string, fields?: Fields): Promise<Record<string, unknown>[]>;
}

export async function startSmartSchool(env: Record<string, string> = { COMPAT_CONSENT: '1' }): Promise<SmartSchool> {
  const muster = await startTestMuster({ COMPAT: 'smartpresence', ...env });
  const call: SmartSchool['call'] = (method, path, request) => sendOld<never>(muster.url, method, path, request);
  const post: SmartSchool['post'] = (path, fields, token, form = 'json') =>
    call('POST', path, { fields, form, ...(token === undefined ? {} : { token }) });
  const tokens = { admin: '', teacher: '', ada: '', blaise: '' };
  const school: SmartSchool = {
    muster,
    tokens,
    call,
    post,
    register: (name, role, form) =>
      post('/register', { name, email: `${name.toLowerCase()}@school.example`, password, role }, undefined, form),
    login: (email, secret = password, form = 'json') => post('/login', { email, password: secret }, undefined, form),
    approve: (email, action = 'approve', token = tokens.admin) => post('/approve-user', { email, action }, token),
    enter: async (name, role) => {
      await school.register(name, role);
      await school.approve(`${name.toLowerCase()}@school.example`);
      return tokenIn(await school.login(`${name.toLowerCase()}@school.example`));
    },
    makeOtp: async (className, token = tokens.teacher) =>
      ((await post('/generate-otp', { class_name: className }, token)) as OldAnswer<{ otp: string }>).body.otp,
    selfie: (token, image, className) =>
      call('POST', '/mark-attendance', { token, files: { image: [image] }, fields: { class_name: className } }),
    history: async (token, fields = {}) => (await call('GET', '/attendance-history', { token, fields })).body,
  };
  tokens.admin = tokenIn(await school.login(adminEmail));
  tokens.teacher = await school.enter('Grace', 'teacher');
  tokens.ada = await school.enter('Ada', 'student');
  tokens.blaise = await school.enter('Blaise', 'student');
  return school;
}

const tokenIn = ({ body }: Answer): string => (body as { access_token: string }).access_token;

const examples = new Map(
  smartpresenceApi({} as never).routes.map(({ route, example }) => [`${route.method} ${route.path}`, example]),
);
/** Every route, as `post /login`. */
export const smartRoutes = [...examples.keys()];

/** Answered with this status and in the shape that the README shows. */
export function expectAnswer({ status, body }: Answer, expected: number, route: string): void {
  expect(status, JSON.stringify(body)).toBe(expected);
  expectShape(body, examples.get(route));
}

/** Refused with one sentence, and nothing that a client might take for an answer. */
export function expectRefused({ status, body }: Answer, expected: number, sentence: string | RegExp = /./): void {
  expect([status, Object.keys(body).sort()], JSON.stringify(body)).toEqual([expected, ['details', 'error']]);
  expect((body as { error: string }).error).toMatch(sentence);
}

export const dataUrl = (photo: Buffer): string => `data:image/jpeg;base64,${photo.toString('base64')}`;
