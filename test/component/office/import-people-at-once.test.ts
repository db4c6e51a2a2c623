/** Imports of people beside each other, and those that are cut off: everybody is there once, whatever names them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { oneAtATime } from '../../../src/office/import/one-at-a-time.ts';
import type { ImportReport } from '../../../src/office/import/import.schema.ts';
import type { TaskView } from '../../../src/delivery/tasks/index.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { idOfPart, newId } from '../../../src/kernel/ids.ts';
import { holdUp } from '../../support/held-up.ts';
import { startImportSchool, type ImportSchool } from '../../support/import-school.ts';
import { until } from '../../support/until.ts';

let it: ImportSchool;
let count = 0;

beforeAll(async () => {
  it = await startImportSchool();
});
afterAll(() => it.muster.end());
beforeEach(() => {
  count += 1;
});

const letters = (number: number): string =>
  number
    .toString(26)
    .split('')
    .map((digit) => 'abcdefghijklmnopqrstuvwxyz'[Number.parseInt(digit, 26)])
    .join('');
/** Names that no number tells apart: a name with digits would do, but schools have none. */
const named = (what: string, index: number): string => `${what}${letters(count)} ${what}${letters(index)}`;
const peopleNamed = (what: string) =>
  it.muster.db.autocommit.person.findMany({ where: { name: { startsWith: `${what}${letters(count)} ` } } });
const rosterOf = async (code: string, what: string): Promise<string[]> =>
  (await it.rosterOf(code)).filter((name) => name.startsWith(`${what}${letters(count)} `)).sort();

async function ask(file: string, fields: Record<string, string> = {}): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([file]));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const taken = await it.school.admin.request<TaskView>('POST', '/api/v2/people/import', form, {
    prefer: 'respond-async',
  });
  expect(taken.status).toBe(202);
  return taken.body.id;
}
const read = async (taskId: string): Promise<TaskView> =>
  (await it.school.admin.get<TaskView>(`/api/v2/tasks/${taskId}`)).body;
/** Little enough that nobody's sign-in ends. */
const secondsInMinutes = 2 / 60;
/** Lets a task that failed be tried again, and waits for what it comes to. */
async function finish(taskId: string): Promise<TaskView> {
  await until(async () => {
    it.muster.clock.advance(secondsInMinutes);
    return ['done', 'failed'].includes((await read(taskId)).status);
  });
  return read(taskId);
}

describe('imports at once', () => {
  test('of people with neither number nor address make each once, and the later one knows them', async () => {
    const file = ['Name,Class', ...[1, 2, 3].map((index) => `${named('Zora', index)},CHEM`)].join('\n');
    const held = await holdUp(it.muster.database.url, 'LOCK TABLE person IN SHARE MODE');
    const all = Promise.all([it.send(file), it.send(file), it.send(file)]);
    await held.waiting(1);
    await held.release();
    const answers = await all;
    expect(answers.map(({ status, body }) => [status, body.created, body.enrolled]).sort()).toEqual([
      [200, 0, 0],
      [200, 0, 0],
      [200, 3, 3],
    ]);
    expect(await peopleNamed('Zora')).toHaveLength(3);
    expect(await rosterOf('CHEM', 'Zora')).toEqual([1, 2, 3].map((index) => named('Zora', index)));
  });

  test('that would make the same class make it once', async () => {
    const code = `NEW-${letters(count).toUpperCase()}`;
    const answers = await Promise.all(
      [1, 2].map((index) => it.send(`Name,Class\n${named('Yann', index)},${code}\n`, { createClasses: 'true' })),
    );
    expect(answers.map(({ status, body }) => [status, body.classes.length]).sort()).toEqual([
      [200, 0],
      [200, 1],
    ]);
    expect(await rosterOf(code, 'Yann')).toHaveLength(2);
  });

  test.each([false, true])('know somebody who was added by hand in the meantime (as a task: %s)', async (isTask) => {
    const email = `hand-${letters(count)}@school.example`;
    const [id, file] = [newId(), `Name,Email,Class\n${named('Hand', 1)},${email},CHEM\n${named('Hand', 2)},,CHEM\n`];
    const held = await holdUp(it.muster.database.url, 'LOCK TABLE person IN SHARE MODE');
    const sent = isTask
      ? ask(file)
          .then(finish)
          .then(({ result }) => result as ImportReport)
      : it.send(file).then(({ body }) => body);
    await held.waiting(1);
    await held.change(`INSERT INTO person (id, email, name, role, status) VALUES ($1, $2, $3, 'student', 'active')`, [
      ...[id, email, named('Hand', 1)],
    ]);
    await held.release();
    const report = await sent;
    expect(report.lines.map(({ fate }) => fate)).toEqual(['known', 'new']);
    expect([report.created, report.enrolled]).toEqual([1, 2]);
    expect(await peopleNamed('Hand')).toHaveLength(2);
  });

  test('wait for each other, but not for ever: then it is busy, and may be tried again', async () => {
    const { db } = it.muster;
    const order: string[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const first = oneAtATime(db, async () => {
      order.push('first begins');
      await ended;
      order.push('first ends');
    });
    await until(() => order.length === 1);
    const refused = await oneAtATime(db, () => Promise.resolve('never'), { waitMs: 0 }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: 'busy', retryable: true });
    // A dry run writes nothing, and need not wait.
    expect((await it.dry('Name\nSomebody New\n')).isApplied).toBe(false);
    const second = oneAtATime(db, () => Promise.resolve(order.push('second')));
    end();
    await Promise.all([first, second]);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });

  test('let the next one in after one that failed, and an import whose turn was lost writes no further', async () => {
    const { db } = it.muster;
    await expect(oneAtATime(db, () => Promise.reject(new AppError('conflict')))).rejects.toMatchObject({
      code: 'conflict',
    });
    const lost = oneAtATime(db, async (confirmAlone) => {
      await confirmAlone();
      await db.autocommit.$queryRaw`
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 1
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND (classid::bigint << 32 | objid::bigint) = hashtextextended('people_import', 0)`;
      await confirmAlone();
      return 'written';
    });
    await expect(lost).rejects.toThrow();
    expect(await oneAtATime(db, () => Promise.resolve('next'))).toBe('next');
  });
});

