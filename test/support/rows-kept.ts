/**
 * Rows for tests of the database itself, of what is kept about people: audit, consent, faces, focus, check-ins and
 * talk.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { end, id, start, type Row } from './row.ts';

/** What the rows here belong to. */
interface Owners {
  add: (table: string, row: Row, over: Row) => Promise<Row>;
  newPerson: (over?: Row) => Promise<Row>;
  newClass: (over?: Row) => Promise<Row>;
  newSession: (over?: Row) => Promise<Row>;
  newConversation: () => Promise<Row>;
}

export function keptRows({ add, newPerson, newClass, newSession, newConversation }: Owners) {
  const newEntry = (over: Row = {}): Promise<Row> =>
    add(
      'audit_entry',
      { id: randomUUID(), at: start, action: 'test', subject_type: 'person', subject_id: 'x', facts: '{}' },
      over,
    );

  return {
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
