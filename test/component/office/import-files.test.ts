/** Imports of files as schools have them: whatever wrote them, what is in them comes in, and what does not is told. */
import ExcelJS from 'exceljs';
import { zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportLine, ImportReport } from '../../../src/office/import/import.schema.ts';
import type { TaskView } from '../../../src/delivery/tasks/index.ts';
import type { PersonView } from '../../../src/school/people/index.ts';
import type { Answer } from '../../support/client.ts';
import { startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';

let muster: TestMuster;
let school: SmallSchool;
let count = 0;

beforeAll(async () => {
  muster = await startTestMuster();
  school = await createSmallSchool(muster, 1);
  for (const [code, title] of [
    ['BIO-1', 'Biology'],
    ['CHEM', 'Chemistry'],
    ['10/B', 'Tenth B'],
  ])
    await school.admin.post('/api/v2/classes', { code, title, campusId: school.campusId });
});
afterAll(() => muster.end());
beforeEach(() => {
  count += 1;
});

type Refusal = ImportReport & { field: string; detail: string };
const send = (file: string | Buffer, fields: Record<string, string> = {}): Promise<Answer<Refusal>> =>
  school.admin.upload<Refusal>('/api/v2/people/import', 'file', [Buffer.from(file)], fields);
const dry = async (file: string | Buffer, fields: Record<string, string> = {}): Promise<ImportReport> => {
  const { status, body } = await send(file, { ...fields, dryRun: 'true' });
  if (status !== 200) throw new Error(`It was answered ${status}: ${body.detail}`);
  return body;
};
const brief = ({ lines }: ImportReport) => lines.map(({ name, fate, enrolled }) => [name, fate, enrolled.join(' ')]);
/** A number that no other test uses. */
const no = (which: number | string): string => `T${count}-${which}`;
const rosterOf = async (code: string): Promise<string[]> =>
  (
    await muster.db.autocommit.enrolment.findMany({
      where: { class: { code }, leftAt: null },
      include: { person: true },
    })
  ).map(({ person }) => person.name);
const personOf = async (externalId: string) => muster.db.autocommit.person.findUnique({ where: { externalId } });

describe('a list of people', () => {
  test.each([
    ['tabs', 'Surname\tForename\tForm\nKing\tAda\tBIO-1\n', ['Ada King', 'new', 'BIO-1']],
    ['pipes, a title and a note', 'Export 2026\n\nNom|Prénom|Classe\nKing|Ada|chem\n', ['Ada King', 'new', 'CHEM']],
    ['a head with separators of the other kind', '"Name, wie im Ausweis";"Kurse, alle"\nAda King;BIO-1\n', null],
    ['rows of nothing between and below', 'Name;Klasse\n;;\nAda King;bio-1\n" ";\n;\n', ['Ada King', 'new', 'BIO-1']],
    ['a class by its title', 'Name;Kursname\nAda King;Biology\n', ['Ada King', 'new', 'BIO-1']],
    ['a code with a slash of its own', 'Name;Klasse\nAda King;10/B\n', ['Ada King', 'new', '10/B']],
    ['codes with slashes between', 'Name;Klasse\nAda King;BIO-1/CHEM\n', ['Ada King', 'new', 'BIO-1 CHEM']],
    ['codes on lines of one cell', 'Name;Klasse\nAda King;"BIO-1\r\nCHEM"\n', ['Ada King', 'new', 'BIO-1 CHEM']],
    ['"Family, Given"', 'Student;Class\n"King, Ada";CHEM\n', ['Ada King', 'new', 'CHEM']],
    [
      'a Dutch prefix',
      'Voornaam;Tussenvoegsel;Achternaam;Klas\nAda;van der;King;CHEM\n',
      ['Ada van der King', 'new', 'CHEM'],
    ],
  ])('with %s is read', async (_what, file, line) => {
    const report = await dry(
      file,
      line === null ? { mapping: JSON.stringify({ 'Name, wie im Ausweis': 'name', 'Kurse, alle': 'classes' }) } : {},
    );
    expect(brief(report)).toEqual([line ?? ['Ada King', 'new', 'BIO-1']]);
    expect(report.faults).toBe(0);
  });

  test('in an encoding of its own comes in with its names right, which is told', async () => {
    const report = (await send(iconv.encode(`Matrikelnummer;Name\n${no(1)};Jürgen Groß\n`, 'windows-1252'))).body;
    expect(report.source).toMatchObject({ encoding: 'windows-1252', isEncodingSure: false, separator: ';' });
    expect(report.warnings.join()).toContain('windows-1252');
    expect((await personOf(no(1)))?.name).toBe('Jürgen Groß');
    const wide = (await send(iconv.encode(`Matrikelnummer;Name\n${no(2)};Łucja Żak\n`, 'utf-16le', { addBOM: true })))
      .body;
    expect(wide.source).toMatchObject({ encoding: 'utf-16le', isEncodingSure: true });
    expect((await personOf(no(2)))?.name).toBe('Łucja Żak');
  });

  test('shows every column and which it did not read, and reads it once it is told what it is', async () => {
    const file = `Kürzel;Wer;Lieblingstier\n${no(1)};Ada King;Otter\n`;
    const refused = await send(file);
    expect(refused).toMatchObject({
      status: 400,
      body: { field: 'file', detail: expect.stringContaining('"Lieblingstier"') as string },
    });
    const report = await dry(file, { mapping: JSON.stringify({ kürzel: 'externalId', Wer: 'name' }) });
    expect(report.columns).toEqual([
      { header: 'Kürzel', field: 'externalId' },
      { header: 'Wer', field: 'name' },
      { header: 'Lieblingstier', field: null },
    ]);
    expect(report.unmatched).toEqual(['Lieblingstier']);
    expect(await dry('email;name;class\na@b.example;A;NOPE\n', { mapping: '{"class":null}' })).toMatchObject({
      faults: 0,
      unmatched: ['class'],
    });
    expect((await send(file, { mapping: '{"Wen":"name"}' })).body).toMatchObject({ field: 'mapping' });
    expect((await send(file, { mapping: '{"Wer":"soul"}' })).body).toMatchObject({
      field: expect.stringContaining('mapping') as string,
    });
    expect((await send(file, { mapping: 'Wer' })).status).toBe(400);
  });

  test('says of a missing column what was found and what to do', async () => {
    const { status, body } = await send('E-Mail;Telefon\na@b.example;1\n');
    expect([status, body.field]).toEqual([400, 'file']);
    for (const word of ['"E-Mail"', '"Telefon"', 'mapping']) expect(body.detail).toContain(word);
  });

  test('a row with a letter that was lost is a fault of that row alone', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`number;name\n${no(1)};Zoë Ångström\n${no(2)};M`),
      Buffer.from([0xfc]),
      Buffer.from('ller\n'),
    ]);
    expect((await dry(bytes)).lines.map(({ fate }) => fate)).toEqual(['new', 'fault']);
  });
});

