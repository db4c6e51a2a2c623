/** A school whose people sign in by the sejal API, and what its clients do. */
import { expect } from 'vitest';
import { sejalApi } from '../../src/http/compat/sejal/sejal.ts';
import { adminEmail, password, startTestMuster } from './muster.ts';
import { expectShape, sendOld, type BodyForm, type OldAnswer } from './old-client.ts';
import { readPortraits } from './school.ts';

export const teacher = { teacher_email_id: 'grace@school.example' };
export const student = { email_id: 'ada@school.example', name: 'Ada Lovelace' };
/** The clock of the test stands at 09:00 in UTC. */
export const now = { class_date: '2026-11-18', start_time: '09:00', end_time: '10:30' };
export const biology = { class_name: 'Biology', ...now };

export type Sejal = Awaited<ReturnType<typeof startSejal>>;

const examples = new Map(sejalApi({} as never).routes.map(({ route, example }) => [route.path, example]));
export const statuses = (answers: readonly OldAnswer<unknown>[]): number[] => answers.map(({ status }) => status);

/** Two teachers who were approved, and two students with a face. */
export async function startSejal() {
  const muster = await startTestMuster({ COMPAT: 'sejal', COMPAT_CONSENT: '1', BUDGETS: 'feedback=5' });
  const admin = await muster.signIn(adminEmail);
  const portraits = await readPortraits(3);
  /** By address. */
  const tokens: Record<string, string> = {};

  /** Sends it, and holds a success against the documented example. */
  async function call<T = Record<string, unknown>>(
    route: string,
    fields: Record<string, string>,
    as?: string,
    extra: { form?: BodyForm; files?: Record<string, Buffer[]> } = {},
  ): Promise<OldAnswer<T>> {
    const path = `/api/v1/${route}`;
    const answer = await sendOld<T>(muster.url, route === 'test_insertion' ? 'GET' : 'POST', path, {
      fields: { ...fields, ...(as && { token: tokens[as] ?? as }) },
      ...extra,
    });
    if (answer.status < 202 && (answer.body as { status?: string }).status !== 'pending')
      expectShape(answer.body, examples.get(path));
    if (answer.status >= 400)
      expect(Object.keys(answer.body as object).filter((key) => key !== 'details')).toEqual(['error']);
    return answer;
  }
  const register = (kind: 'teacher' | 'student', email: string, name: string, photo?: Buffer, extra = {}) =>
    call<{ token: string | null; status?: string }>(
      `register_${kind}`,
      { email_id: email, name, passwd_hash: password },
      undefined,
      { ...(photo ? { files: { image_file: [photo] } } : {}), ...extra },
    );
  async function approve(email: string): Promise<string> {
    const { body } = await admin.get<{ people: { id: string; email: string }[] }>('/api/v2/people?status=pending');
    expect(
      (
        await admin.post(`/api/v2/people/${body.people.find((person) => person.email === email)!.id}/approval`, {
          approve: true,
        })
      ).status,
    ).toBe(204);
    return (await call<{ token: string }>('login_teacher', { email_id: email, passwd_hash: password })).body.token;
  }
  const create = (fields: Record<string, string>, as = 'grace@school.example') =>
    call('get_create_class', { ...teacher, ...fields }, as);
  const mark = (fields: Record<string, string>, photo: Buffer, as = 'ada@school.example', email = as) =>
    call('mark_attendance', { email_id: email, ...fields }, as, { files: { image_file: [photo] } });

  for (const [email, name] of [
    ['grace@school.example', 'Grace Hopper'],
    ['alan@school.example', 'Alan Turing'],
  ] as const) {
    await register('teacher', email, name);
    tokens[email] = await approve(email);
  }
  tokens['ada@school.example'] = (
    await register('student', 'ada@school.example', 'Ada Lovelace', portraits[0])
  ).body.token!;
  tokens['blaise@school.example'] = (
    await register('student', 'blaise@school.example', 'Blaise Pascal', portraits[1])
  ).body.token!;
  return { muster, admin, portraits, call, register, approve, create, mark };
}
