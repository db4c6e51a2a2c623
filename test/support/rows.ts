/** Rows for tests of the database itself: the least that each table accepts, with what the test is about on top. */
import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { end, id, insert, start, type Row } from './row.ts';
import { keptRows } from './rows-kept.ts';

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
          first_day: start,
          last_day: end,
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
    ...keptRows({ add, newPerson, newClass, newSession, newConversation }),
  };
}

export type Rows = ReturnType<typeof rowsOn>;
