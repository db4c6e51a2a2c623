/** Imports of people and rosters: a dry run shows the fate of every line, then what is good of it is written. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportReport } from '../../../src/office/import/import.schema.ts';
import { createClient, type Answer, type Client } from '../../support/client.ts';
import { startMailServer, type MailServer } from '../../support/mail-server.ts';
import { password, startTestMuster, type TestMuster } from '../../support/muster.ts';
import { createSmallSchool, type SmallSchool } from '../../support/school.ts';
import { until } from '../../support/until.ts';

let mail: MailServer;
let muster: TestMuster;
let school: SmallSchool;
let count = 0;

beforeAll(async () => {
  mail = await startMailServer();
  muster = await startTestMuster({ SMTP_URL: mail.url, MAIL_FROM: 'Muster <muster@school.example>' });
  school = await createSmallSchool(muster, 2);
  await school.admin.post('/api/v2/classes', { code: 'MA200', title: 'Algebra', campusId: school.campusId });
});
afterAll(async () => {
  await muster.end();
  await mail.close();
});
beforeEach(() => {
  count += 1;
});

const send = (csv: string | Buffer, query = '', client: Client = school.admin): Promise<Answer<ImportReport>> =>
  client.upload<ImportReport>(`/api/v2/people/import${query}`, 'file', [Buffer.from(csv)]);
/** An address that no other test uses. */
const mailOf = (name: string): string => `${name}${count}@school.example`;
const stored = async () => [
  await muster.db.autocommit.person.count(),
  await muster.db.autocommit.enrolment.count(),
  await muster.db.autocommit.personKey.count(),
  await muster.db.autocommit.auditEntry.count(),
  await muster.db.autocommit.outboundMessage.count(),
];
const rosterOf = async (code: string): Promise<string[]> =>
  (
    await muster.db.autocommit.enrolment.findMany({
      where: { class: { code }, leftAt: null },
      include: { person: true },
    })
  ).flatMap(({ person }) => person.email ?? []);

describe('a dry run', () => {
  test('shows what becomes of each line, as an editor counts them, and writes nothing', async () => {
    const before = await stored();
    const { status, body } = await send(
      [
        'Email,Name,Role,External ID,Classes',
        `${mailOf('new')},New Student,,S-${count},CS101;MA200`,
        'ada@school.example,Ada Lovelace,student,,cs101|ma200',
        `${mailOf('prof')},"A, Professor",Teacher,,`,
        '',
      ].join('\r\n'),
      '?dryRun=true',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      isApplied: false,
      created: 0,
      enrolled: 0,
      invited: 0,
      faults: 0,
      lines: [
        { line: 2, email: mailOf('new'), fate: 'new', enrolled: ['CS101', 'MA200'], field: null, reason: null },
        { line: 3, email: 'ada@school.example', fate: 'known', enrolled: ['MA200'], field: null, reason: null },
        { line: 4, email: mailOf('prof'), fate: 'new', enrolled: [], field: null, reason: null },
      ],
      unmatched: [],
      source: { format: 'csv', encoding: 'utf-8', isEncodingSure: true, separator: ',', headLine: 1 },
    });
    expect(await stored()).toEqual(before);
  });

  test('names every fault with its line, its field and its reason; a line has one fate', async () => {
    const file = [
      'email;name;role;number;class',
      `${mailOf('good')};Good;;N1;`,
      'not an address;Nobody;;;',
      `${mailOf('no-name')};;;;`,
      `${mailOf('boss')};Boss;admin;;`,
      `${mailOf('lost')};Lost;;;XX999`,
      'grace@school.example;Grace;student;;',
      `${mailOf('tutor')};Tutor;guardian;;CS101`,
      `${mailOf('good')};Good Again;;;`,
      `${mailOf('twin')};Twin;;N1;`,
    ].join('\n');
    const { body } = await send(file, '?dryRun=true');
    expect(body.lines.map(({ line, fate, field }) => [line, fate, field])).toEqual([
      [2, 'new', null],
      [3, 'fault', 'email'],
      [4, 'fault', 'name'],
      [5, 'fault', 'role'],
      [6, 'fault', 'classes'],
      [7, 'fault', 'role'],
      [8, 'fault', 'classes'],
      [9, 'fault', 'email'],
      [10, 'fault', 'externalId'],
    ]);
    expect(
      body.lines.filter(({ line }) => [3, 6, 7, 9, 10].includes(line)).map(({ email, reason }) => [email, reason]),
    ).toEqual([
      ['not an address', expect.any(String)],
      [mailOf('lost'), 'there is no class XX999'],
      ['grace@school.example', 'grace@school.example is here as a teacher'],
      [mailOf('good'), 'is on line 2 already, with another name'],
      [mailOf('twin'), 'is on line 2 already, with another name'],
    ]);
    expect(body.faults).toBe(8);
  });
});

