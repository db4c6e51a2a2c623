/** Imports of whole schools: classes that are made, full syncs, OneRoster bundles, and files that take a while. */
import { zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TaskView } from '../../../src/delivery/tasks/index.ts';
import type { PersonView } from '../../../src/school/people/index.ts';
import { startImportSchool, type ImportSchool } from '../../support/import-school.ts';
import type { TestMuster } from '../../support/muster.ts';
import type { SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let send: ImportSchool['send'];
let dry: ImportSchool['dry'];
let rosterOf: ImportSchool['rosterOf'];
let personOf: ImportSchool['personOf'];
let count = 0;

beforeAll(async () => {
  ({ muster, school, send, dry, rosterOf, personOf } = await startImportSchool());
});
afterAll(() => muster.end());
beforeEach(() => {
  count += 1;
});

/** A number that no other test uses. */
const no = (which: number | string): string => `T${count}-${which}`;

test('classes that are not there are made when that is asked for, with the one title that the file gives', async () => {
  const file = `number,name,course code,course name\n${no(1)},Ann Lee,NEW-${count},Astronomy ${count}\n${no(2)},Bob Ray,"NEW-${count}; OLD-${count}",\n`;
  expect((await dry(file)).lines.map(({ fate, field }) => [fate, field])).toEqual([
    ['fault', 'classes'],
    ['fault', 'classes'],
  ]);
  const { body } = await send(file, { createClasses: 'true' });
  expect([body.classes, body.created, body.enrolled]).toEqual([[`NEW-${count}`, `OLD-${count}`], 2, 3]);
  expect((await muster.db.autocommit.class.findFirstOrThrow({ where: { code: `NEW-${count}` } })).title).toBe(
    `Astronomy ${count}`,
  );
  await school.admin.post('/api/v2/campuses', { name: `Second ${count}` });
  const unsaid = await send(`name,class\nAnn Lee,THIRD-${count}\n`, { createClasses: 'true' });
  expect(unsaid).toMatchObject({ status: 409, body: { field: 'campusId' } });
  expect(
    (await send(`name,class\nAnn Lee,THIRD-${count}\n`, { createClasses: 'true', campusId: school.campusId })).body
      .created,
  ).toBe(1);
});

test('a full sync lists who vanished; they leave only when asked, and never more than a tenth', async () => {
  const code = `SYNC${count}`;
  await school.admin.post('/api/v2/classes', { code, title: code, campusId: school.campusId });
  const row = (index: number): string => `${no(index)},Pupil ${index},${code}`;
  const list = (from: number): string =>
    ['number,name,class', ...Array.from({ length: 20 - from }, (_, index) => row(index + from))].join('\n');
  await send(list(0));
  const listed = (await send(list(2), { fullSync: 'true' })).body;
  expect([listed.vanished.map(({ name }) => name).sort(), listed.left]).toEqual([['Pupil 0', 'Pupil 1'], 0]);
  expect(await rosterOf(code)).toHaveLength(20);
  const refused = await send(list(3), { fullSync: 'true', removeMissing: 'true' });
  expect(refused).toMatchObject({
    status: 409,
    body: { field: 'removeMissing', detail: expect.stringContaining('3 of 20') as string },
  });
  expect(await rosterOf(code)).toHaveLength(20);
  // A line that cannot be used still says that its pupil is there.
  const faulty = `${list(2)}\n${no(0)},Pupil 0,"${code}; NOWHERE"`;
  expect((await send(faulty, { fullSync: 'true', removeMissing: 'true' })).body).toMatchObject({ faults: 1, left: 1 });
  expect(await rosterOf(code)).toHaveLength(19);
  // And so does one of which it is not sure which cell is which.
  const wide = `${list(3)}\n${no(0)},Pupil 0,${code},x`;
  expect((await send(wide, { fullSync: 'true', removeMissing: 'true' })).body).toMatchObject({
    faults: 1,
    left: 1,
    vanished: [{ name: 'Pupil 2' }],
  });
});

describe('a OneRoster bundle', () => {
  const csv = (rows: string[]): Buffer => Buffer.from(rows.join('\r\n'));
  const users =
    'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password';
  const person = (
    id: string,
    role: string,
    given: string,
    more: { status?: string; enabled?: string; agents?: string } = {},
  ): string =>
    [
      id,
      more.status ?? 'active',
      '',
      more.enabled ?? 'true',
      'o',
      role,
      given,
      '',
      given,
      'Roster',
      '',
      no(id),
      `${given}${count}@a.example`,
      '',
      '',
      `"${more.agents ?? ''}"`,
      '',
      '',
    ].join(',');
  const classes =
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds';
  const enrollments =
    'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate';
  const rest = () => ({
    'classes.csv': csv([classes, `k1,active,,Physics,,co,PH-${count},scheduled,,o,t`]),
    'enrollments.csv': csv([
      enrollments,
      'e1,active,,k1,o,s1,student,,,',
      'e2,active,,k1,o,t1,teacher,true,,',
      'e3,tobedeleted,,k1,o,s2,student,,,',
      'e4,active,,k1,o,s2,student,,,2020-01-31',
      'e5,active,,k9,o,s1,student,,,',
    ]),
    'orgs.csv': csv(['sourcedId', 'o']),
    'demographics.csv': csv(['sourcedId', 's1']),
  });

  test('of 1.1 brings people, rosters, teachers and guardians, skips who is no longer there, and makes nobody an admin', async () => {
    const bundle = zipSync({
      'manifest.csv': csv(['propertyName,value', 'oneroster.version,1.1']),
      'users.csv': csv([
        users,
        person('s1', 'student', 'Sam', { agents: 'g1' }),
        person('s2', 'student', 'Sue'),
        person('s3', 'student', 'Gone', { status: 'tobedeleted' }),
        person('s4', 'student', 'Off', { enabled: 'false' }),
        person('t1', 'teacher', 'Tom'),
        person('g1', 'parent', 'Gus', { agents: 's1,s2' }),
        person('a1', 'administrator', 'Boss'),
      ]),
      ...rest(),
    });
    const { body } = await send(Buffer.from(bundle), { createClasses: 'true', campusId: school.campusId });
    expect(body).toMatchObject({
      created: 4,
      enrolled: 1,
      appointed: 1,
      guardians: 2,
      faults: 1,
      classes: [`PH-${count}`],
      source: { format: 'oneroster' },
    });
    expect(body.lines.map(({ file, line, fate }) => [file, line, fate])).toEqual([
      ...[2, 3].map((line) => ['users.csv', line, 'new']),
      ...[4, 5].map((line) => ['users.csv', line, 'skipped']),
      ...[6, 7].map((line) => ['users.csv', line, 'new']),
      ['users.csv', 8, 'skipped'],
      ['enrollments.csv', 6, 'fault'],
    ]);
    expect(await rosterOf(`PH-${count}`)).toEqual(['Sam Roster']);
  });

  test('enrols nobody before their time, and keeps whoever comes later; a broken line is a fault of its own', async () => {
    const code = `PH-${count}`;
    const bundle = (...rows: string[]): Buffer =>
      Buffer.from(
        zipSync({
          'users.csv': csv([
            users,
            ...['s1', 's2', 's3'].map((id) => person(id, 'student', `Later${id}`)),
            '"s4,active,,true,o,student',
          ]),
          'classes.csv': csv([classes, `k1,active,,Physics,,co,${code},scheduled,,o,t`]),
          'enrollments.csv': csv([enrollments, ...rows]),
        }),
      );
    const now = ['e1,active,,k1,o,s1,student,,2020-01-10,', 'e2,active,,k1,o,s2,student,,,'];
    const first = (
      await send(bundle(...now, 'e3,active,,k1,o,s3,student,,2099-01-10,'), {
        createClasses: 'true',
        campusId: school.campusId,
      })
    ).body;
    expect(first.lines.map(({ fate, field, notes }) => [fate, field, notes])).toEqual([
      ['new', null, []],
      ['new', null, []],
      ['new', null, [`begins in ${code} on 2099-01-10, and comes in when the file is sent again then`]],
      ['fault', 'line', []],
    ]);
    expect(await rosterOf(code)).toEqual(['Laters1 Roster', 'Laters2 Roster']);
    const later = bundle(now[0]!, 'e2,active,,k1,o,s2,student,,2099-01-10,', 'e3,active,,k1,o,s3,student,,,,x');
    expect((await send(later, { fullSync: 'true', dryRun: 'true' })).body).toMatchObject({ faults: 2, vanished: [] });
  });

  test('of what changed is no full sync, which its manifest says', async () => {
    const delta = Buffer.from(
      zipSync({
        'manifest.csv': csv([
          'propertyName,value',
          'oneroster.version,1.1',
          'file.users,bulk',
          'file.enrollments,delta',
        ]),
        'users.csv': csv([users, person('s1', 'student', 'Del')]),
        ...rest(),
      }),
    );
    const fields = { createClasses: 'true', campusId: school.campusId, dryRun: 'true' };
    expect(await send(delta, { ...fields, fullSync: 'true' })).toMatchObject({
      status: 400,
      body: { field: 'fullSync', detail: expect.stringContaining('delta') as string },
    });
    const { status, body } = await send(delta, fields);
    expect([status, body.warnings]).toEqual([200, [expect.stringContaining('only what changed')]]);
  });

  test('of 1.2 takes roles from their own file, and is read from a folder of the archive', async () => {
    const bundle = zipSync({
      'export/users.csv': csv([
        'sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,email',
        `s1,,,true,x,Ria,Roster,${no('r')},`,
        `t1,,,true,y,Tim,Roster,${no('u')},`,
      ]),
      'export/roles.csv': csv([
        'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId',
        'r1,,,s1,primary,student,,,o',
        'r2,,,t1,secondary,student,,,o',
        'r3,,,t1,primary,teacher,,,o',
      ]),
      ...Object.fromEntries(Object.entries(rest()).map(([name, data]) => [`export/${name}`, data])),
    });
    const { body } = await send(Buffer.from(bundle), { createClasses: 'true', campusId: school.campusId });
    expect(body).toMatchObject({ created: 2, enrolled: 1, appointed: 1 });
    expect((await personOf(no('u')))?.role).toBe('teacher');
    expect((await personOf(no('r')))?.email).toBeNull();
  });
});

test('a large file is taken in as a task that tells how far it is, with the same result as at once', async () => {
  const file = [
    'number,name,class',
    ...Array.from({ length: 40 }, (_, index) => `${no(index)},Many ${index},CHEM`),
  ].join('\n');
  const form = new FormData();
  form.set('file', new Blob([file]));
  const taken = await school.admin.request<TaskView>('POST', '/api/v2/people/import?dryRun=true', form, {
    prefer: 'respond-async',
  });
  expect([taken.status, taken.body.kind]).toEqual([202, 'peopleImport']);
  const read = async (): Promise<TaskView> => (await school.admin.get<TaskView>(`/api/v2/tasks/${taken.body.id}`)).body;
  await expect.poll(async () => (await read()).status).toBe('done');
  expect((await read()).result).toEqual(await dry(file));
  const long = `number,name,class\n${Array.from({ length: 9000 }, (_, index) => `${no(index)},${'Long '.repeat(10)}${index},CHEM`).join('\n')}`;
  expect((await send(long, { dryRun: 'true' })).status).toBe(202);
});

test('whoever is invited by a file and has no address is left out, and people are found by either name', async () => {
  const { body } = await send(`number,first name,last name\n${no(1)},Xanthippe,Quux${count}\n`);
  expect(body.created).toBe(1);
  const found = await school.admin.get<{ people: PersonView[] }>(`/api/v2/people?text=quux${count}`);
  expect(found.body.people).toMatchObject([
    { name: `Xanthippe Quux${count}`, email: null, familyName: `Quux${count}` },
  ]);
});
