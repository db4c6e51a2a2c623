/** A database of the release before, with data in every table that changes, comes out of the migrations as it should. */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { createLog } from '../../src/kernel/log.ts';
import { administer, siblingUrl } from '../support/database.ts';
import { id, insert, type Row } from '../support/row.ts';

/** The last migration of the release that is upgraded from. */
const lastOfRelease = '20261130075955_conversation_asks';
const log = createLog('silent');
const own = join(import.meta.dirname, '../../prisma/migrations');
const name = `upgrade_${randomUUID().replaceAll('-', '')}`;
const directory = mkdtempSync(join(tmpdir(), 'muster-upgrade-'));
const url = siblingUrl(name);
let client: pg.Client;
let before: Awaited<ReturnType<typeof fill>>;

beforeAll(async () => {
  for (const folder of readdirSync(own, { withFileTypes: true }))
    if (folder.isDirectory() && folder.name <= lastOfRelease)
      cpSync(join(own, folder.name), join(directory, folder.name), { recursive: true });
  await administer((admin) => admin.query(`CREATE DATABASE ${name}`));
  await migrate(url, { log, directory });
  client = new pg.Client({ connectionString: url });
  await client.connect();
  before = await fill();
  await migrate(url, { log });
});
afterAll(async () => {
  await client.end();
  await administer((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
  rmSync(directory, { recursive: true });
});

const rows = async (sql: string, ...values: unknown[]): Promise<Row[]> => (await client.query<Row>(sql, values)).rows;
const at = (time: string): Date => new Date(`2026-11-${time}:00Z`);

/** What a school may have stored by then. */
async function fill() {
  const person = (email: string, status = 'active') =>
    insert(client, 'person', { id: randomUUID(), email, name: `${email} Name`, role: 'student', status });
  const [ada, bo, gone] = [
    await person('ada@s.example'),
    await person('bo@s.example'),
    await person('gone@s.example', 'deactivated'),
  ];
  const campus = (zone: string) => insert(client, 'campus', { id: randomUUID(), name: zone, time_zone: zone });
  const [zurich, auckland] = [await campus('Europe/Zurich'), await campus('Pacific/Auckland')];
  const course = (code: string, of: Row, status = 'active') =>
    insert(client, 'class', { id: randomUUID(), campus_id: id(of), code, title: code, status });
  const [math, art, old] = [
    await course('MATH', zurich),
    await course('ART', auckland),
    await course('OLD', zurich, 'archived'),
  ];
  const enrol = (of: Row, who: Row, left: Date | null = null) =>
    insert(client, 'enrolment', { class_id: id(of), person_id: id(who), enrolled_at: at('02T08:00'), left_at: left });
  await enrol(math, ada);
  await enrol(math, bo, at('10T08:00'));
  await enrol(math, gone);
  await enrol(art, ada);
  // Left in the very millisecond of joining, by another process's clock.
  await enrol(art, bo, new Date(at('02T08:00').getTime() - 1));
  const session = (over: Row) =>
    insert(client, 'session', {
      id: randomUUID(),
      class_id: id(math),
      starts_at: at('09T08:00'),
      ends_at: at('09T09:00'),
      ...over,
    });
  const held = { opened_at: at('09T08:00'), closed_at: at('09T09:00') };
  const sessions = {
    closed: await session({ status: 'closed', ...held }),
    open: await session({ status: 'open', opened_at: at('09T08:00') }),
    calledOff: await session({ status: 'cancelled' }),
    takenBack: await session({ status: 'cancelled', opened_at: at('09T08:00') }),
  };
  await client.query('BEGIN');
  for (const [sessionRow, who, status] of [
    [sessions.closed, ada, 'present'],
    [sessions.closed, bo, 'absent'],
    [sessions.open, ada, 'late'],
  ] as const) {
    const record = await insert(client, 'attendance_record', {
      id: randomUUID(),
      session_id: id(sessionRow),
      person_id: id(who),
      status,
      source: 'manual',
      marked_at: at('09T08:30'),
    });
    await insert(client, 'record_change', {
      id: randomUUID(),
      record_id: id(record),
      version: 1,
      after: status,
      source: 'manual',
      at: at('09T08:30'),
    });
  }
  await client.query('COMMIT');
  const leave = (over: Row) =>
    insert(client, 'leave_request', {
      id: randomUUID(),
      student_id: id(ada),
      asked_by_id: id(ada),
      reason: Buffer.from('sealed'),
      created_at: at('08T08:00'),
      ...over,
    });
  const requests = {
    // The whole of the 20th and 21st in Auckland, thirteen hours before UTC.
    ofClass: await leave({ class_id: id(art), starts_at: at('19T11:00'), ends_at: at('21T11:00') }),
    // The 24th in Auckland too: the student's first class by its code is there.
    ofAll: await leave({ starts_at: at('23T11:00'), ends_at: at('24T11:00') }),
    named: await leave({ class_id: id(math) }),
  };
  const timetable = await insert(client, 'timetable', {
    id: randomUUID(),
    class_id: id(math),
    rule: 'FREQ=WEEKLY;COUNT=2',
    first_day: '2026-11-09',
    starts_at: '09:00',
    duration_minutes: 60,
    created_at: at('01T08:00'),
  });
  return { ada, bo, gone, math, art, old, sessions, requests, timetable };
}

describe('after the upgrade', () => {
  test('each membership is a spell with an end that says why, and who is deactivated is on no roster', async () => {
    const spells = await rows(
      'SELECT person_id, left_at, ended_by FROM enrolment WHERE class_id = $1 AND id IS NOT NULL',
      id(before.math),
    );
    const of = (who: Row) => spells.find((row) => row['person_id'] === id(who));
    expect(spells).toHaveLength(3);
    expect(of(before.ada)).toMatchObject({ left_at: null, ended_by: null });
    expect(of(before.bo)).toMatchObject({ left_at: at('10T08:00'), ended_by: 'left' });
    expect(of(before.gone)).toMatchObject({ left_at: expect.any(Date) as Date, ended_by: 'deactivated' });
    const again = 'INSERT INTO enrolment (id, class_id, person_id) VALUES (gen_random_uuid(), $1, $2)';
    await expect(client.query(again, [id(before.math), id(before.ada)])).rejects.toThrow(/enrolment_one_standing/);
    await client.query(again, [id(before.math), id(before.bo)]);
  });

  test('sessions stand as they stood, and those called off know what they were', async () => {
    const { closed, open, calledOff, takenBack } = before.sessions;
    const states = await rows('SELECT id, status, status_before, group_ids FROM session');
    const of = (session: Row) => states.find((row) => row['id'] === id(session));
    expect([of(closed), of(open), of(calledOff), of(takenBack)]).toMatchObject([
      { status: 'closed', status_before: null, group_ids: [] },
      { status: 'open', status_before: null },
      { status: 'cancelled', status_before: 'scheduled' },
      { status: 'cancelled', status_before: 'open' },
    ]);
  });

  test('marks count as before, those of open sessions among them', async () => {
    const counts = await rows('SELECT * FROM student_count WHERE class_id = $1', id(before.math));
    const of = (who: Row) => counts.find((row) => row['person_id'] === id(who));
    expect(of(before.ada)).toMatchObject({ present: 1, late: 1, absent: 0, excused: 0 });
    expect(of(before.bo)).toMatchObject({ present: 0, absent: 1 });
  });

  test('leave for days has the days that were meant', async () => {
    const days = await rows(
      "SELECT id, to_char(first_day, 'YYYY-MM-DD') AS first, to_char(last_day, 'YYYY-MM-DD') AS last FROM leave_request",
    );
    const of = (request: Row) => days.find((row) => row['id'] === id(request));
    const { ofClass, ofAll, named } = before.requests;
    expect([of(ofClass), of(ofAll), of(named)]).toMatchObject([
      { first: '2026-11-20', last: '2026-11-21' },
      { first: '2026-11-24', last: '2026-11-24' },
      { first: null, last: null },
    ]);
  });

  test('classes and timetables count and open as they did, and the code of an archived class is free', async () => {
    const [math] = await rows('SELECT * FROM class WHERE id = $1', id(before.math));
    expect(math).toMatchObject({
      percentage_base: 'held',
      excused_rule: 'left_out',
      free_absences: 0,
      early_check_in_minutes: 10,
      late_register_days: 14,
    });
    const [timetable] = await rows('SELECT * FROM timetable WHERE id = $1', id(before.timetable));
    expect(timetable).toMatchObject({ opens_itself: false, group_ids: [] });
    const again = (code: string): Promise<Row> =>
      insert(client, 'class', { id: randomUUID(), campus_id: math!['campus_id'], code, title: code });
    await again('OLD');
    await expect(again('MATH')).rejects.toThrow(/class_code_active_key/);
  });
});
