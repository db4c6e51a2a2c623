/** Rows for tests of the database itself: the least that each table accepts, with what the test is about on top. */
import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';

export type Row = Readonly<Record<string, unknown>>;

const start = new Date('2026-11-20T09:00:00Z');
const end = new Date('2026-11-20T10:30:00Z');

/** Inserts a row and returns it. */
async function insert(client: pg.ClientBase, table: string, row: Row): Promise<Row> {
  const columns = Object.keys(row);
  const { rows } = await client.query<Row>(
    `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')})
     VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING *`,
    Object.values(row),
  );
  if (!rows[0]) throw new Error(`Nothing was inserted into ${table}.`);
  return rows[0];
}

const id = (row: Row): string => String(row['id']);

/** Makes valid rows on one connection; each takes the columns that the test wants otherwise. */
export function rowsOn(client: pg.ClientBase) {
  const add = (table: string, row: Row, over: Row): Promise<Row> => insert(client, table, { ...row, ...over });
  const newPerson = (over: Row = {}): Promise<Row> =>
    add('person', { id: randomUUID(), email: `${randomUUID()}@example.org`, name: 'Ada', role: 'student' }, over);
  const newClass = async (over: Row = {}): Promise<Row> => {
    const campus = await add('campus', { id: randomUUID(), name: randomUUID() }, {});
    return add('class', { id: randomUUID(), campus_id: id(campus), code: randomUUID(), title: 'Algebra' }, over);
  };
  const newSession = async (over: Row = {}): Promise<Row> =>
    add('session', { id: randomUUID(), class_id: id(await newClass()), starts_at: start, ends_at: end }, over);
  const newConversation = async (): Promise<Row> =>
    add('conversation', { id: randomUUID(), person_id: id(await newPerson()), channel: 'web', created_at: start }, {});
  const newRecord = async (over: Row = {}): Promise<Row> =>
    add(
      'attendance_record',
      {
        id: randomUUID(),
        session_id: id(await newSession()),
        person_id: id(await newPerson()),
        status: 'present',
        source: 'manual',
        marked_at: start,
      },
      over,
    );
  const newChange = (record: Row, over: Row = {}): Promise<Row> =>
    add(
      'record_change',
      {
        id: randomUUID(),
        record_id: id(record),
        version: record['version'],
        after: record['status'],
        source: 'manual',
        at: start,
      },
      over,
    );
  const newEntry = (over: Row = {}): Promise<Row> =>
    add(
      'audit_entry',
      { id: randomUUID(), at: start, action: 'test', subject_type: 'person', subject_id: 'x', facts: '{}' },
      over,
    );

  return {
    person: newPerson,
    class: newClass,
    session: newSession,
    conversation: newConversation,
    record: newRecord,
    change: newChange,
    /** A record with the change that explains it. */
    recordWithHistory: async (): Promise<Row> => {
      const record = await newRecord();
      await newChange(record);
      return record;
    },
    holiday: (over: Row = {}): Promise<Row> =>
      add('holiday', { id: randomUUID(), name: 'Snow', first_day: '2026-12-01', last_day: '2026-12-02' }, over),
    /** A circle. */
    place: async (over: Row = {}): Promise<Row> => {
      const campus = await add('campus', { id: randomUUID(), name: randomUUID() }, {});
      return add(
        'place',
        {
          id: randomUUID(),
          campus_id: id(campus),
          kind: 'room',
          name: 'Hall',
          latitude: 47,
          longitude: 8,
          radius_m: 50,
        },
        over,
      );
    },
    guardianship: async (over: Row = {}): Promise<Row> =>
      add(
        'guardianship',
        {
          id: randomUUID(),
          guardian_id: id(await newPerson({ role: 'guardian' })),
          student_id: id(await newPerson()),
          relation: 'mother',
          created_at: start,
        },
        over,
      ),
    card: async (over: Row = {}): Promise<Row> =>
      add(
        'card',
        { id: randomUUID(), person_id: id(await newPerson()), card_hash: randomBytes(32), created_at: start },
        over,
      ),
    timetable: async (over: Row = {}): Promise<Row> =>
      add(
        'timetable',
        {
          id: randomUUID(),
          class_id: id(await newClass()),
          rule: 'FREQ=DAILY;COUNT=1',
          first_day: '2026-11-20',
          starts_at: '09:00',
          duration_minutes: 45,
          except_days: [],
          created_at: start,
        },
        over,
      ),
    calendarFeed: async (over: Row = {}): Promise<Row> =>
      add(
        'calendar_feed',
        {
          id: randomUUID(),
          person_id: over['person_id'] ?? id(await newPerson()),
          token_hash: randomBytes(32),
          created_at: start,
        },
        over,
      ),
    appeal: async (over: Row = {}): Promise<Row> =>
      add(
        'appeal',
        {
          id: randomUUID(),
          session_id: over['session_id'] ?? id(await newSession()),
          student_id: over['student_id'] ?? id(await newPerson()),
          wanted: 'present',
          text: randomBytes(8),
          created_at: start,
        },
        over,
      ),
    leave: async (over: Row = {}): Promise<Row> => {
      const student = await newPerson();
      return add(
        'leave_request',
        {
          id: randomUUID(),
          student_id: id(student),
          asked_by_id: id(student),
          starts_at: start,
          ends_at: end,
          reason: randomBytes(8),
          created_at: start,
        },
        over,
      );
    },
    checkOut: async (over: Row = {}): Promise<Row> =>
      add(
        'check_out',
        {
          id: randomUUID(),
          session_id: id(await newSession()),
          person_id: id(await newPerson()),
          channel: 'web',
          at: start,
          left_early_minutes: 0,
        },
        over,
      ),
    notification: async (over: Row = {}): Promise<Row> =>
      add(
        'notification',
        {
          id: randomUUID(),
          person_id: over['person_id'] ?? id(await newPerson()),
          kind: 'system',
          sealed: randomBytes(8),
          created_at: start,
        },
        over,
      ),
    auditEntry: newEntry,
    auditSeal: async (): Promise<Row> =>
      add(
        'audit_seal',
        { seq: 1, entry_id: id(await newEntry()), previous: randomBytes(32), hash: randomBytes(32) },
        {},
      ),
    consent: async (over: Row = {}): Promise<Row> => {
      const personId = over['person_id'] ?? id(await newPerson());
      return add(
        'consent',
        { id: randomUUID(), person_id: personId, kind: 'face', text_version: '1', channel: 'web', granted_at: start },
        over,
      );
    },
    template: (consent: Row, over: Row = {}): Promise<Row> =>
      add(
        'face_template',
        {
          id: randomUUID(),
          person_id: consent['person_id'],
          consent_id: id(consent),
          weights_hash: 'w',
          sealed: randomBytes(8),
        },
        over,
      ),
    focusSetting: async (over: Row = {}): Promise<Row> =>
      add(
        'focus_setting',
        {
          class_id: over['class_id'] ?? id(await newClass()),
          dpia_reference: 'DPIA 1',
          turned_on_by_id: randomUUID(),
          turned_on_at: start,
        },
        over,
      ),
    focusFrame: async (setting: Row, over: Row = {}): Promise<Row> =>
      add(
        'focus_frame',
        {
          id: randomUUID(),
          class_id: setting['class_id'],
          session_id: id(await newSession({ class_id: setting['class_id'] })),
          taken_at: start,
          seen: 10,
          judged: 9,
          figure: 80,
          low: 70,
          high: 90,
        },
        over,
      ),
    sessionCode: async (over: Row = {}): Promise<Row> =>
      add(
        'session_code',
        {
          id: randomUUID(),
          session_id: over['session_id'] ?? id(await newSession()),
          code_hash: randomBytes(32),
          created_by_id: randomUUID(),
          created_at: start,
          expires_at: end,
        },
        over,
      ),
    checkIn: async (over: Row = {}): Promise<Row> =>
      add(
        'check_in',
        {
          id: randomUUID(),
          session_id: id(await newSession()),
          person_id: id(await newPerson()),
          channel: 'web',
          evidence_digest: randomBytes(32),
          decision: 'accepted',
          receipt: '{"reasons":[]}',
          created_at: start,
        },
        over,
      ),
    action: async (over: Row = {}): Promise<Row> => {
      const conversation = await newConversation();
      return add(
        'pending_action',
        {
          id: randomUUID(),
          person_id: conversation['person_id'],
          conversation_id: id(conversation),
          kind: 'confirm',
          tool: 'mark',
          plan: randomBytes(8),
          created_at: start,
          expires_at: end,
        },
        over,
      );
    },
    message: async (over: Row = {}): Promise<Row> =>
      add(
        'conversation_message',
        {
          id: randomUUID(),
          conversation_id: id(await newConversation()),
          author: 'person',
          sealed: randomBytes(8),
          created_at: start,
        },
        over,
      ),
    storedFile: async (over: Row = {}): Promise<Row> =>
      add(
        'stored_file',
        {
          id: randomUUID(),
          owner_id: id(await newPerson()),
          purpose: 'sheet',
          name: 'a.pdf',
          mime_type: 'application/pdf',
          size_bytes: 1,
        },
        over,
      ),
    institution: (over: Row = {}): Promise<Row> => add('institution', { name: 'School' }, over),
    personKey: async (over: Row = {}): Promise<Row> =>
      add('person_key', { person_id: id(await newPerson()), wrapped_key: randomBytes(32) }, over),
  };
}

export type Rows = ReturnType<typeof rowsOn>;
