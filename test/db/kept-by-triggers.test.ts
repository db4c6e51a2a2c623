/** What triggers keep: tallies that equal a recount whatever was changed, and news of changes to whoever listens. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const at = new Date('2026-11-20T09:00:00Z');
const statuses = ['present', 'late', 'absent', 'excused', null] as const;
type Status = (typeof statuses)[number];

/** Writes a status with its history, as the register does. */
async function mark(session: Row, person: Row, status: Status): Promise<void> {
  await client.query('BEGIN');
  const known = (
    await client.query<{ id: string; version: number; status: Status }>(
      'SELECT id, version, status FROM attendance_record WHERE session_id = $1 AND person_id = $2',
      [session['id'], person['id']],
    )
  ).rows[0];
  const record = known
    ? { ...known, version: known.version + 1, status }
    : await make.record({ session_id: session['id'], person_id: person['id'], status });
  if (known)
    await client.query('UPDATE attendance_record SET status = $2, version = $3 WHERE id = $1', [
      known.id,
      status,
      known.version + 1,
    ]);
  await make.change(record, { before: known?.status ?? null });
  await client.query('COMMIT');
}

const close = (session: Row): Promise<unknown> =>
  client.query(`UPDATE session SET status = 'closed', opened_at = $2, closed_at = $2 WHERE id = $1`, [
    session['id'],
    at,
  ]);
const reopen = (session: Row): Promise<unknown> =>
  client.query(`UPDATE session SET status = 'open', closed_at = NULL WHERE id = $1`, [session['id']]);

const counted = `count(*) FILTER (WHERE r.status = 'present')::int AS present, count(*) FILTER (WHERE r.status = 'late')::int AS late,
  count(*) FILTER (WHERE r.status = 'absent')::int AS absent, count(*) FILTER (WHERE r.status = 'excused')::int AS excused`;
const rows = async (sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows;

describe('tallies', () => {
  it('equal a recount of closed sessions, after whatever marks, corrections, closings and reopenings', async () => {
    const group = await make.class();
    const people = [await make.person(), await make.person(), await make.person()];
    const sessions = await Promise.all(
      [1, 2].map(() => make.session({ class_id: group['id'], status: 'open', opened_at: at })),
    );
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('mark' as const),
        session: fc.nat(1),
        person: fc.nat(2),
        status: fc.constantFrom(...statuses),
      }),
      fc.record({ kind: fc.constantFrom('close' as const, 'reopen' as const), session: fc.nat(1) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        for (const taken of steps) {
          const session = sessions[taken.session]!;
          if (taken.kind === 'mark') await mark(session, people[taken.person]!, taken.status);
          else await (taken.kind === 'close' ? close : reopen)(session);
        }
        expect(await rows('SELECT session_id, present, late, absent, excused FROM session_tally ORDER BY 1')).toEqual(
          await rows(
            `SELECT s.id AS session_id, ${counted} FROM session s LEFT JOIN attendance_record r ON r.session_id = s.id WHERE s.status = 'closed' GROUP BY s.id ORDER BY 1`,
          ),
        );
        expect(
          await rows(
            'SELECT person_id, present, late, absent, excused FROM student_tally WHERE present + late + absent + excused > 0 ORDER BY 1',
          ),
        ).toEqual(
          await rows(
            `SELECT r.person_id, ${counted} FROM attendance_record r JOIN session s ON s.id = r.session_id WHERE s.status = 'closed' AND r.status IS NOT NULL GROUP BY r.person_id ORDER BY 1`,
          ),
        );
        expect(await rows('SELECT 1 FROM student_tally WHERE least(present, late, absent, excused) < 0')).toEqual([]);
      }),
      { numRuns: 25, seed: 20261121, endOnFailure: true },
    );
  });
});