describe('a workbook', () => {
  test('is read from its first sheet with a head: numbers with their zeros, links as what they show', async () => {
    const workbook = new ExcelJS.Workbook();
    workbook.addWorksheet('Notes').addRow(['Nothing here']);
    const sheet = workbook.addWorksheet('Pupils');
    sheet.addRow(['Class list of today']);
    sheet.addRow(['Student No', 'Last name', 'First name', 'Email', 'Class']);
    const row = sheet.addRow([
      77,
      'King',
      { richText: [{ text: 'Ad' }, { text: 'a' }] },
      { text: `x${count}@a.example`, hyperlink: `mailto:x${count}@a.example` },
      'CHEM',
    ]);
    row.getCell(1).numFmt = '0000';
    sheet.addRow([]);
    const { body } = await send(Buffer.from(await workbook.xlsx.writeBuffer()));
    expect(body.source).toMatchObject({ format: 'xlsx', sheet: 'Pupils', headLine: 2 });
    expect(brief(body)).toEqual([['Ada King', 'new', 'CHEM']]);
    expect(await personOf('0077')).toMatchObject({
      email: `x${count}@a.example`,
      familyName: 'King',
      givenName: 'Ada',
    });
  });

  test.each(['csv', 'xlsx', 'oneroster'])('and every template (%s) is read as it is handed out', async (format) => {
    const response = await fetch(`${muster.url}/api/v2/people/import/template?format=${format}`, {
      headers: { authorization: `Bearer ${school.admin.token}` },
    });
    const report = await dry(Buffer.from(await response.arrayBuffer()), { createClasses: 'true' });
    expect([response.status, report.faults, report.unmatched]).toEqual([200, 0, []]);
    expect(report.lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['Ada Lovelace', 'Grace Hopper']));
  });
});

