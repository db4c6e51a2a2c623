/** Merging duplicates: no table that names a person is forgotten. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { focusConsent } from '../../../src/focus/focus.schema.ts';
import type { Client } from '../../support/client.ts';
import { startMergeSchool, type MergeSchool } from '../../support/merge-school.ts';
import type { TestMuster } from '../../support/muster.ts';
import { runSql } from '../../support/owners.ts';
import { createPerson, enrolFace, readPortraits, type SmallSchool } from '../../support/school.ts';

let it: MergeSchool;
let muster: TestMuster;
let school: SmallSchool;
let fromId = '';
let from: Client;

const pdf = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ndoctor says flu\n%%EOF\n');

beforeAll(async () => {
  it = await startMergeSchool();
  ({ muster, school } = it);
});
afterAll(() => muster.end());
beforeEach(async () => {
  ({ fromId, from } = await it.makeTwins());
});

/**
 * What becomes of each column that names a person. A new table has to be thought of here: `moved` rows name the account
 * that stays, `ended` ones let nobody in any more, `kept` ones are history, evidence, or were sealed for the closed
 * account alone.
 */
const fates: Record<string, 'moved' | 'ended' | 'kept'> = {
  'appeal.student_id': 'moved',
  'card.person_id': 'moved',
  'class_teacher.person_id': 'moved',
  'enrolment.person_id': 'moved',
  'group_membership.person_id': 'moved',
  'guardianship.guardian_id': 'moved',
  'guardianship.student_id': 'moved',
  'announcement.author_id': 'moved',
  'calendar_subscription.made_by_id': 'moved',
  'face_template.alike_person_id': 'moved',
  'leave_request.student_id': 'moved',
  'leave_request.asked_by_id': 'moved',
  'notification.person_id': 'moved',
  'session_substitute.person_id': 'moved',
  'review_flag.person_ids': 'moved',
  'stored_file.owner_id': 'moved',
  'sign_on_subject.person_id': 'moved',
  'scim_group_member.person_id': 'moved',
  // The directory knows the closed account no more, and nobody comes in by a ticket for it.
  'scim_user.person_id': 'moved',
  'sign_on_ticket.person_id': 'moved',
  'calendar_feed.person_id': 'ended',
  'consent.person_id': 'ended',
  'authenticator.person_id': 'ended',
  'device.person_id': 'ended',
  'passkey.person_id': 'ended',
  'recovery_code.person_id': 'ended',
  'face_template.person_id': 'ended',
  'linked_account.person_id': 'ended',
  'one_time_link.person_id': 'ended',
  'attendance_record.person_id': 'kept',
  'challenge.person_id': 'kept',
  'check_in.person_id': 'kept',
  'check_out.person_id': 'kept',
  'session.cancelled_by_id': 'kept',
  // A view: what is tallied, and what stands in open sessions.
  'student_count.person_id': 'kept',
  'student_tally.person_id': 'kept',
  'person_key.person_id': 'kept',
  'person.merged_into_id': 'kept',
  'conversation.person_id': 'kept',
  'pending_action.person_id': 'kept',
  'inbound_message.person_id': 'kept',
  'outbound_message.person_id': 'kept',
  'place_request.person_id': 'kept',
  'room_sighting.person_id': 'kept',
  'task.person_id': 'kept',
  // What a closed account asked for is refused; what it decided is history.
  'held_act.asked_by_id': 'kept',
  'held_act.settled_by_id': 'kept',
  'api_key.created_by_id': 'kept',
  'appeal.answered_by_id': 'kept',
  'audit_entry.actor_id': 'kept',
  'audit_entry.sealed_by': 'kept',
  'leave_request.decided_by_id': 'kept',
  'record_change.actor_id': 'kept',
  'focus_reading.person_id': 'ended',
  'focus_setting.turned_on_by_id': 'kept',
  'review_flag.resolved_by_id': 'kept',
  'session.opened_by_id': 'kept',
  'session.closed_by_id': 'kept',
  'session_code.created_by_id': 'kept',
  'open_stream.person_id': 'kept',
  'refusal_tally.person_id': 'kept',
  'scim_connection.created_by_id': 'kept',
  'sign_on_policy.break_glass_id': 'kept',
};