describe('news', () => {
  /**
   * What a listener hears of the work, once it is committed; of figures only that they changed is news, and looked at
   * for itself.
   */
  async function hear(work: () => Promise<unknown>): Promise<string[]> {
    const listener = new pg.Client({ connectionString: database.url });
    const heard: string[] = [];
    listener.on('notification', ({ payload = '' }) => heard.push(payload));
    await listener.connect();
    await listener.query('LISTEN muster');
    await client.query('BEGIN');
    await work();
    await listener.query('SELECT 1');
    expect(heard).toEqual([]);
    await client.query('COMMIT');
    const end = `end:${randomUUID()}`;
    await client.query(`SELECT pg_notify('muster', $1)`, [end]);
    await expect.poll(() => heard).toContain(end);
    await listener.end();
    return heard.filter((payload) => payload !== end && !payload.startsWith('figures:'));
  }
  const update = (table: string, row: Row, change: string): Promise<unknown> =>
    client.query(`UPDATE ${table} SET ${change} WHERE id = $1`, [row['id']]);

  it('of a record is of its session, once however many were written', async () => {
    const session = await make.session();
    const people = [await make.person(), await make.person()];
    expect(
      await hear(async () => {
        for (const person of people)
          await make.change(await make.record({ session_id: session['id'], person_id: person['id'] }));
      }),
    ).toEqual([`session:${String(session['id'])}`]);
  });

  it('of what was taken back is none', async () => {
    const session = await make.session();
    expect(
      await hear(async () => {
        await client.query('SAVEPOINT before');
        await update('session', session, `title = 'x'`);
        await client.query('ROLLBACK TO before');
      }),
    ).toEqual([]);
  });

  const cases: [string, () => Promise<{ work: () => Promise<unknown>; told: string }>][] = [
    [
      'a session that changed',
      async () => {
        const session = await make.session();
        return { work: () => update('session', session, `title = 'x'`), told: `session:${String(session['id'])}` };
      },
    ],
    [
      'somebody who left',
      async () => {
        const session = await make.session();
        return { work: () => make.checkOut({ session_id: session['id'] }), told: `session:${String(session['id'])}` };
      },
    ],
    [
      'a notification, and one that was read',
      async () => {
        const { person_id } = await make.notification();
        return {
          work: () => client.query('UPDATE notification SET read_at = now() WHERE person_id = $1', [person_id]),
          told: `notifications:${String(person_id)}`,
        };
      },
    ],
    [
      'a roster',
      async () => {
        const [group, person] = [await make.class(), await make.person()];
        return {
          work: () =>
            client.query('INSERT INTO enrolment (id, class_id, person_id) VALUES (gen_random_uuid(), $1, $2)', [
              group['id'],
              person['id'],
            ]),
          told: `roster:${String(group['id'])}`,
        };
      },
    ],
    [
      'a person who was renamed',
      async () => {
        const person = await make.person();
        return { work: () => update('person', person, `name = 'Ada King'`), told: `person:${String(person['id'])}` };
      },
    ],
    [
      'a place',
      async () => {
        const place = await make.place();
        return { work: () => update('place', place, 'radius_m = 60'), told: `place:${String(place['id'])}` };
      },
    ],
    [
      'a face that was forgotten',
      async () => {
        const consent = await make.consent();
        await make.template(consent);
        return {
          work: () => client.query('DELETE FROM face_template WHERE person_id = $1', [consent['person_id']]),
          told: `face:${String(consent['person_id'])}`,
        };
      },
    ],
    [
      'consent that was withdrawn',
      async () => {
        const consent = await make.consent();
        return {
          work: () => update('consent', consent, 'withdrawn_at = now()'),
          told: `face:${String(consent['person_id'])}`,
        };
      },
    ],
    [
      'a key that was destroyed',
      async () => {
        const { person_id } = await make.personKey();
        return {
          work: () =>
            client.query('UPDATE person_key SET wrapped_key = NULL, destroyed_at = now() WHERE person_id = $1', [
              person_id,
            ]),
          told: `face:${String(person_id)}`,
        };
      },
    ],
  ];
  it.each(cases)('comes of %s', async (_what, arrange) => {
    const { work, told } = await arrange();
    expect(await hear(work)).toEqual([told]);
  });
});
