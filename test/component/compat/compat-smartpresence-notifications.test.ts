/** The API of SmartPresence as its clients call it: notifications. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyForms, type OldAnswer, type OldRequest } from '../../support/old-client.ts';
import { expectAnswer, expectRefused, startSmartSchool, type SmartSchool } from '../../support/smartpresence.ts';

let school: SmartSchool;

beforeAll(async () => {
  school = await startSmartSchool();
});
afterAll(() => school.muster.end());

describe('/notifications', () => {
  interface Shown {
    id: string;
    title: string;
    class_name: string | null;
  }
  const send = async (fields: Record<string, string>): Promise<string> =>
    ((await school.post('/notifications', fields, school.tokens.teacher)) as OldAnswer<{ id: string }>).body.id;
  const list = async (token: string): Promise<Shown[]> => (await school.call('GET', '/notifications', { token })).body;
  const ids = async (token: string): Promise<string[]> => (await list(token)).map(({ id }) => id);
  const message = { title: 'Exam', message: 'On Friday', class_name: 'chemistry' };
  let hilbert: string;

  beforeAll(async () => {
    const code = await school.makeOtp('Chemistry');
    for (const token of [school.tokens.ada, school.tokens.blaise])
      await school.post('/mark-attendance', { otp: code }, token);
    hilbert = await school.enter('Hilbert', 'teacher');
  });

  test.each(bodyForms)(
    'POST takes %s for a class, and GET shows it to its students, its author and admins, newest first',
    async (form) => {
      const answer = await school.post(
        '/notifications',
        { ...message, title: `Exam ${form}` },
        school.tokens.teacher,
        form,
      );
      expectAnswer(answer, 201, 'post /notifications');
      for (const token of [school.tokens.ada, school.tokens.blaise, school.tokens.teacher, school.tokens.admin]) {
        const shown = await school.call('GET', '/notifications', { token });
        expectAnswer(shown, 200, 'get /notifications');
        expect((shown.body as unknown[])[0]).toEqual({
          id: (answer.body as { id: string }).id,
          title: `Exam ${form}`,
          message: 'On Friday',
          class_name: 'Chemistry',
          created_at: school.muster.clock.now().toISOString(),
        });
      }
      expect(await ids(hilbert)).toEqual([]);
    },
  );

  test("POST without a class tells all of the teacher's", async () => {
    const id = await send({ ...message, title: 'Snow', class_name: '' });
    expect((await list(school.tokens.ada)).find((one) => one.id === id)).toMatchObject({
      title: 'Snow',
      class_name: null,
    });
  });

  test('POST refuses half a message with 400, strangers with 401, students with 403, an unknown class with 404, and several of a name, or none at all, with 409', async () => {
    for (const wrong of [{ title: '' }, { message: undefined }, { message: 'x'.repeat(2001) }])
      expectRefused(await school.post('/notifications', { ...message, ...wrong }, school.tokens.teacher), 400);
    expectRefused(await school.post('/notifications', message), 401);
    expectRefused(await school.post('/notifications', message, school.tokens.ada), 403);
    expectRefused(
      await school.post('/notifications', { ...message, class_name: 'Nowhere' }, school.tokens.teacher),
      404,
    );
    expectRefused(await school.post('/notifications', message, hilbert), 404);
    expectRefused(await school.post('/notifications', { title: 'T', message: 'm' }, hilbert), 409, 'no classes');
    const native = await school.muster.signIn('grace@school.example');
    for (let time = 0; time < 2; time += 1) await native.post('/api/v2/me/classes', { title: 'Namesake' });
    expectRefused(
      await school.post('/notifications', { ...message, class_name: 'Namesake' }, school.tokens.teacher),
      409,
      'Several classes are called Namesake',
    );
  });

  test('GET refuses strangers with 401', async () => {
    expectRefused(await school.call('GET', '/notifications'), 401);
  });

  const ways: [string, (id: string) => [string, OldRequest]][] = [
    ['in the path', (id) => [`/notifications/${id}`, {}]],
    ['in the query', (id) => [`/notifications?id=${id}`, {}]],
    ...bodyForms.map((form): [string, (id: string) => [string, OldRequest]] => [
      `as ${form}`,
      (id) => ['/notifications', { fields: { id }, form }],
    ]),
  ];
  test.each(ways)(
    'DELETE with the id %s hides it for a student alone, and takes it from all for its author and admins',
    async (_way, requestOf) => {
      for (const taker of [school.tokens.teacher, school.tokens.admin]) {
        const id = await send(message);
        const remove = (token: string) => school.call('DELETE', requestOf(id)[0], { ...requestOf(id)[1], token });
        expectAnswer(await remove(school.tokens.ada), 200, 'delete /notifications');
        expect([(await ids(school.tokens.ada)).includes(id), (await ids(school.tokens.blaise)).includes(id)]).toEqual([
          false,
          true,
        ]);
        expectRefused(await remove(school.tokens.ada), 404);
        expectAnswer(await remove(taker), 200, 'delete /notifications/{id}');
        for (const token of [school.tokens.blaise, school.tokens.teacher, school.tokens.admin])
          expect(await ids(token)).not.toContain(id);
      }
    },
  );

  test('DELETE refuses no id with 400, strangers with 401, and what cannot be one or was never told with 404', async () => {
    const id = await send(message);
    const { ada: token } = school.tokens;
    expectRefused(await school.call('DELETE', '/notifications', { token }), 400, 'id');
    expectRefused(await school.call('DELETE', '/notifications', { token, fields: { id: 'seven' } }), 400);
    expectRefused(await school.call('DELETE', '/notifications/seven', { token }), 404);
    for (const path of [`/notifications/${id}`, `/notifications?id=${id}`])
      expectRefused(await school.call('DELETE', path), 401);
    expectRefused(await school.call('DELETE', `/notifications/${id}`, { token: hilbert }), 404);
    expect(await ids(token)).toContain(id);
  });
});
