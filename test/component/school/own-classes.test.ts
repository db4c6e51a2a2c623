/**
 * Classes that teachers make for themselves: their codes, their campus, what they are about, and the numbers that
 * clients know them by.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClassView } from '../../../src/school/classes/classes.schema.ts';
import type { Client } from '../../support/client.ts';
import { adminEmail, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createPerson } from '../../support/school.ts';

type OwnClass = ClassView & { joinCode: string; field?: string };

let muster: TestMuster;
let admin: Client;
let teacher: Client;
let student: Client;

beforeAll(async () => {
  muster = await startTestMuster();
  admin = await muster.signIn(adminEmail);
  await createPerson(admin, 'Grace Hopper', 'grace@school.example', 'teacher');
  await createPerson(admin, 'Ada Lovelace', 'ada@school.example', 'student');
  teacher = await muster.signIn('grace@school.example');
  student = await muster.signIn('ada@school.example');
});
afterAll(() => muster.end());

const create = (body: object, who = teacher) => who.post<OwnClass>('/api/v2/me/classes', body);
const listOwn = async (who: Client): Promise<string[]> =>
  (await who.get<ClassView[]>('/api/v2/classes')).body.map(({ id }) => id);

describe('a class that a teacher makes', () => {
  test('where there is no campus yet, by several at once, makes one in UTC, and each its own class', async () => {
    const made = await Promise.all(['One', 'Two', 'Three', 'Four'].map((title) => create({ title })));
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const campuses = (await admin.get<{ id: string }[]>('/api/v2/campuses')).body;
    expect(campuses).toMatchObject([{ name: 'Main campus', timeZone: 'UTC' }]);
    expect(new Set(made.map(({ body }) => body.campusId))).toEqual(new Set([campuses[0]!.id]));
    expect(new Set(made.map(({ body }) => body.number)).size).toBe(4);
    expect(await muster.db.autocommit.auditEntry.count({ where: { action: 'campus.created' } })).toBe(1);
  });

  test('is theirs, is joined by the code it is answered with, and is written down', async () => {
    const { body } = await create({ title: ' Mathematics 101 ', description: 'Numbers' });
    expect(body).toMatchObject({
      code: 'MATHEMATICS-101',
      title: 'Mathematics 101',
      description: 'Numbers',
      joinPolicy: 'code',
      status: 'active',
      campus: 'Main campus',
      timeZone: 'UTC',
    });
    expect(await listOwn(teacher)).toContain(body.id);
    expect((await student.post<ClassView>('/api/v2/classes/join', { code: body.joinCode })).body.id).toBe(body.id);
    expect((await teacher.get<{ number: number }[]>(`/api/v2/classes/${body.id}/students`)).body).toMatchObject([
      { name: 'Ada Lovelace', number: expect.any(Number) as number },
    ]);
    expect(
      await muster.db.autocommit.auditEntry.count({ where: { action: 'class.created', subjectId: body.id } }),
    ).toBe(1);
  });

  test('is open to anybody where they say so, and on the campus that they name', async () => {
    const north = (await admin.post<{ id: string }>('/api/v2/campuses', { name: 'North', timeZone: 'Europe/Zurich' }))
      .body.id;
    const { body } = await create({ title: 'Open air', joinPolicy: 'open', campusId: north }, admin);
    expect(body).toMatchObject({ joinPolicy: 'open', campusId: north, timeZone: 'Europe/Zurich' });
    expect((await student.post('/api/v2/classes/join', { classId: body.id })).status).toBe(200);
    const nowhere = await create({ title: 'Nowhere', campusId: '01890000-0000-7000-8000-000000000000' });
    expect([nowhere.status, nowhere.body.field]).toEqual([404, 'campusId']);
  });

  test.each([
    ['Maths: numbers & more', 'MATHS-NUMBERS-MORE'],
    ['Größe', 'GRÖSSE'],
    ['数学 一', '数学-一'],
    ['  C++ ', 'C'],
    ['!!!', 'CLASS'],
    ['An introduction to very long titles', 'AN-INTRODUCTION-TO-VERY-L'],
    ['𝒜𝒷'.repeat(10), '𝒜𝒷𝒜𝒷𝒜𝒷𝒜𝒷𝒜𝒷𝒜𝒷'],
    ['A title that is cut at its space', 'A-TITLE-THAT-IS-CUT-AT-IT'],
  ])('of the title %j has the code %j', async (title, code) => {
    expect((await create({ title })).body).toMatchObject({ title: title.trim(), code });
  });

  test('of a title that others have as well, at the same moment, has the next number', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => create({ title: 'Physics' })));
    expect(made.map(({ body }) => body.code).sort()).toEqual([
      'PHYSICS',
      'PHYSICS-2',
      'PHYSICS-3',
      'PHYSICS-4',
      'PHYSICS-5',
      'PHYSICS-6',
    ]);
    expect(new Set(made.map(({ body }) => body.joinCode)).size).toBe(6);
  });

  test('is made by nobody who does not teach, nor without a title', async () => {
    expect((await create({ title: 'Mine' }, student)).status).toBe(403);
    expect((await create({ title: ' ' })).body).toMatchObject({ code: 'invalidInput', field: 'title' });
  });
});

describe('what a class is about', () => {
  const describeClass = (classId: string, change: object, who = teacher) =>
    who.request<ClassView & { field?: string }>('PATCH', `/api/v2/classes/${classId}/description`, change);

  test('is said by those who teach it, shown to all of it, and written down with what stood before; the code stays', async () => {
    const { body } = await create({ title: 'Biology', description: 'Cells' });
    expect((await describeClass(body.id, { description: 'Cells and more' })).body).toMatchObject({
      title: 'Biology',
      description: 'Cells and more',
      code: 'BIOLOGY',
    });
    expect((await describeClass(body.id, { title: 'Botany', description: '' })).body).toMatchObject({
      title: 'Botany',
      description: '',
      code: 'BIOLOGY',
    });
    await student.post('/api/v2/classes/join', { code: body.joinCode });
    expect((await student.get<ClassView>(`/api/v2/classes/${body.id}`)).body).toMatchObject({
      title: 'Botany',
      description: '',
      number: body.number,
    });
    expect(
      await muster.db.autocommit.auditEntry.count({ where: { action: 'class.changed', subjectId: body.id } }),
    ).toBe(2);
  });

  test('is not for others to say, and nothing is no change', async () => {
    const { body } = await create({ title: 'Chemistry' });
    await createPerson(admin, 'Alan Turing', 'alan@school.example', 'teacher');
    expect(
      (await describeClass(body.id, { title: 'Alchemy' }, await muster.signIn('alan@school.example'))).status,
    ).toBe(404);
    expect((await describeClass(body.id, { title: 'Alchemy' }, student)).status).toBe(403);
    expect((await describeClass(body.id, {})).status).toBe(400);
    expect((await teacher.get<ClassView>(`/api/v2/classes/${body.id}`)).body.title).toBe('Chemistry');
  });
});

describe('the number', () => {
  test('of a class, a session or a person finds it, and one that nothing can have finds nothing', async () => {
    const { modules } = muster;
    const { body: view } = await create({ title: 'Numbered' });
    const { body: session } = await teacher.post<{ id: string; number: number }>(
      `/api/v2/classes/${view.id}/sessions/open`,
    );
    const { body: me } = await teacher.get<{ id: string }>('/api/v2/me');
    const number = (await modules.people.numbersOf([me.id])).get(me.id)!;
    expect((await modules.classes.findByNumber(view.number))?.id).toBe(view.id);
    expect((await modules.sessions.findByNumber(session.number))?.id).toBe(session.id);
    expect((await modules.people.findByNumbers([number, 2 ** 31 - 1])).map(({ id }) => id)).toEqual([me.id]);
    for (const absent of [0, -1, 1.5, 2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.NaN]) {
      expect([
        await modules.classes.findByNumber(absent),
        await modules.sessions.findByNumber(absent),
        await modules.people.findByNumbers([absent]),
      ]).toEqual([undefined, undefined, []]);
    }
  });
});