describe('no table is forgotten', () => {
  test('every column that names a person has a fate, by its foreign key or by its name', async () => {
    const named = await runSql<{ name: string }>(
      muster.database.url,
      `
      SELECT format('%s.%s', c.conrelid::regclass, a.attname) AS name FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass
      UNION SELECT format('%s.%s', table_name, column_name) FROM information_schema.columns
      WHERE table_schema = 'public' AND udt_name IN ('uuid', '_uuid') AND (column_name ~ 'person|student|guardian|owner|actor|sealed_by' OR column_name ~ '_by_id$' OR (table_name = 'person' AND column_name <> 'id'))`,
    );
    expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(fates).sort());
  });

  test('and what goes over names the closed account nowhere afterwards', async () => {
    const sessionId = await it.openSession();
    const today = muster.clock.now().toISOString().slice(0, 10);
    await it.mark(sessionId, fromId, 'absent');
    await it.close(sessionId);
    const guardian = await createPerson(school.admin, 'Ida', `ida${it.count()}@school.example`, 'guardian');
    await school.admin.post(`/api/v2/people/${fromId}/guardians`, { guardianId: guardian, relation: 'mother' });
    await school.admin.post(`/api/v2/people/${fromId}/cards`, { card: `ALL${it.count()}` });
    await from.upload('/api/v2/leave', 'evidence', [pdf], { reason: 'flu', classId: school.classId, from: today });
    await from.post('/api/v2/appeals', { sessionId, wanted: 'present', text: 'I was there' });
    await from.post('/api/v2/me/calendar');
    expect((await from.post('/api/v2/me/authenticator')).status).toBe(201);
    await from.post('/api/v2/me/linked-accounts/codes');
    await enrolFace(from, (await readPortraits(1))[0]!);
    await from.post('/api/v2/me/focus-consent', { textVersion: focusConsent.version });
    await it.merge();
    for (const [column, fate] of Object.entries(fates)) {
      const [table, name] = column.split('.') as [string, string];
      if (fate !== 'moved') continue;
      const [row] = await runSql<{ n: number }>(
        muster.database.url,
        `SELECT count(*)::int AS n FROM ${table} WHERE '${fromId}' = ${name === 'person_ids' ? `ANY (${name})` : name}`,
      );
      expect({ column, rows: row!.n }).toEqual({ column, rows: 0 });
    }
    const deleted = ['face_template', 'authenticator', 'passkey', 'recovery_code'];
    const standing = {
      calendar_feed: 'revoked_at IS NULL',
      consent: 'withdrawn_at IS NULL',
      face_template: 'true',
      focus_reading: 'true',
      linked_account: 'unlinked_at IS NULL',
      one_time_link: `used_at IS NULL AND expires_at > '${muster.clock.now().toISOString()}'`,
      authenticator: 'true',
      device: 'ended_at IS NULL',
      passkey: 'true',
      recovery_code: 'true',
    };
    expect(Object.keys(standing).sort()).toEqual(
      Object.entries(fates)
        .filter(([, fate]) => fate === 'ended')
        .map(([column]) => column.split('.')[0])
        .sort(),
    );
    for (const [table, open] of Object.entries(standing)) {
      const [row] = await runSql<{ all: number; open: number }>(
        muster.database.url,
        `SELECT count(*)::int AS all, count(*) FILTER (WHERE ${open})::int AS open FROM ${table} WHERE person_id = '${fromId}'`,
      );
      // Nobody's chat account is linked here, templates and second factors are deleted, and no focus index was worked out: elsewhere
      // something was there to end.
      expect({ table, open: row!.open, wasThere: row!.all > 0 }).toEqual({
        table,
        open: 0,
        wasThere: ![...deleted, 'linked_account', 'focus_reading'].includes(table),
      });
    }
  });
});
