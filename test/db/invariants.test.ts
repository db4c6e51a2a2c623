/** What the database itself refuses, whatever a program does: rows that contradict themselves or each other. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import type { Row } from '../support/row.ts';
import { rowsOn, type Rows } from '../support/rows.ts';

let database: TestDatabase;
let client: pg.Client;
let make: Rows;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  make = rowsOn(client);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  await client.query('BEGIN');
});
afterEach(async () => {
  await client.query('ROLLBACK');
});

describe('checks', () => {
  const at = new Date('2026-11-20T09:00:00Z');
  const refused: [string, string, () => Promise<unknown>][] = [
    ['a second institution', 'institution_is_one', () => make.institution({ id: 2 })],
    ['an e-mail with capitals', 'person_email_is_lower_case', () => make.person({ email: 'Ada@example.org' })],
    [
      'an e-mail with capitals beyond ASCII',
      'person_email_is_lower_case',
      () => make.person({ email: 'Ä@example.org' }),
    ],
    ['a blank e-mail', 'person_email_is_not_blank', () => make.person({ email: '  ' })],
    ['a blank name', 'person_name_is_not_blank', () => make.person({ name: ' ' })],
    ['a blank family name', 'person_family_name_is_not_blank', () => make.person({ family_name: ' ' })],
    ['a blank given name', 'person_given_name_is_not_blank', () => make.person({ given_name: '' })],
    ['an admin without an address', 'person_admin_has_an_address', () => make.person({ role: 'admin', email: null })],
    [
      'a key that is neither there nor destroyed',
      'person_key_is_there_or_destroyed',
      () => make.personKey({ wrapped_key: null }),
    ],
    [
      'a destroyed key that is still there',
      'person_key_is_there_or_destroyed',
      () => make.personKey({ destroyed_at: at }),
    ],
    ['a file of negative size', 'stored_file_size_is_not_negative', () => make.storedFile({ size_bytes: -1 })],
    ['a late limit below zero', 'class_late_after_minutes_in_range', () => make.class({ late_after_minutes: -1 })],
    [
      'a late limit above ten hours',
      'class_late_after_minutes_in_range',
      () => make.class({ late_after_minutes: 601 }),
    ],
    ['a minimum below 0 %', 'class_minimum_percentage_in_range', () => make.class({ minimum_percentage: -1 })],
    ['a minimum above 100 %', 'class_minimum_percentage_in_range', () => make.class({ minimum_percentage: 101 })],
    ['a session that ends as it starts', 'session_ends_after_it_starts', () => make.session({ ends_at: at })],
    ['an open session that was never opened', 'session_knows_when_opened', () => make.session({ status: 'open' })],
    [
      'a closed session that was never opened',
      'session_knows_when_opened',
      () => make.session({ status: 'closed', closed_at: at }),
    ],
    [
      'a closed session that was never closed',
      'session_knows_when_closed',
      () => make.session({ status: 'closed', opened_at: at }),
    ],
    [
      'a code that expires as it is made',
      'session_code_expires_after_creation',
      () => make.sessionCode({ expires_at: at }),
    ],
    ['a settled action without its time', 'pending_action_knows_when_settled', () => make.action({ status: 'done' })],
    [
      'a pending action with a time of settling',
      'pending_action_knows_when_settled',
      () => make.action({ settled_at: at }),
    ],
    ['a holiday that runs backwards', 'holiday_runs_forward', () => make.holiday({ last_day: '2026-11-30' })],
    [
      'a place without a shape',
      'place_is_circle_or_polygon',
      () => make.place({ latitude: null, longitude: null, radius_m: null }),
    ],
    ['a place of two shapes', 'place_is_circle_or_polygon', () => make.place({ polygon: '{}' })],
    ['half a circle', 'place_is_circle_or_polygon', () => make.place({ radius_m: null })],
    ['a circle beyond the poles', 'place_is_circle_or_polygon', () => make.place({ latitude: 90.1 })],
    ['a circle without extent', 'place_is_circle_or_polygon', () => make.place({ radius_m: 0 })],
    [
      'an active account that was merged into another',
      'person_merged_is_closed',
      async () => make.person({ merged_into_id: (await make.person())['id'] }),
    ],
    [
      'an early-leave limit below zero',
      'class_early_leave_minutes_in_range',
      () => make.class({ early_leave_minutes: -1 }),
    ],
    [
      'an early-leave limit above ten hours',
      'class_early_leave_minutes_in_range',
      () => make.class({ early_leave_minutes: 601 }),
    ],
    [
      'a class to join by a code that is not there',
      'class_join_code_is_there',
      () => make.class({ join_policy: 'code' }),
    ],
    ['an open class without a code', 'class_join_code_is_there', () => make.class({ join_policy: 'open' })],
    ['a timetable at no time of day', 'timetable_starts_at_is_a_time', () => make.timetable({ starts_at: '24:00' })],
    ['a timetable of no length', 'timetable_duration_in_range', () => make.timetable({ duration_minutes: 0 })],
    ['a timetable longer than a day', 'timetable_duration_in_range', () => make.timetable({ duration_minutes: 1441 })],
    [
      'a merged session that is not cancelled',
      'session_merged_is_cancelled',
      async () => make.session({ merged_into_id: (await make.session())['id'] }),
    ],
    ['an answered appeal without its time', 'appeal_knows_when_answered', () => make.appeal({ status: 'accepted' })],
    ['an open appeal with a time of answering', 'appeal_knows_when_answered', () => make.appeal({ answered_at: at })],
    [
      'leave with a begin and no end',
      'leave_request_days_are_whole',
      () => make.leave({ ends_at: null, last_day: null }),
    ],
    ['leave that ends as it begins', 'leave_request_days_are_whole', () => make.leave({ ends_at: at })],
    ['approved leave without its time', 'leave_request_knows_when_decided', () => make.leave({ status: 'approved' })],
    [
      'a message by neither person nor Muster',
      'conversation_message_author_is_known',
      () => make.message({ author: 'model' }),
    ],
  ];
  it.each(refused)('refuse %s', async (_what, constraint, insertIt) => {
    await expect(insertIt()).rejects.toMatchObject({ code: '23514', constraint });
  });

  it('refuse a change with version 0', async () => {
    const record = await make.record();
    await expect(make.change(record, { version: 0 })).rejects.toMatchObject({
      constraint: 'record_change_version_from_one',
    });
  });

  it('refuse a record with version 0 even without its trigger', async () => {
    await client.query('ALTER TABLE attendance_record DISABLE TRIGGER one_step_at_a_time');
    await expect(make.record({ version: 0 })).rejects.toMatchObject({
      constraint: 'attendance_record_version_from_one',
    });
  });

  it('accept what stands on the limits', async () => {
    await make.institution();
    await make.class({ late_after_minutes: 0, minimum_percentage: 100 });
    await make.class({ late_after_minutes: 600, minimum_percentage: 0 });
    await make.storedFile({ size_bytes: 0 });
    await make.session({ status: 'closed', opened_at: at, closed_at: at });
    await make.personKey({ wrapped_key: null, destroyed_at: at });
    await make.action({ status: 'cancelled', settled_at: at });
    await make.message({ author: 'muster' });
    await make.holiday({ last_day: '2026-12-01' });
    await make.place({ polygon: '{}', latitude: null, longitude: null, radius_m: null });
    await make.place({ latitude: -90, longitude: 180, radius_m: 1 });
    await make.class({ early_leave_minutes: 0, join_policy: 'code', join_code: 'ABCDEF' });
    await make.timetable({ starts_at: '23:59', duration_minutes: 1440 });
    await make.session({ status: 'cancelled', merged_into_id: (await make.session())['id'] });
    await make.person({ status: 'deactivated', merged_into_id: (await make.person())['id'] });
    await make.leave({ starts_at: null, ends_at: null, first_day: null, last_day: null, status: 'withdrawn' });
    await make.appeal({ status: 'withdrawn', answered_at: at });
  });

  it('refuse that somebody is their own guardian', async () => {
    const { id } = await make.person();
    await expect(make.guardianship({ guardian_id: id, student_id: id })).rejects.toMatchObject({
      constraint: 'guardianship_is_of_another',
    });
  });
});

describe('one at a time', () => {
  it('refuses a second standing consent of a person and kind, and accepts one after withdrawal', async () => {
    const first = await make.consent();
    await client.query('SAVEPOINT before');
    await expect(make.consent({ person_id: first['person_id'] })).rejects.toMatchObject({
      constraint: 'consent_one_standing',
    });
    await client.query('ROLLBACK TO before');
    await client.query('UPDATE consent SET withdrawn_at = now() WHERE id = $1', [first['id']]);
    await make.consent({ person_id: first['person_id'] });
  });

  it('refuses a second live code of a session, and accepts one after the first is revoked', async () => {
    const first = await make.sessionCode();
    await client.query('SAVEPOINT before');
    await expect(make.sessionCode({ session_id: first['session_id'] })).rejects.toMatchObject({
      constraint: 'session_code_one_live',
    });
    await client.query('ROLLBACK TO before');
    await client.query('UPDATE session_code SET revoked_at = now() WHERE id = $1', [first['id']]);
    await make.sessionCode({ session_id: first['session_id'] });
  });

  const once: [string, string, () => Promise<Row>, (first: Row) => Promise<Row>, string][] = [
    [
      'guardianship of a pair',
      'guardianship_one_standing',
      () => make.guardianship(),
      ({ guardian_id, student_id }) => make.guardianship({ guardian_id, student_id }),
      'UPDATE guardianship SET ended_at = now()',
    ],
    [
      'owner of a card',
      'card_one_owner',
      () => make.card(),
      ({ card_hash }) => make.card({ card_hash }),
      'UPDATE card SET revoked_at = now()',
    ],
    [
      'calendar address of a person',
      'calendar_feed_one_standing',
      () => make.calendarFeed(),
      ({ person_id }) => make.calendarFeed({ person_id }),
      'UPDATE calendar_feed SET revoked_at = now()',
    ],
    [
      'open appeal of a record',
      'appeal_one_open',
      () => make.appeal(),
      ({ session_id, student_id }) => make.appeal({ session_id, student_id }),
      `UPDATE appeal SET status = 'declined', answered_at = now()`,
    ],
  ];
  it.each(once)(
    'refuses a second %s, and accepts one after the first has ended',
    async (_what, constraint, makeFirst, again, end) => {
      const first = await makeFirst();
      await client.query('SAVEPOINT before');
      await expect(again(first)).rejects.toMatchObject({ code: '23505', constraint });
      await client.query('ROLLBACK TO before');
      await client.query(`${end} WHERE id = $1`, [first['id']]);
      await again(first);
    },
  );

  it('refuses to tell a person the same cause twice, and tells others', async () => {
    const first = await make.notification({ cause_key: 'x' });
    await make.notification({ cause_key: 'x' });
    await make.notification({ person_id: first['person_id'] });
    await expect(make.notification({ cause_key: 'x', person_id: first['person_id'] })).rejects.toMatchObject({
      code: '23505',
    });
  });

  it('refuses a second record of a student in a session', async () => {
    const { session_id, person_id } = await make.record();
    await expect(make.record({ session_id, person_id })).rejects.toMatchObject({ code: '23505' });
  });
});