describe('an import that is cut off between two transactions and taken up again', () => {
  /** Whatever inserts into the table fails, until it is mended. */
  async function breakTable(table: string): Promise<() => Promise<void>> {
    const { autocommit } = it.muster.db;
    await autocommit.$executeRawUnsafe(
      `CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut off'; END $$`,
    );
    await autocommit.$executeRawUnsafe(
      `CREATE TRIGGER cut_off BEFORE INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION cut_off()`,
    );
    return async () => {
      await autocommit.$executeRawUnsafe('DROP FUNCTION cut_off() CASCADE');
    };
  }

  const guarded = (index: number, classes: string): string =>
    `${named('Kid', index)},${classes},Mum ${named('Kid', index)}`;
  /** Neither numbers nor addresses; some are in no class, some have a guardian, and two of one name are in two classes. */
  const makeFile = (): string =>
    [
      'Name,Class,Guardian 1 name',
      ...Array.from({ length: 700 }, (_, index) => guarded(index, index % 3 === 0 ? '' : 'CHEM')),
      `${named('Kid', 5)},BIO-1,`,
    ].join('\n');

  test.each(['guardianship', 'enrolment'])(
    'before any %s was written makes everybody once, and reports all that it did',
    async (table) => {
      const mend = await breakTable(table);
      const taskId = await ask(makeFile());
      await until(async () => {
        it.muster.clock.advance(secondsInMinutes);
        return (await it.muster.db.autocommit.task.findUniqueOrThrow({ where: { id: taskId } })).attempts > 1;
      });
      expect(await peopleNamed('Kid')).toHaveLength(701);
      await mend();
      const { status, result } = await finish(taskId);
      expect(status).toBe('done');
      const report = result as ImportReport;
      expect([report.created, report.enrolled, report.faults]).toEqual([1401, 467, 0]);
      expect(new Set(report.lines.map(({ fate }) => fate))).toEqual(new Set(['new']));
      const people = await peopleNamed('Kid');
      expect([people.length, new Set(people.map(({ name }) => name)).size]).toEqual([701, 700]);
      expect([(await rosterOf('CHEM', 'Kid')).length, (await rosterOf('BIO-1', 'Kid')).length]).toEqual([466, 1]);
      const links = await it.muster.db.autocommit.guardianship.findMany({
        where: { studentId: { in: people.map(({ id }) => id) } },
      });
      expect([links.length, new Set(links.map(({ guardianId }) => guardianId)).size]).toEqual([700, 700]);
      expect(
        await it.muster.db.autocommit.person.count({ where: { name: { startsWith: `Mum Kid${letters(count)} ` } } }),
      ).toBe(700);
    },
  );

  test('answered at once leaves nothing of itself, so that it can be sent again', async () => {
    const mend = await breakTable('enrolment');
    const file = ['Name,Class', ...Array.from({ length: 1500 }, (_, index) => `${named('Una', index)},CHEM`)].join(
      '\n',
    );
    expect((await it.send(file)).status).toBe(500);
    expect(await peopleNamed('Una')).toEqual([]);
    await mend();
    expect((await it.send(file)).body).toMatchObject({ created: 1500, enrolled: 1500 });
    expect(await peopleNamed('Una')).toHaveLength(1500);
  });

  test('is another one when the same file is asked for again: who has neither key nor class is new', async () => {
    const file = `Name\n${named('Solo', 1)}\n`;
    for (const taskId of [await ask(file), await ask(file)]) expect((await finish(taskId)).status).toBe('done');
    expect(await peopleNamed('Solo')).toHaveLength(2);
  });
});

test('ids of parts are the same for the same key, differ by key and by whole, and sort with the whole', () => {
  const [whole, other] = [newId(), newId()];
  expect(idOfPart(whole, 'a')).toBe(idOfPart(whole, 'a'));
  expect(new Set([idOfPart(whole, 'a'), idOfPart(whole, 'b'), idOfPart(other, 'a')]).size).toBe(3);
  expect(idOfPart(whole, 'a').slice(0, 13)).toBe(whole.slice(0, 13));
  expect(idOfPart(whole, 'a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
