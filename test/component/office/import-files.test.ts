/** Imports of files as schools have them: whatever wrote them, what is in them comes in, and what does not is told. */
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportLine, ImportReport } from '../../../src/office/import/import.schema.ts';
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
const brief = ({ lines }: ImportReport) => lines.map(({ name, fate, enrolled }) => [name, fate, enrolled.join(' ')]);

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

  test('loses no cell: a line with more of them than the head has columns is a fault, in text and in a workbook', async () => {
    const lines = [
      `${no(1)},Ann Lee,BIO-1,CHEM`,
      `${no(2)},Bo Lee,CHEM,`,
      `${no(3)},"Lee, Cy,CHEM`,
      `${no(4)},Di Lee,CHEM`,
    ];
    const { body } = await send(['Number,Name,Class', ...lines].join('\n'));
    expect(body.lines.map(({ line, fate, field, enrolled }) => [line, fate, field ?? enrolled.join()])).toEqual([
      [2, 'fault', 'line'],
      [3, 'new', 'CHEM'],
      [4, 'fault', 'line'],
      [5, 'new', 'CHEM'],
    ]);
    expect(body.lines[0]?.reason).toContain('"CHEM"');
    const book = new ExcelJS.Workbook();
    book.addWorksheet('People').addRows([
      ['Number', '', 'Name', 'Class'],
      [no(5), 'x', 'Ed Lee', 'BIO-1', '', 'CHEM'],
      [no(6), 'x', 'Fay Lee', 'BIO-1'],
    ]);
    const sheet = await dry(Buffer.from(await book.xlsx.writeBuffer()));
    expect(sheet.lines.map(({ fate, field }) => [fate, field])).toEqual([
      ['fault', 'line'],
      ['new', null],
    ]);
    expect(sheet.warnings).toEqual(['Column 2 has no name in the head, and was not read.']);
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