describe('an import', () => {
  test('writes people with a key and an audit entry each, and puts them on their rosters; again it changes nothing', async () => {
    const file = `email,name,role,externalId,classes\n${mailOf('one')},One,,I${count}-1,CS101;CS101\n${mailOf('two')},Two,,I${count}-2,CS101;MA200\n`;
    const { body } = await send(file);
    expect(body).toMatchObject({ isApplied: true, created: 2, enrolled: 3, invited: 0, faults: 0 });
    expect(await rosterOf('CS101')).toEqual(expect.arrayContaining([mailOf('one'), mailOf('two')]));
    expect(await rosterOf('MA200')).toContain(mailOf('two'));
    const people = await muster.db.autocommit.person.findMany({
      where: { email: { in: [mailOf('one'), mailOf('two')] } },
      include: { key: true },
    });
    expect(people.map(({ status, role, passwordHash, key }) => [status, role, passwordHash, key !== null])).toEqual([
      ['active', 'student', null, true],
      ['active', 'student', null, true],
    ]);
    expect(
      await muster.db.autocommit.auditEntry.count({
        where: { action: 'person.created', subjectId: { in: people.map(({ id }) => id) } },
      }),
    ).toBe(2);
    const [persons, enrolments] = await stored();
    expect((await send(file)).body).toMatchObject({
      isApplied: true,
      created: 0,
      enrolled: 0,
      lines: [
        { fate: 'known', enrolled: [] },
        { fate: 'known', enrolled: [] },
      ],
    });
    expect((await stored()).slice(0, 2)).toEqual([persons, enrolments]);
  });

  test('with one wrong line writes the others, unless it is asked to write all or nothing', async () => {
    const before = await stored();
    const file = `email,name,classes\n${mailOf('first')},First,CS101\n${mailOf('second')},Second,NOWHERE\n`;
    const atomic = await send(file, '?atomic=true');
    expect([atomic.status, atomic.body.isApplied, atomic.body.created, atomic.body.faults]).toEqual([200, false, 0, 1]);
    expect(await stored()).toEqual(before);
    const { body } = await send(file);
    expect([body.isApplied, body.created, body.faults, body.lines.map(({ fate }) => fate)]).toEqual([
      true,
      1,
      1,
      ['new', 'fault'],
    ]);
    expect(await rosterOf('CS101')).toContain(mailOf('first'));
    expect(await muster.db.autocommit.person.count({ where: { email: mailOf('second') } })).toBe(0);
  });

  test('leaves whoever is here as they are, shows what differs, and refuses an address that is closed', async () => {
    await send(`email,name,externalId\n${mailOf('holder')},Holder,H${count}\n${mailOf('closed')},Closed,\n`);
    const closed = await muster.db.autocommit.person.findUniqueOrThrow({ where: { email: mailOf('closed') } });
    await school.admin.request('PATCH', `/api/v2/people/${closed.id}`, { status: 'deactivated' });
    const { body } = await send(
      `email,name,externalId\n${mailOf('closed')},Closed,\n${mailOf('holder')},Another Name,H${count}\n`,
    );
    expect(body.lines.map(({ fate, field, changes }) => [fate, field, changes])).toEqual([
      ['fault', 'email', []],
      ['known', null, [{ field: 'name', from: 'Holder', to: 'Another Name' }]],
    ]);
    expect(body.changed).toBe(0);
    expect((await muster.db.autocommit.person.findUniqueOrThrow({ where: { email: mailOf('holder') } })).name).toBe(
      'Holder',
    );
  });

  test('refuses the line of somebody who proved the address and waits for approval, who comes on no roster by it', async () => {
    await createClient(muster.url).post('/api/v2/auth/sign-up', {
      email: mailOf('claimed'),
      name: 'Claims To Be',
      role: 'student',
      password,
    });
    const proof = (): string | undefined =>
      mail.mails.flatMap(({ to, text }) =>
        to === mailOf('claimed') ? (/#address=(\S+)/.exec(text)?.[1] ?? []) : [],
      )[0];
    await until(() => proof() !== undefined);
    await createClient(muster.url).post('/api/v2/auth/address/proofs', { secret: proof(), password });
    const { body } = await send(
      `email,name,classes\n${mailOf('claimed')},Rightful Owner,CS101\n${mailOf('other')},Other,\n`,
    );
    expect(body).toMatchObject({
      isApplied: true,
      created: 1,
      faults: 1,
      lines: [
        {
          line: 2,
          fate: 'fault',
          field: 'email',
          reason: `${mailOf('claimed')} waits for approval: let them in or turn them away first`,
        },
        { line: 3, fate: 'new' },
      ],
    });
    expect(await rosterOf('CS101')).not.toContain(mailOf('claimed'));
    expect(await muster.db.autocommit.person.findUniqueOrThrow({ where: { email: mailOf('claimed') } })).toMatchObject({
      status: 'pending',
      name: 'Claims To Be',
    });
  });

  test('of the same file twice at once makes nobody twice', async () => {
    const file = `email,name,classes\n${Array.from({ length: 20 }, (_, index) => `${mailOf(`many${index}-`)},Many ${index},MA200`).join('\n')}\n`;
    const answers = await Promise.all([send(file), send(file)]);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    expect(
      await muster.db.autocommit.person.count({
        where: { email: { startsWith: 'many', endsWith: `-${count}@school.example` } },
      }),
    ).toBe(20);
    expect(
      (await rosterOf('MA200')).filter(
        (email) => email.startsWith('many') && email.endsWith(`-${count}@school.example`),
      ),
    ).toHaveLength(20);
  });

  test('invites everybody new, and nobody who was here', async () => {
    const { body } = await send(
      `email,name\n${mailOf('guest')},Guest\nada@school.example,Ada Lovelace\n`,
      '?invite=true',
    );
    expect(body).toMatchObject({ isApplied: true, created: 1, invited: 1 });
    const invited = () => mail.mails.filter(({ text }) => text.includes('#welcome='));
    await until(() => invited().length > 0);
    expect(invited().map((one) => one.to)).toEqual([mailOf('guest')]);
  });

  test('whose invitations cannot be sent writes nothing at all', async () => {
    const mailless = await startTestMuster();
    const admin = await mailless.signIn('admin@school.example');
    const refused = await admin.upload('/api/v2/people/import?invite=true', 'file', [
      Buffer.from('email,name\nsomebody@school.example,Somebody\n'),
    ]);
    expect([refused.status, refused.body['detail']]).toEqual([409, expect.stringContaining('SMTP_URL')]);
    expect(await mailless.db.autocommit.person.count({ where: { email: 'somebody@school.example' } })).toBe(0);
    await mailless.end();
  });

  test.each([
    ['nothing at all', ''],
    ['no column for names', 'email,title\na@b.example,x\n'],
    ['letters of another encoding', Buffer.from([0x65, 0x6d, 0xff, 0xfe])],
  ])('that is no such file, having %s, is refused with the field', async (_what, file) => {
    const before = await stored();
    const { status, body } = await send(file);
    expect([status, (body as unknown as { field: string }).field]).toEqual([400, 'file']);
    expect(await stored()).toEqual(before);
  });

  test('of more lines than one transaction takes is written whole', async () => {
    const file = [
      'email,name,classes',
      ...Array.from({ length: 2500 }, (_, index) => `${mailOf(`many${index}-`)},Student ${index},MA200`),
    ].join('\n');
    const [people, , keys] = await stored();
    expect((await send(file)).body).toMatchObject({ created: 2500, enrolled: 2500, faults: 0 });
    expect(await stored()).toMatchObject({ 0: people! + 2500, 2: keys! + 2500 });
  });

  test('of two files is refused', async () => {
    const refused = await school.admin.upload('/api/v2/people/import', 'file', [
      Buffer.from('email,name\na@b.example,x\n'),
      Buffer.from('email,name\nc@d.example,y\n'),
    ]);
    expect(refused).toMatchObject({
      status: 400,
      body: { field: 'file', detail: expect.stringContaining('1 at most') as string },
    });
  });

  test('is for admins alone', async () => {
    expect((await send('email,name\na@b.example,x\n', '', school.teacher)).status).toBe(403);
  });
});
