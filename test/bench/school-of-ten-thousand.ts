/**
 * A university's database, loaded in bulk: ten thousand students, 500 classes, 12,500 held sessions, a million records
 * with their history.
 */
import pg from 'pg';

export interface SchoolSize {
  students: number;
  classes: number;
  classesEach: number;
  sessionsEach: number;
}

const tenThousand: SchoolSize = { students: 10_000, classes: 500, classesEach: 4, sessionsEach: 25 };

/**
 * Rounds of students over classes: student n sits in classes n, n+1 … of its own stretch, so that every class has 80.
 */
const statements = (classDays: number, size: SchoolSize): readonly (readonly [what: string, sql: string])[] => [
  [
    'campuses',
    `INSERT INTO campus (id, name, time_zone) SELECT gen_random_uuid(), 'Campus ' || n, 'UTC' FROM generate_series(1, 3) n`,
  ],
  [
    'students',
    `INSERT INTO person (id, email, name, role, external_id)
    SELECT gen_random_uuid(), 's' || n || '@uni.example', 'Student ' || lpad(n::text, 5, '0'), 'student', 'N' || lpad(n::text, 6, '0') FROM generate_series(1, ${size.students}) n`,
  ],
  [
    'classes',
    `INSERT INTO class (id, campus_id, code, title)
    SELECT gen_random_uuid(), (SELECT id FROM campus WHERE name = 'Campus ' || (n % 3 + 1)), 'C' || lpad(n::text, 3, '0'), 'Course ' || n FROM generate_series(0, ${size.classes - 1}) n`,
  ],
  [
    'rosters',
    `WITH s AS (SELECT id, row_number() OVER (ORDER BY email) - 1 AS n FROM person WHERE email LIKE 's%@uni.example'), c AS (SELECT id, row_number() OVER (ORDER BY code) - 1 AS n FROM class WHERE code LIKE 'C%')
    INSERT INTO enrolment (id, class_id, person_id, enrolled_at)
    SELECT gen_random_uuid(), c.id, s.id, now() - interval '1 year' FROM s CROSS JOIN generate_series(0, ${size.classesEach - 1}) k JOIN c ON c.n = (s.n + k * ${size.classes / size.classesEach}) % ${size.classes}`,
  ],
  [
    'sessions',
    `INSERT INTO session (id, class_id, starts_at, ends_at, status, opened_at, closed_at)
    SELECT gen_random_uuid(), c.id, at, at + interval '1 hour', 'closed', at, at + interval '1 hour'
    FROM (SELECT id, row_number() OVER (ORDER BY code) AS n FROM class WHERE code LIKE 'C%') c CROSS JOIN generate_series(1, ${size.sessionsEach}) d
      CROSS JOIN LATERAL (SELECT date_trunc('day', now()) - make_interval(days => (d * ${classDays})::int) + make_interval(hours => (8 + c.n % 8)::int) AS at) t`,
  ],
  [
    'records',
    `INSERT INTO attendance_record (id, session_id, person_id, status, source, marked_at)
    SELECT gen_random_uuid(), s.id, e.person_id, (ARRAY['present', 'present', 'present', 'present', 'present', 'present', 'late', 'absent', 'absent', 'excused'])[1 + abs(hashtext(s.id::text || e.person_id::text)) % 10]::"AttendanceStatus", 'check_in', s.starts_at
    FROM session s JOIN enrolment e ON e.class_id = s.class_id`,
  ],
  [
    'histories',
    `INSERT INTO record_change (id, record_id, version, after, source, at) SELECT gen_random_uuid(), id, 1, status, source, marked_at FROM attendance_record`,
  ],
  ['tallies of sessions', `SELECT count(*) FROM (SELECT tally_session(id) FROM session WHERE status = 'closed') t`],
  [
    'tallies of students',
    `INSERT INTO student_tally (class_id, person_id, present, late, absent, excused)
    SELECT s.class_id, r.person_id, count(*) FILTER (WHERE r.status = 'present'), count(*) FILTER (WHERE r.status = 'late'), count(*) FILTER (WHERE r.status = 'absent'), count(*) FILTER (WHERE r.status = 'excused')
    FROM attendance_record r JOIN session s ON s.id = r.session_id GROUP BY 1, 2`,
  ],
  ['statistics', 'ANALYZE'],
];

/** Fills an empty, migrated database. Triggers rest meanwhile: what they would write is written here. */
export async function loadUniversity(url: string, size = tenThousand): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    for (const [what, sql] of statements(7, size)) {
      const startedAt = performance.now();
      const { rowCount } = await client.query(sql);
      process.stdout.write(`  ${what}: ${rowCount ?? 0} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
    }
  } finally {
    await client.end();
  }
}