describe('who is who', () => {
  test('lines that agree are one person, and only what contradicts another line is a fault', async () => {
    const { body } = await send(
      [
        'number,email,name,class',
        `${no(1)},,Ann Lee,BIO-1`,
        `${no(1)},ann${count}@a.example,Ann Lee,CHEM`,
        `,ann${count}@a.example,,CHEM`,
        `${no(1)},,Anna Li,CHEM`,
        `${no(2)},ann${count}@a.example,Ann Lee,CHEM`,
      ].join('\n'),
    );
    expect(body.lines.map(({ fate, field, enrolled }) => [fate, field, enrolled])).toEqual([
      ['new', null, ['BIO-1']],
      ['known', null, ['CHEM']],
      ['known', null, []],
      ['fault', 'externalId', []],
      ['fault', 'email', []],
    ]);
    expect([body.created, body.enrolled, body.faults]).toEqual([1, 2, 2]);
  });

  test('a known number with another address is the same person, whose differences are shown and written when asked', async () => {
    await send(`number,name,email\n${no(1)},Mary Smith,smith${count}@a.example\n`);
    const file = `number,first name,last name,email\n${no(1)},Mary,Jones,jones${count}@a.example\n`;
    const changesOf = (report: ImportReport): ImportLine['changes'] => report.lines[0]?.changes ?? [];
    const expected = [
      { field: 'name', from: 'Mary Smith', to: 'Mary Jones' },
      { field: 'familyName', from: null, to: 'Jones' },
      { field: 'givenName', from: null, to: 'Mary' },
      { field: 'email', from: `smith${count}@a.example`, to: `jones${count}@a.example` },
    ];
    const shown = (await send(file)).body;
    expect([changesOf(shown), shown.changed]).toEqual([expected, 0]);
    expect((await personOf(no(1)))?.email).toBe(`smith${count}@a.example`);
    const written = (await send(file, { applyChanges: 'true' })).body;
    expect([changesOf(written), written.changed]).toEqual([expected, 1]);
    expect(await personOf(no(1))).toMatchObject({
      name: 'Mary Jones',
      familyName: 'Jones',
      email: `jones${count}@a.example`,
    });
    expect(changesOf((await send(file)).body)).toEqual([]);
    const audited = await muster.db.autocommit.auditEntry.count({
      where: { action: 'person.renamed', subjectId: (await personOf(no(1)))?.id ?? '' },
    });
    expect(audited).toBe(1);
  });

  test('a known address gets the number that it had not, and an address of somebody else is a fault', async () => {
    await send(`number,name,email\n,Ida Noddack,ida${count}@a.example\n${no(2)},Otto Berg,otto${count}@a.example\n`);
    const { body } = await send(
      `number,name,email\n${no(1)},Ida Noddack,ida${count}@a.example\n${no(2)},Otto Berg,ada@school.example\n`,
      { applyChanges: 'true' },
    );
    expect(body.lines.map(({ fate, field, changes }) => [fate, field, changes.map((change) => change.field)])).toEqual([
      ['known', null, ['externalId']],
      ['fault', 'email', []],
    ]);
    expect((await personOf(no(1)))?.email).toBe(`ida${count}@a.example`);
  });

  test('nobody needs a number or an address: on the same roster the same name is the same person', async () => {
    const file = 'Klasse;Nachname;Vorname\nCHEM;Curie;Ève\nBIO-1;Curie;Ève\n';
    const { body } = await send(file);
    expect(body.lines.map(({ fate, notes }) => [fate, notes.length])).toEqual([
      ['new', 0],
      ['new', 1],
    ]);
    expect((await send(file)).body.lines.map(({ fate }) => fate)).toEqual(['known', 'known']);
    expect((await rosterOf('CHEM')).filter((name) => name === 'Ève Curie')).toHaveLength(1);
    const twins = await dry('Klasse;Nachname;Vorname\nCHEM;Twin;Tim\nCHEM;Twin;Tim\n');
    expect(twins.lines.map(({ fate }) => fate)).toEqual(['new', 'fault']);
  });

  test('an admin is not touched by a list, and nobody becomes one', async () => {
    const { body } = await send(
      `email,name,role\nadmin@school.example,Renamed,\nnew${count}@a.example,New,Administrator\n`,
      { applyChanges: 'true' },
    );
    expect(body.lines.map(({ fate, field }) => [fate, field])).toEqual([
      ['fault', 'role'],
      ['fault', 'role'],
    ]);
    expect(await muster.db.autocommit.person.count({ where: { role: 'admin' } })).toBe(1);
  });
});

test('teachers are appointed, guardians made and linked, and cards registered', async () => {
  const file = [
    'number;name;role;class;teacher of;card;mother;mother email;parent 2 name;parent 2 relation',
    `${no('t')};Marie Maynard;teacher;;CHEM;;;;;`,
    `${no('a')};Amy Daly;student;CHEM;;C${count}-1;Mo Daly;mo${count}@a.example;Pa Daly;grandfather`,
    `${no('b')};Ben Daly;;CHEM;;;Mo Daly;mo${count}@a.example;Pa Daly;grandfather`,
    `${no('c')};Cat Thief;;;;c${count}-1;;;;`,
  ].join('\n');
  const { body } = await send(file);
  expect(body).toMatchObject({ created: 5, appointed: 1, guardians: 4, cards: 1, faults: 1 });
  expect(
    body.lines.map(({ fate, field, teaches, guardians }) => [fate, field, teaches.join(), guardians.join()]),
  ).toEqual([
    ['new', null, 'CHEM', ''],
    ['new', null, '', 'Mo Daly,Pa Daly'],
    ['new', null, '', 'Mo Daly,Pa Daly'],
    ['fault', 'card', '', ''],
  ]);
  const amy = await personOf(no('a'));
  const guardians = await school.admin.get<{ name: string; email: string | null; relation: string }[]>(
    `/api/v2/people/${amy?.id ?? ''}/guardians`,
  );
  expect(guardians.body.map(({ name, email, relation }) => [name, email, relation])).toEqual([
    ['Mo Daly', `mo${count}@a.example`, 'mother'],
    ['Pa Daly', null, 'grandfather'],
  ]);
  expect((await school.admin.get<unknown[]>(`/api/v2/people/${amy?.id ?? ''}/cards`)).body).toHaveLength(1);
  expect((await send(file)).body).toMatchObject({ created: 0, appointed: 0, guardians: 0, cards: 0 });
});

test('classes that are not there are made when that is asked for, with the one title that the file gives', async () => {
  const file = `number,name,course code,course name\n${no(1)},Ann Lee,NEW-${count},Astronomy ${count}\n${no(2)},Bob Ray,"NEW-${count}; OLD-${count}",\n`;
  expect((await dry(file)).lines.map(({ fate, field }) => [fate, field])).toEqual([
    ['fault', 'classes'],
    ['fault', 'classes'],
  ]);
  const { body } = await send(file, { createClasses: 'true' });
  expect([body.classes, body.created, body.enrolled]).toEqual([[`NEW-${count}`, `OLD-${count}`], 2, 3]);
  expect((await muster.db.autocommit.class.findUniqueOrThrow({ where: { code: `NEW-${count}` } })).title).toBe(
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
